import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { KEY_A, SECOND, TestBench } from '../../../support/test-bench.ts';

describe('the history', () => {
  it('VEH-6: an entry is procedure, outcome, reason, counter and the seconds of the ECU’s life', () => {
    const bench = new TestBench();
    bench.advance(300 * SECOND);
    bench.extended();
    bench.unlock(1);
    bench.request('31 01 02 01 01');
    expect(bench.request('22 10 10')?.slice(0, 35)).toBe('62 10 10 01 01 02 01 01 00 00 01 2C');
  });

  it('VEH-6: keeps the last 16, newest first; the counter continues', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(1);
    for (let refusal = 0; refusal < 20; refusal++) bench.request('31 01 02 01 01');
    bench.car.setVehicle({ batteryMv: 9000 });
    bench.request('31 01 02 01 01');
    const answer = fromHex(bench.request('22 10 10') ?? '');
    expect(answer).toHaveLength(3 + 1 + 16 * 8);
    expect(answer[3]).toBe(16);
    const entries = Array.from({ length: 16 }, (_, index) => [...answer.slice(4 + index * 8, 8 + index * 8)]);
    expect(entries[0]).toEqual([1, 2, 2, 21]);
    expect(entries[1]).toEqual([1, 2, 1, 20]);
    expect(entries[15]).toEqual([1, 2, 1, 6]);
  });

  it('VEH-6: the counter is a u8 that wraps', () => {
    const bench = new TestBench();
    bench.extended();
    bench.unlock(1);
    for (let refusal = 0; refusal < 256; refusal++) bench.request('31 01 02 01 01');
    expect(fromHex(bench.request('22 10 10') ?? '').slice(7, 8)).toEqual(Uint8Array.of(0));
  });

  it('VEH-6: survives power loss; the life continues counting in a car that starts from its memory', () => {
    const bench = new TestBench();
    bench.advance(100 * SECOND);
    bench.extended();
    bench.unlock(1);
    bench.request('31 01 02 01 01');
    bench.powerCycle();
    const before = bench.request('22 10 10');
    expect(bench.history()).toEqual(['01 02 01']);
    const next = new TestBench({ memory: bench.car.smartKey.image });
    expect(next.request('22 10 10')).toBe(before);
    next.advance(10 * SECOND);
    next.extended();
    next.unlock(1);
    next.request('31 01 02 01 01');
    expect(next.request('22 10 10')?.slice(12, 35)).toBe('01 02 01 02 00 00 00 6E');
  });

  it('VEH-6: refusals with a reason code are logged, other negative responses are not', () => {
    const bench = new TestBench();
    bench.request('31 01 02 01 01');
    bench.extended();
    for (const request of ['31 01 02 01 01', '31 01 02 09 01', '31 01 02 01 07', '31 02 02 01', '31 01 02 03 01 07']) {
      expect(bench.request(request)).toMatch(/^7F 31 /);
    }
    bench.request('27 02 30 30 30 30 30 30');
    expect(bench.request('22 10 10')?.slice(9, 11)).toBe('00');
    bench.unlockWrongly(1);
    expect(bench.request('22 10 10')?.slice(9, 11)).toBe('01');
  });

  it.each([
    ['completed', (bench: TestBench) => register(bench), '02 01 00'],
    ['refused', (bench: TestBench) => bench.unlockWrongly(4), '03 02 03'],
    ['aborted', (bench: TestBench) => bench.request('10 03'), '02 03 0B'],
    ['timed out', (bench: TestBench) => bench.advanceToDeadline('procedure'), '02 04 0E'],
    ['stopped', (bench: TestBench) => bench.request('31 02 02 02'), '02 05 00'],
  ] as const)('VEH-6: records what was %s', (_, act, entry) => {
    const bench = new TestBench();
    bench.startRegistration();
    act(bench);
    expect(bench.history()).toEqual([entry]);
  });

  function register(bench: TestBench): void {
    bench.touch(bench.newKey());
  }

  it('VEH-6: a refused touch is in it beside the end of the procedure', () => {
    const bench = new TestBench();
    bench.startRegistration();
    bench.touch(KEY_A);
    bench.request('31 02 02 02');
    expect(bench.history(3)).toEqual(['02 05 00', '02 02 05', '00 00 00']);
  });
});

describe('faults set by the bench', () => {
  it('VEH-8: each can be set and cleared, once; it outlives power loss and ECU reset', () => {
    const bench = new TestBench();
    for (const fault of ['B278D', 'B2785', 'B2781', 'B27A5'] as const) bench.car.setFault(fault, true);
    bench.car.setFault('B2781', true);
    expect(bench.car.smartKey.firmware?.faults).toEqual(['B2781', 'B2785', 'B278D', 'B27A5']);
    expect(bench.ecuEvents('fault')).toHaveLength(4);
    bench.powerCycle();
    bench.request('11 01');
    expect(bench.car.smartKey.firmware?.faults).toEqual(['B2781', 'B2785', 'B278D', 'B27A5']);
    bench.car.setFault('B2785', false);
    expect(bench.car.smartKey.firmware?.faults).toEqual(['B2781', 'B278D', 'B27A5']);
  });
});
