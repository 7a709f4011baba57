import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { BitTiming } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { networkMember } from '../../../../can-bus/virtual-bus/network-member.ts';
import { NodeTable } from '../../../../can-bus/virtual-bus/node-table.ts';
import { RepeatedFrames } from '../../../../can-bus/virtual-bus/repeated-frames.ts';
import { Timetable, type Phase } from '../../../../can-bus/virtual-bus/timetable.ts';
import { VirtualBus } from '../../../../can-bus/virtual-bus/virtual-bus.ts';
import { LineObserver, ScriptedNode, type Note } from './scripted-node.ts';

const FRAME = dataFrame(0x100, new Uint8Array(0));

interface Bench {
  readonly table: Timetable<Note>;
  readonly repeats: readonly RepeatedFrames[];
  /** Takes what is due next, by the nodes. */
  readonly take: (before: Phase<Note> | null) => Phase<Note> | null;
}

/** Nodes, each with a number of intervals; all frames are due at 0. Between them is one that repeats nothing. */
function benchOf(...cyclesUs: readonly (readonly number[])[]): Bench {
  const repeats = cyclesUs.map((cycles) => new RepeatedFrames(cycles, () => FRAME));
  for (const each of repeats) each.startAt(0);
  const bus = new VirtualBus({}, () => undefined);
  const nodes = new NodeTable<Note>(bus, new LineObserver(), 0);
  for (const [i, each] of repeats.entries()) {
    const silent = new ScriptedNode(`silent ${i}`);
    const node = Object.assign(new ScriptedNode(`node ${i}`), { repeats: each });
    for (const one of [silent, node]) nodes.members.push(networkMember(bus.addStation(one.name), one));
  }
  const table = new Timetable(nodes, new BitTiming(500_000));
  const take = (before: Phase<Note> | null): Phase<Note> | null => {
    const nowUs = table.nextUs();
    let due = 0;
    for (const { repeats: each, firstSlot } of table.repeaters) due |= each.takeDue(nowUs) << firstSlot;
    return table.phaseAt(nowUs, table.roundOf(due), before);
  };
  return { table, repeats, take };
}

function slotsOf(phase: Phase<Note> | null): readonly string[] {
  return (phase?.round.slots ?? []).map(({ name, place }) => `${name} ${place}`);
}

describe('a timetable', () => {
  it('has the frames that the nodes repeat, in their order', () => {
    const { table } = benchOf([100, 200], [300]);
    expect(table.slots.map(({ name, place, index }) => [name, place, index])).toEqual([
      ['node 0', 0, 1],
      ['node 0', 1, 1],
      ['node 1', 0, 3],
    ]);
    expect(table.repeaters.map(({ index, firstSlot }) => [index, firstSlot])).toEqual([
      [1, 0],
      [3, 2],
    ]);
    expect(table.roundOf(0b101).slots.map(({ name, place }) => `${name} ${place}`)).toEqual(['node 0 0', 'node 1 0']);
    expect(table.roundOf(0b101)).toBe(table.roundOf(0b101));
  });

  it('says when the first of all is due', () => {
    const { table, repeats } = benchOf([100], [300]);
    repeats[0]?.startAt(70);
    repeats[1]?.startAt(60);
    expect(table.nextUs()).toBe(60);
    repeats[1]?.startAt(80);
    expect(table.nextUs()).toBe(70);
    expect(benchOf().table.nextUs()).toBe(NEVER_US);
  });

  it('is too large with more than twelve frames', () => {
    expect(benchOf(Array(12).fill(100)).table.suits(12)).toBe(true);
    expect(benchOf(Array(7).fill(100), Array(6).fill(100)).table.suits(12)).toBe(false);
  });

  it('does not suit where a node is muted, or has more frames than its queue has room for', () => {
    const { table } = benchOf([100, 100], [100]);
    expect([table.suits(1), table.suits(2)]).toEqual([false, true]);
    const station = table.repeaters[1]?.member.station;
    if (station === undefined) throw new Error('no station');
    station.muted = true;
    expect(table.suits(2)).toBe(false);
  });

  it('comes round: 100 and 200 µs beside 300 µs have six phases in 600 µs, and then the first again', () => {
    const { take, repeats } = benchOf([100, 200], [300]);
    const phases: (Phase<Note> | null)[] = [];
    for (let i = 0; i < 13; i++) phases.push(take(phases.at(-1) ?? null));
    expect(phases.slice(0, 6).map(slotsOf)).toEqual([
      ['node 0 0', 'node 0 1', 'node 1 0'],
      ['node 0 0'],
      ['node 0 0', 'node 0 1'],
      ['node 0 0', 'node 1 0'],
      ['node 0 0', 'node 0 1'],
      ['node 0 0'],
    ]);
    expect(phases.slice(6, 12).map((phase, i) => phase === phases[i])).toEqual(Array(6).fill(true));
    expect(new Set(phases).size).toBe(6);
    for (const [i, phase] of phases.slice(0, 12).entries()) expect(phase?.next).toBe(phases[i + 1]);
    expect(phases[0]?.afterUs).toBe(100);
    expect([...(phases[3]?.restUs ?? [])]).toEqual([100, 100, 300]);
    expect(phases[3]?.due.map(({ repeats: each, nextUs }) => [repeats.indexOf(each), nextUs])).toEqual([
      [0, 100],
      [1, 300],
    ]);
    expect(phases[4]?.due.map(({ repeats: each }) => repeats.indexOf(each))).toEqual([0]);
  });

  it('sets when the frames of the nodes are due, where they have not set it anew', () => {
    const { table, repeats, take } = benchOf([100, 200], [300]);
    const [first, second] = repeats;
    const phase = take(null);
    if (phase === null || first === undefined || second === undefined) throw new Error('no phase');
    table.begin();
    second.startAt(5);
    const deadlines = new Float64Array(4).fill(-1);
    first.nextUs = 6_100;
    first.otherUs = 6_050;
    table.followedTo(phase, 6_000, deadlines);
    expect([first.dueUs(0), first.dueUs(1), second.dueUs(0)]).toEqual([6_100, 6_200, 5]);
    expect([...deadlines]).toEqual([-1, 6_050, -1, 5]);
    table.begin();
    table.followedTo(phase, 12_000, deadlines);
    expect([first.dueUs(0), second.dueUs(0)]).toEqual([12_100, 12_300]);
  });

  it('finds where it is after phases that the nodes have sent by themselves', () => {
    const { take, table, repeats } = benchOf([100], [100, 300]);
    const phases = [take(null)];
    for (let i = 0; i < 6; i++) phases.push(take(phases.at(-1) ?? null));
    for (let skipped = 0; skipped < 5; skipped++) {
      const nowUs = table.nextUs();
      for (let i = 0; i < skipped; i++) for (const each of repeats) each.takeDue(nowUs + 100 * i);
      expect(take(null)?.round.slots).toHaveLength((table.nextUs() - 100) % 300 === 0 ? 3 : 2);
    }
  });

  it('knows another phase where the same frames are due, and others follow', () => {
    const { take, repeats } = benchOf([100, 250]);
    const first = take(null);
    repeats[0]?.restore([1_000, 1_000]);
    expect(take(null)).toBe(first);
    repeats[0]?.restore([1_100, 1_200]);
    const other = take(null);
    expect([other?.round.slots.length, other === first]).toEqual([1, false]);
    expect([...(other?.restUs ?? [])]).toEqual([100, 100]);
    repeats[0]?.restore([1_300, 1_350]);
    const late = take(null);
    expect([late?.round === other?.round, late === other]).toEqual([true, false]);
    expect([...(late?.restUs ?? [])]).toEqual([100, 50]);
  });

  it.each([
    ['last', [0, 130, 160], [0, 30, 61], [100, 30, 61]],
    ['first', [130, 0, 160], [31, 0, 60], [31, 100, 60]],
  ])(
    'knows another phase that differs from the expected one in its %s frame alone',
    (_which, starts, dueUs, restUs) => {
      const { table, take, repeats } = benchOf([100, 100, 100]);
      const [node] = repeats;
      node?.restore(starts);
      const first = take(null);
      const expected = take(first);
      if (first === null) throw new Error('no phase');
      expect(first.next).toBe(expected);
      table.followedTo(first, 1_000, new Float64Array(2));
      node?.restore(dueUs);
      const other = take(null);
      expect([other?.round === expected?.round, other === expected]).toEqual([true, false]);
      expect([...(other?.restUs ?? [])]).toEqual(restUs);
    },
  );

  it('is exact about instants whose digits are the same in a row', () => {
    const { take, repeats } = benchOf([100, 100, 100]);
    repeats[0]?.restore([0, 1, 11]);
    const one = take(null);
    repeats[0]?.restore([0, 11, 1]);
    const other = take(null);
    expect(other).not.toBe(one);
    expect([...(other?.restUs ?? [])]).toEqual([100, 11, 1]);
  });

  it('is given up where the intervals do not meet again in 512 phases', () => {
    const { take } = benchOf([1_009, 1_013]);
    let before: Phase<Note> | null = null;
    let found = 0;
    for (let i = 0; i < 600; i++) {
      before = take(before);
      if (before !== null) found++;
    }
    expect(found).toBe(513);
  });

  it('is given up only after as many new phases in a row', () => {
    const { take, repeats } = benchOf([100, 100]);
    const [node] = repeats;
    for (let i = 0; i < 3; i++) {
      node?.restore([0, 0]);
      take(null);
    }
    let found = 0;
    for (let i = 1; i < 600; i++) {
      node?.restore([0, i]);
      if (take(null) !== null) found++;
    }
    expect(found).toBe(513);
  });

  it('is not given up where a phase comes again in between', () => {
    const { take, repeats } = benchOf([100, 100]);
    let found = 0;
    for (let i = 0; i < 2_000; i++) {
      repeats[0]?.restore([1_000, i % 100 === 0 ? 1_000 : 1_000 + i]);
      if (take(null) !== null) found++;
    }
    expect(found).toBe(2_000);
  });
});
