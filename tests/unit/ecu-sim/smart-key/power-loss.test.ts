import { describe, expect, it } from 'vitest';
import { KEY_A, SECOND, TestBench } from '../../../support/test-bench.ts';

describe('KEY-4, KEY-5: what lives in memory that needs power', () => {
  const LOSSES: readonly (readonly [string, (bench: TestBench) => void])[] = [
    ['a power cut', (bench) => bench.powerCycle()],
    [
      'a reset by 0x11',
      (bench) => {
        bench.request('11 01');
        bench.advance(0.1 * SECOND);
      },
    ],
  ];

  it.each(LOSSES)('KEY-5: the first press of unlock is forgotten with %s', (_what, lose) => {
    const bench = new TestBench();
    expect(bench.car.pressButton(KEY_A, 'unlock', 0).reaction).toBe('unlock-driver');
    lose(bench);
    expect(bench.car.pressButton(KEY_A, 'unlock', 0).reaction).toBe('unlock-driver');
    expect(bench.car.pressButton(KEY_A, 'unlock', 0).reaction).toBe('unlock-all');
  });

  it.each(LOSSES)('KEY-4: the ten seconds to start end with %s', (_what, lose) => {
    const bench = new TestBench();
    bench.car.moveKey(KEY_A, 'outside');
    bench.car.moveKey(0xa100_0002, 'outside');
    bench.car.setVehicle({ brake: true });
    expect(bench.touch(KEY_A)).toBe('start-permitted');
    lose(bench);
    expect(bench.car.pressEngineSwitch()).toEqual({ running: false, reason: 'no-registered-key' });
  });
});

/** What can be seen of a car without keys whose power fails at that byte of the write that completes its reset. */
function afterCutAt(byte: number, resetCommit: string): { readonly seen: readonly string[]; readonly total: number } {
  const bench = new TestBench({ registeredKeys: [], profile: { resetDuration: 10, resetCommit } });
  bench.beginReset();
  bench.car.setFaults({ memoryCut: { write: 1, block: 'log', byte, offMs: 100 } });
  bench.advance(11 * SECOND);
  const cut = bench.events.find(({ event }) => event.kind === 'memory-write-cut')?.event;
  const total = cut?.kind === 'memory-write-cut' ? cut.totalBytes : -1;
  const [history = ''] = bench.history();
  const progress = bench.request('22 10 06') ?? '';
  const results = bench.request('10 03') === null ? '' : (bench.request('31 03 02 01') ?? '');
  const registration = bench.enterRegistration() ?? '';
  return { seen: [history, progress, results, registration], total };
}

describe('RST-3, VEH-4: a power failure in the write that completes a reset of a car without keys', () => {
  const IDLE = '62 10 06 00 00 00 00 00 00 00 00';
  const COMPLETED = ['01 01 00', IDLE, '71 03 02 01 00 01 00 00 27 10 00 00 00', '71 01 02 02 22 01 07'];
  const ABORTED = ['01 03 0C', IDLE, '71 03 02 01 00 03 0C 00 00 00 00 00 00'];
  /** At-start: the keys died with the beginning, and registration waits for a reset that completes (RST-6). */
  const ENTRY_AFTER_ABORT = { 'at-completion': '71 01 02 02 22 01 07', 'at-start': '7F 31 22' };

  it.each(['at-completion', 'at-start'] as const)(
    'RST-3, RST-6: has completed with its decisive byte and not before (%s)',
    (resetCommit) => {
      const { total } = afterCutAt(0, resetCommit);
      expect(total).toBeGreaterThan(50);
      const aborted = [...ABORTED, ENTRY_AFTER_ABORT[resetCommit]].join(' | ');
      const seen = Array.from({ length: total + 1 }, (_, byte) => afterCutAt(byte, resetCommit).seen.join(' | '));
      const decisive = seen.findIndex((text) => text !== aborted);
      expect(decisive).toBeGreaterThan(0);
      expect(seen.slice(decisive)).toEqual(seen.slice(decisive).map(() => COMPLETED.join(' | ')));
    },
  );
});
