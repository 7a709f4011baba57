import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { BitTiming, INTERMISSION_BITS, wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { networkMember } from '../../../../can-bus/virtual-bus/network-member.ts';
import { RepeatedFrames } from '../../../../can-bus/virtual-bus/repeated-frames.ts';
import { Round, sameHead, type Slot } from '../../../../can-bus/virtual-bus/round.ts';
import { Station } from '../../../../can-bus/virtual-bus/station.ts';
import { ScriptedNode, type Note } from './scripted-node.ts';

/** 2 µs a bit. */
const TIMING = new BitTiming(500_000);
const NO_DATA = new Uint8Array(0);

/** The frames of each node, which a test may exchange. */
function roundOf(nodes: (CanFrame | null)[][], timing: BitTiming = TIMING): Round<Note> {
  const slots = nodes.flatMap((frames, index): Slot<Note>[] => {
    const name = `node ${index}`;
    const sender = networkMember<Note>(new Station(name, index), new ScriptedNode(name));
    const repeats = new RepeatedFrames(
      frames.map(() => 1000),
      (place) => frames[place] ?? null,
    );
    const unknown = { frame: null, receivers: [], confirms: false };
    return frames.map((_frame, place) => ({ sender, index, name, repeats, place, ...unknown }));
  });
  return new Round(slots, timing);
}

/** What who uses the round does: each slot has its last frame. */
function learn(round: Round<Note>): void {
  for (const [i, slot] of round.slots.entries()) slot.frame = round.frames[i] ?? slot.frame;
}

function bits(frame: CanFrame): number {
  return wireBits(frame) + INTERMISSION_BITS;
}

function idsOf(round: Round<Note>): readonly number[] {
  round.poll(0);
  round.bringUpToDate();
  return round.won.slice(0, round.winners.length).map(({ id }) => id);
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
    expect([round.poll(0), round.isCurrent()]).toEqual([false, false]);
    round.bringUpToDate();
    learn(round);
    expect([round.poll(0), round.isCurrent()]).toEqual([true, true]);
    const changed = dataFrame(0x101, Uint8Array.of(0, 0, 0));
    frames[1] = changed;
    expect(round.isCurrent()).toBe(true);
    expect([round.poll(0), round.isCurrent()]).toEqual([false, false]);
    round.bringUpToDate();
    learn(round);
    expect([round.poll(0), round.isCurrent(), round.won[1] === changed]).toEqual([true, true, true]);
    expect(round.units[1]).toBe(wireBits(changed));
  });

  it('are not known where a slot has sent another one in between, with another round', () => {
    const frames: (CanFrame | null)[] = [dataFrame(0x100, NO_DATA), null];
    const round = roundOf([frames]);
    round.poll(0);
    round.bringUpToDate();
    learn(round);
    const [slot] = round.slots;
    if (slot === undefined) throw new Error('no slot');
    expect(round.poll(0)).toBe(true);
    slot.frame = dataFrame(0x200, NO_DATA);
    expect([round.poll(0), round.isCurrent()]).toEqual([false, false]);
  });

  it('are put in order again where an identifier changes', () => {
    const frames = [dataFrame(0x200, NO_DATA)];
    const round = roundOf([[dataFrame(0x100, NO_DATA)], frames]);
    expect(idsOf(round)).toEqual([0x100, 0x200]);
    frames[0] = dataFrame(0x50, NO_DATA);
    expect(idsOf(round)).toEqual([0x50, 0x100]);
  });

  it('are counted by node', () => {
    const frame = dataFrame(1, NO_DATA);
    expect(roundOf([[frame], [frame, frame], [frame]]).mostOfOne).toBe(2);
    expect(roundOf([]).mostOfOne).toBe(0);
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
