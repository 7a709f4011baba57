import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NOT_LOGGED } from '../../../../can-bus/frame/frame-group.ts';
import { BitTiming, INTERMISSION_BITS, wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { networkMember } from '../../../../can-bus/virtual-bus/network-member.ts';
import { NodeTable } from '../../../../can-bus/virtual-bus/node-table.ts';
import { RepeatedFrames } from '../../../../can-bus/virtual-bus/repeated-frames.ts';
import { Round, sameHead, type Slot } from '../../../../can-bus/virtual-bus/round.ts';
import { VirtualBus } from '../../../../can-bus/virtual-bus/virtual-bus.ts';
import { LineObserver, ScriptedNode, type Note } from './scripted-node.ts';

/** 2 µs a bit. */
const TIMING = new BitTiming(500_000);
const NO_DATA = new Uint8Array(0);

interface NodeParts {
  readonly listensTo?: 'all' | readonly number[];
  readonly confirms?: readonly number[];
  readonly hearsAgain?: () => boolean;
}

/** The frames of each node, which a test may exchange; and what else is special of the node. */
function roundOf(
  nodes: (CanFrame | null)[][],
  timing: BitTiming = TIMING,
  parts: readonly NodeParts[] = [],
): Round<Note> {
  const bus = new VirtualBus({}, () => undefined);
  const table = new NodeTable<Note>(bus, new LineObserver(), 0);
  for (const [index, frames] of nodes.entries()) {
    const name = `node ${index}`;
    const { listensTo = [], ...rest } = parts[index] ?? {};
    const repeats = new RepeatedFrames(
      frames.map(() => 1000),
      (place) => frames[place] ?? null,
    );
    const node = Object.assign(new ScriptedNode(name, listensTo), { repeats }, rest);
    table.members.push(networkMember(bus.addStation(name), node));
  }
  const slots = table.members.flatMap((sender, index): Slot<Note>[] => {
    const { repeats } = sender;
    if (repeats === null) return [];
    const places = Array.from({ length: repeats.count }, (_, place) => place);
    return places.map((place) => ({ sender, index, name: sender.node.name, repeats, place }));
  });
  return new Round(slots, timing, table);
}

function bits(frame: CanFrame): number {
  return wireBits(frame) + INTERMISSION_BITS;
}

function idsOf(round: Round<Note>): readonly number[] {
  round.poll(0);
  round.bringUpToDate();
  return round.frames.map(({ id }) => id);
}

describe('frames that are due at one instant', () => {
  it('win the bus by their identifiers, and those of one node in their order', () => {
    const frame = (id: number): CanFrame => dataFrame(id, NO_DATA);
    expect(idsOf(roundOf([[frame(0x300), frame(0x100)], [frame(0x200)]]))).toEqual([0x200, 0x300, 0x100]);
    expect(idsOf(roundOf([[frame(0x200)], [frame(0x300), frame(0x100)]]))).toEqual([0x200, 0x300, 0x100]);
    expect(idsOf(roundOf([[frame(0x100), frame(0x101)], [frame(0x100)]]))).toEqual([0x100, 0x100, 0x101]);
  });

  it('go before others of an equal identifier where their node was attached first', () => {
    const round = roundOf([[dataFrame(0x100, NO_DATA)], [dataFrame(0x100, NO_DATA)]]);
    expect(idsOf(round)).toEqual([0x100, 0x100]);
    expect(round.winners.map(({ name }) => name)).toEqual(['node 0', 'node 1']);
  });

  it('end one after the other, with an intermission after each', () => {
    const [one, other] = [dataFrame(0x100, Uint8Array.of(1)), dataFrame(0x200, Uint8Array.of(2, 3))];
    const round = roundOf([[other], [one]]);
    expect(idsOf(round)).toEqual([0x100, 0x200]);
    expect([...round.startUnits]).toEqual([0, bits(one)]);
    expect([...round.units]).toEqual([wireBits(one), wireBits(other)]);
    expect([...round.freeUnits]).toEqual([bits(one), bits(one) + bits(other)]);
    expect([...round.endsUs]).toEqual([2 * wireBits(one), 2 * (bits(one) + wireBits(other))]);
    expect(round.spanUs).toBe(2 * (bits(one) + bits(other)) + 1);
  });

  it('take exact units where the bit rate of the data is another', () => {
    const [one, other] = [dataFrame(0x100, NO_DATA), dataFrame(0x200, NO_DATA)];
    // Four units a bit, of half a microsecond each.
    const round = roundOf([[one], [other]], new BitTiming(500_000, 2_000_000));
    expect(idsOf(round)).toEqual([0x100, 0x200]);
    expect([...round.startUnits]).toEqual([0, 4 * bits(one)]);
    expect([...round.endsUs]).toEqual([2 * wireBits(one), 2 * (bits(one) + wireBits(other))]);
  });

  it('span 107 µs at 500 kbit/s where they are one of 50 bits: with its intermission, and a microsecond for rounding', () => {
    for (const dataBitRate of [500_000, 1_200_000]) {
      const round = roundOf([[dataFrame(0, NO_DATA)]], new BitTiming(500_000, dataBitRate));
      expect(idsOf(round)).toEqual([0]);
      expect(round.spanUs).toBe(107);
    }
  });

  it('do not include those of a node that sends none', () => {
    const one = dataFrame(0x100, NO_DATA);
    const frames: (CanFrame | null)[] = [one, null];
    const round = roundOf([frames]);
    expect(idsOf(round)).toEqual([0x100]);
    expect(round.spanUs).toBe(2 * bits(one) + 1);
    frames[1] = dataFrame(0x101, NO_DATA);
    expect(idsOf(round)).toEqual([0x100, 0x101]);
    frames[0] = null;
    expect(idsOf(round)).toEqual([0x101]);
    frames[1] = null;
    expect(idsOf(round)).toEqual([]);
    expect(round.spanUs).toBe(1);
  });

  it('are known as long as they are the same objects', () => {
    const frames = [dataFrame(0x100, Uint8Array.of(1)), dataFrame(0x101, Uint8Array.of(2))];
    const round = roundOf([frames]);
    expect(round.poll(0)).toBe(false);
    round.bringUpToDate();
    expect(round.poll(0)).toBe(true);
    const changed = dataFrame(0x101, Uint8Array.of(0, 0, 0));
    frames[1] = changed;
    expect(round.poll(0)).toBe(false);
    round.bringUpToDate();
    expect([round.poll(0), round.frames[1] === changed]).toEqual([true, true]);
    expect(round.units[1]).toBe(wireBits(changed));
  });

  it.each([0, 1, 2])('begin and end at other times from the one on whose data changes: that of index %i', (changed) => {
    const frames = [0x100, 0x200, 0x300].map((id) => dataFrame(id, Uint8Array.of(1)));
    const lists = frames.map((frame): CanFrame[] => [frame]);
    const round = roundOf(lists);
    expect(idsOf(round)).toEqual([0x100, 0x200, 0x300]);
    const { spanUs } = round;
    const long = frames.map((frame, i) => (i === changed ? dataFrame(frame.id, Uint8Array.of(1, 2, 3)) : frame));
    const fresh = roundOf(long.map((frame) => [frame]));
    idsOf(fresh);
    for (const [i, frame] of long.entries()) lists[i]?.splice(0, 1, frame);
    expect(idsOf(round)).toEqual([0x100, 0x200, 0x300]);
    expect(round.frames).toEqual(long);
    for (const column of ['endsUs', 'startUnits', 'units', 'freeUnits'] as const) {
      expect([...round[column]]).toEqual([...fresh[column]]);
    }
    expect(round.spanUs).toBe(fresh.spanUs);
    expect(round.spanUs).toBeGreaterThan(spanUs);
  });

  it('take as long as before where only their content changes', () => {
    // Both have as many bits, stuff bits included.
    const [one, other] = [dataFrame(0x100, Uint8Array.of(0)), dataFrame(0x100, Uint8Array.of(1))];
    expect(wireBits(one)).toBe(wireBits(other));
    const list: CanFrame[] = [one];
    const round = roundOf([list, [dataFrame(0x200, NO_DATA)]]);
    idsOf(round);
    const before = [...round.endsUs, ...round.freeUnits, round.spanUs];
    list[0] = other;
    idsOf(round);
    expect([...round.endsUs, ...round.freeUnits, round.spanUs]).toEqual(before);
    expect(round.frames[0]).toBe(other);
  });

  it('have unknown places in a log where they are others than before, and known ones where they are not', () => {
    const lists = [[dataFrame(0x200, NO_DATA)], [dataFrame(0x100, NO_DATA)]];
    const round = roundOf(lists);
    idsOf(round);
    expect([...round.logged.places, round.logged.isPartial]).toEqual([NOT_LOGGED, NOT_LOGGED, true]);
    round.logged.places.set([7, 8]);
    round.logged.isPartial = false;
    idsOf(round);
    expect([...round.logged.places, round.logged.isPartial]).toEqual([7, 8, false]);
    lists[0]?.splice(0, 1, dataFrame(0x200, Uint8Array.of(1)));
    idsOf(round);
    expect([...round.logged.places, round.logged.isPartial]).toEqual([7, NOT_LOGGED, true]);
    lists[0]?.splice(0, 1, dataFrame(0x50, NO_DATA));
    idsOf(round);
    expect([...round.logged.places]).toEqual([NOT_LOGGED, NOT_LOGGED]);
  });

  it('are heard by those that listen, in their order, and last by the sender, if it wants to be notified', () => {
    const frame = dataFrame(0x100, NO_DATA);
    const parts = [{ listensTo: 'all' }, { listensTo: [0x100], confirms: [0x100] }, { listensTo: [0x100] }] as const;
    const round = roundOf([[], [frame], []], TIMING, parts);
    idsOf(round);
    expect(round.hearers.map(({ index, of, isSender }) => [index, of, isSender])).toEqual([
      [0, 0, false],
      [2, 0, false],
      [1, 0, true],
    ]);
    const silent = roundOf([[frame]], TIMING, [{ confirms: [0x101] }]);
    idsOf(silent);
    expect(silent.hearers).toEqual([]);
  });

  it('are heard in the order in which they win the bus, by those that listen to each', () => {
    const lists = [[dataFrame(0x300, NO_DATA)], [dataFrame(0x200, NO_DATA)]];
    const parts = [
      { confirms: [], listensTo: [0x200] },
      { confirms: [], listensTo: [0x300], hearsAgain: () => true },
    ];
    const round = roundOf(lists, TIMING, parts);
    const heard = (): unknown => {
      idsOf(round);
      return round.hearers.map(({ index, of, notices }) => [index, of, notices]);
    };
    expect(heard()).toEqual([
      [0, 0, false],
      [1, 1, true],
    ]);
    lists[0]?.splice(0, 1, dataFrame(0x100, NO_DATA));
    expect(heard()).toEqual([[0, 1, false]]);
    expect(round.senders).toEqual(['node 0', 'node 1']);
  });

  it('are put in order again where an identifier changes', () => {
    const frames = [dataFrame(0x200, NO_DATA)];
    const round = roundOf([[dataFrame(0x100, NO_DATA)], frames]);
    expect(idsOf(round)).toEqual([0x100, 0x200]);
    frames[0] = dataFrame(0x50, NO_DATA);
    expect(idsOf(round)).toEqual([0x50, 0x100]);
  });
});

describe('the head of a frame', () => {
  const frame = dataFrame(0x100, Uint8Array.of(1));

  it('is the same with other data', () => {
    expect(sameHead(frame, dataFrame(0x100, NO_DATA))).toBe(true);
  });

  it.each([
    ['identifier', dataFrame(0x101, NO_DATA)],
    ['identifier length', dataFrame(0x100, NO_DATA, { extended: true })],
    ['format', dataFrame(0x100, NO_DATA, { fd: true })],
    ['kind', remoteFrame(0x100, 0)],
  ])('differs with another %s', (_what, other) => {
    expect(sameHead(frame, other)).toBe(false);
  });
});
