import { describe, expect, it } from 'vitest';
import { imageOf, loadMemory } from '../../../../ecu-sim/memory/non-volatile-memory.ts';
import { meetWriteCut, type WriteCut } from '../../../../ecu-sim/memory/write-cut.ts';
import { KEY_A, KEY_B, SECOND, TestBench } from '../../../support/test-bench.ts';
import { TWO_KEYS } from '../firmware-step.ts';

/** A car whose power fails at that byte of the write that adds a key; what it has after it has come back. */
function afterCutAt(byte: number): { readonly keys: readonly number[]; readonly life: string; readonly total: number } {
  const bench = new TestBench();
  const spare = bench.newKey();
  bench.startRegistration();
  bench.car.setFaults({ memoryCut: { write: 1, block: 'keys', byte, offMs: 100 } });
  bench.touch(spare);
  bench.advance(1_000_000);
  const cut = bench.events.find(({ event }) => event.kind === 'memory-write-cut')?.event;
  const total = cut?.kind === 'memory-write-cut' ? cut.totalBytes : -1;
  const life = bench.car.keys.get(spare).boundVin === null ? 'blank' : 'bound';
  expect(bench.car.smartKey.memoryDamaged).toBe(false);
  return { keys: bench.keys, life, total };
}

function deleteLostKey(bench: TestBench): void {
  bench.openWindow(1);
  bench.touch(KEY_A);
}

function sendTwoWrong(bench: TestBench): void {
  bench.extended();
  for (let attempt = 0; attempt < 2; attempt++) bench.unlockWrongly(1);
  bench.seed(1);
}

describe('a power failure within a memory write', () => {
  it('VEH-4: at every byte leaves the keys wholly before or wholly after, and the key bound only with the change', () => {
    const { total } = afterCutAt(0);
    expect(total).toBeGreaterThan(100);
    const outcomes = Array.from({ length: total + 1 }, (_, byte) => afterCutAt(byte));
    const whole = outcomes.map(({ keys, life }) => `${keys.length} ${life}`);
    const happened = whole.indexOf('3 bound');
    expect(happened).toBeGreaterThan(0);
    expect(whole).toEqual(whole.map((_, byte) => (byte < happened ? '2 blank' : '3 bound')));
  });

  it.each<[string, (bench: TestBench) => void, string]>([
    ['ERA-5 the delete of a lost key', deleteLostKey, '31 01 02 03 03'],
    ['AUT-1 the next seed', (bench) => bench.extended(), '27 01'],
    ['AUT-3 the third wrong pass-code', sendTwoWrong, '27 02 30 30 30 30 30 30'],
  ])(
    'VEH-4, VEH-5: at every byte of %s leaves all before or all after, both copies alike',
    (_what, prepare, request) => {
      const stored = (byte: number | null): { readonly known: string; readonly total: number } => {
        const bench = new TestBench();
        prepare(bench);
        if (byte !== null) bench.car.setFaults({ memoryCut: { write: 1, block: null, byte, offMs: 100 } });
        bench.request(request);
        bench.advance(SECOND);
        const cut = bench.events.find(({ event }) => event.kind === 'memory-write-cut')?.event;
        const { content, image, memoryDamaged } = bench.car.smartKey;
        expect(memoryDamaged).toBe(false);
        for (const [first, second] of Object.values(image.copies)) expect(first).toEqual(second);
        const { slots, retired, seedCounter, seedRound, generator, attempts, delayPending } = content;
        const known = JSON.stringify([slots, retired, seedCounter, seedRound, generator, attempts, delayPending]);
        return { known, total: cut?.kind === 'memory-write-cut' ? cut.totalBytes : 0 };
      };
      const { known: before, total } = stored(0);
      const after = stored(null).known;
      expect(after).not.toBe(before);
      const all = Array.from({ length: total + 1 }, (_, byte) => stored(byte).known);
      const happened = all.indexOf(after);
      expect(happened).toBeGreaterThan(0);
      expect(all).toEqual(all.map((_, byte) => (byte < happened ? before : after)));
    },
  );

  it('comes with the write that was requested, and with no other block', () => {
    const bench = new TestBench();
    bench.extended();
    bench.car.setFaults({ memoryCut: { write: 2, block: 'security', byte: null, offMs: 50 } });
    expect(bench.request('27 01')).not.toBeNull();
    expect(bench.car.faults.memoryCut).not.toBeNull();
    expect(bench.request('27 01')).toBeNull();
    expect(bench.car.faults.memoryCut).toBeNull();
    bench.advance(1_000_000);
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
    expect(bench.request('3E 00')).toBe('7E 00');
  });

  it('ERA-7, VEH-4: takes the supply from all ECUs at that instant, and gives it back', () => {
    const bench = new TestBench();
    bench.openWindow(1);
    bench.touch(KEY_A);
    bench.car.setFaults({ memoryCut: { write: 1, block: 'keys', byte: 100_000, offMs: 300 } });
    bench.deliver('31 01 02 03 03');
    bench.advance(200_000);
    expect([bench.car.smartKey.phase, bench.car.body.phase]).toEqual(['off', 'off']);
    bench.advance(400_000);
    expect([bench.car.smartKey.phase, bench.car.body.phase]).toEqual(['running', 'running']);
    expect([bench.keys, bench.retired]).toEqual([[KEY_A], [KEY_B]]);
  });
});

describe('a scheduled power failure', () => {
  const MEMORY = loadMemory(imageOf(TWO_KEYS), 7);
  const AFTER = { ...TWO_KEYS, slots: [0xa1, null, null, null, null, null, null], attempts: 2 };
  const NEXT: WriteCut = { write: 1, block: null, byte: 5, share: 0 };

  it('waits for a write that changes a byte, of its block where it names one', () => {
    expect(meetWriteCut(NEXT, MEMORY, { ...TWO_KEYS })).toEqual({ armed: NEXT, cut: null });
    const faults: WriteCut = { ...NEXT, block: 'faults' };
    expect(meetWriteCut(faults, MEMORY, AFTER)).toEqual({ armed: faults, cut: null });
    const spared = { ...MEMORY, damaged: ['keys'] as const };
    const keys: WriteCut = { ...NEXT, block: 'keys' };
    expect(meetWriteCut(keys, spared, AFTER)).toEqual({ armed: keys, cut: null });
  });

  it('comes with the first write where it says 1, and with the second where it says 2', () => {
    const second = { ...NEXT, write: 2 };
    expect(meetWriteCut(second, MEMORY, AFTER)).toEqual({ armed: NEXT, cut: null });
    expect(meetWriteCut(NEXT, MEMORY, AFTER)).toMatchObject({
      armed: null,
      cut: { blocks: ['keys', 'security'], bytesWritten: 5, committed: false },
    });
  });

  it('comes at its byte, or at its share of all positions: none of the bytes up to all of them', () => {
    // Two records, two copies of both blocks and of the generations, zeros over the records.
    const total = 2 * 94 + 2 * (56 + 40 + 34) + 2 * 94;
    const bytesAt = (share: number): number | undefined =>
      meetWriteCut({ ...NEXT, byte: null, share }, MEMORY, AFTER).cut?.bytesWritten;
    expect(meetWriteCut({ ...NEXT, byte: 100_000 }, MEMORY, AFTER).cut?.bytesWritten).toBe(total);
    expect([0, 0.5, 0.9999].map(bytesAt)).toEqual([0, 318, 636]);
    expect(total).toBe(636);
  });
});
