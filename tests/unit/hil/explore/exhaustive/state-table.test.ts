import { describe, expect, it } from 'vitest';
import { hashWords, StateTable } from '../../../../../hil/explore/exhaustive/state-table.ts';

describe('the table of states', () => {
  it('knows each state by its words, also when it has grown', () => {
    const table = new StateTable(2);
    const words = Uint32Array.from({ length: 20_000 }, (_none, index) => Math.imul(index, 2_654_435_761));
    const starts = Array.from({ length: 10_000 }, (_none, index) => 2 * index);
    const hashOf = (from: number): number => hashWords(words, from, 2, 0);
    const found = starts.map((from) => [table.find(words, from, hashOf(from)), table.add(words, from, hashOf(from))]);
    expect(found).toEqual(starts.map((from) => [-1, from / 2]));
    expect(table.size).toBe(10_000);
    expect(starts.map((from) => table.find(words, from, hashOf(from)))).toEqual(starts.map((from) => from / 2));
    expect(table.words()).toEqual(words);
    expect(table.bytes).toBeGreaterThan(80_000);
  });

  it('distinguishes states with the same hash', () => {
    const table = new StateTable(1);
    table.add(Uint32Array.of(1), 0, 5);
    expect(table.find(Uint32Array.of(2), 0, 5)).toBe(-1);
    table.add(Uint32Array.of(2), 0, 5);
    expect([table.find(Uint32Array.of(1), 0, 5), table.find(Uint32Array.of(2), 0, 5)]).toEqual([0, 1]);
  });

  it('hashes in four lanes that have nothing to do with each other', () => {
    const words = Uint32Array.of(1, 2, 3);
    expect(new Set(([0, 1, 2, 3] as const).map((lane) => hashWords(words, 0, 3, lane))).size).toBe(4);
    expect(hashWords(words, 0, 3, 0)).not.toBe(hashWords(words, 0, 2, 0));
  });
});
