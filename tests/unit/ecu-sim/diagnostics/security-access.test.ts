import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { securityAccess } from '../../../../ecu-sim/diagnostics/security-access.ts';
import type { FirmwareState } from '../../../../ecu-sim/smart-key/state.ts';
import { FirmwareStep } from '../../../../ecu-sim/smart-key/step.ts';
import { SECOND, TestBench } from '../../../support/test-bench.ts';
import { CONTEXT, NOW_US, SIGNALS_AT_REST, stateWith, stepWith, TWO_KEYS } from '../firmware-step.ts';

function extended(): TestBench {
  const bench = new TestBench();
  bench.extended();
  return bench;
}

describe('0x27 SecurityAccess, step by step', () => {
  const SEED = fromHex('00010123456789AB');
  const PENDING: Partial<FirmwareState> = { session: 'extended', pendingSeed: { level: 1, seed: SEED } };
  const RIGHT = '32 39 34 32 31 31';

  function serve(step: FirmwareStep, hex: string): unknown {
    return securityAccess(step, { endpoint: 'oem', payload: fromHex(hex) });
  }

  it('conformance 36: has no other sub-functions', () => {
    expect(serve(stepWith(), '27 09')).toEqual({ kind: 'negative', nrc: 0x12, durationUs: 0 });
  });

  it('AUT-2, AUT-3: the right pass-code unlocks its level, and stores nothing where none was wrong', () => {
    const step = stepWith(PENDING);
    const { content } = step.state;
    expect(serve(step, `27 02 ${RIGHT}`)).toEqual({ kind: 'positive', response: fromHex('67 02'), durationUs: 0 });
    expect(step.state).toMatchObject({ unlockedLevel: 1, pendingSeed: null });
    expect(step.state.content).toBe(content);
    expect(step.effects).toEqual([{ kind: 'event', event: { kind: 'security', unlockedLevel: 1 } }]);
    const after = stepWith({ ...PENDING, content: { ...TWO_KEYS, attempts: 1 } });
    serve(after, `27 02 ${RIGHT}`);
    expect(after.state.content.attempts).toBe(0);
  });

  it('AUT-3: the third wrong one begins 10 s, to the microsecond, and the second none', () => {
    for (const [attempts, nrc, lockoutDeadlineUs] of [
      [1, 0x35, Infinity],
      [2, 0x36, NOW_US + 10_000_000],
      [3, 0x36, NOW_US + 10_000_000],
    ] as const) {
      const step = stepWith({ ...PENDING, content: { ...TWO_KEYS, attempts } });
      expect(serve(step, '27 02 32 39 34 32 31 30')).toEqual({ kind: 'negative', nrc, durationUs: 0 });
      expect(step.state.lockoutDeadlineUs).toBe(lockoutDeadlineUs);
      expect(step.state.content).toMatchObject({ attempts: Math.min(attempts + 1, 3), delayPending: nrc === 0x36 });
    }
  });

  it('a pass-code of another length than its level declares is a bug', () => {
    const passCodes = { ...CONTEXT.passCodes, forReset: () => '12345' };
    const step = new FirmwareStep({ ...CONTEXT, passCodes }, stateWith(PENDING), SIGNALS_AT_REST, NOW_US);
    expect(() => serve(step, `27 02 ${RIGHT}`)).toThrow('a pass-code of level 1 has 6 bytes');
  });
});

describe('0x27 SecurityAccess', () => {
  it('conformance 37: not in the default session: 0x7F, regardless of what follows', () => {
    const bench = new TestBench();
    for (const request of ['27', '27 01', '27 00', '27 02 30 30 30 30 30 30']) {
      expect(bench.request(request)).toBe('7F 27 7F');
    }
  });

  it.each(['00', '80', '09', '0A', '41', '7E', '7F', 'FF'])(
    'conformance 36: sub-function %s is never supported: 0x12',
    (sub) => {
      expect(extended().request(`27 ${sub}`)).toBe('7F 27 12');
    },
  );

  it('conformance 2, 3: without a sub-function 0x13', () => {
    expect(extended().request('27')).toBe('7F 27 13');
  });

  it.each([
    ['01', 10],
    ['03', 18],
    ['05', 18],
    ['07', 18],
  ])('conformance 36: an odd sub-function %s asks for the seed, %i bytes of answer', (sub, length) => {
    const answer = extended().request(`27 ${sub}`)?.split(' ');
    expect(answer?.slice(0, 2)).toEqual(['67', sub]);
    expect(answer).toHaveLength(length);
  });

  it.each([
    [1, '67 01 00 00 00 00 00 00 00 00'],
    [3, '67 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00'],
  ] as const)(
    'conformance 38: level %i already unlocked: an all-zero seed of the same length, none drawn',
    (level, answer) => {
      const bench = extended();
      bench.unlock(level);
      expect(bench.request(`27 0${level * 2 - 1}`)).toBe(answer);
      expect(bench.car.smartKey.content.seedCounter).toBe(1);
    },
  );

  it('conformance 39: a key without its seed, or for another level: 0x24', () => {
    const bench = extended();
    expect(bench.request('27 02 30 30 30 30 30 30')).toBe('7F 27 24');
    bench.seed(1);
    expect(bench.request('27 04 30 30 30 30 30 30')).toBe('7F 27 24');
  });

  it('conformance 40: a wrong length 0x13, of the seed’s request and of the key; the sequence comes before', () => {
    const bench = extended();
    expect(bench.request('27 01 00')).toBe('7F 27 13');
    expect(bench.request('27 02')).toBe('7F 27 24');
    bench.seed(1);
    expect(bench.request('27 02')).toBe('7F 27 13');
    expect(bench.request('27 02 30 30 30 30 30')).toBe('7F 27 13');
    expect(bench.request('27 02 30 30 30 30 30 30 30')).toBe('7F 27 13');
  });

  it('conformance 41: a wrong key 0x35, and the seed is discarded', () => {
    const bench = extended();
    const code = bench.passCode(2, bench.seed(2));
    expect(bench.request('27 04 00 00 00 00 00 00')).toBe('7F 27 35');
    expect(bench.sendKey(2, code)).toBe('7F 27 24');
  });

  it('conformance 42, 43: the third wrong key 0x36, then a seed request 0x37', () => {
    const bench = extended();
    expect(bench.unlockWrongly(1)).toBe('7F 27 35');
    expect(bench.unlockWrongly(1)).toBe('7F 27 35');
    expect(bench.unlockWrongly(1)).toBe('7F 27 36');
    expect(bench.request('27 01')).toBe('7F 27 37');
    expect(bench.request('27 01 00')).toBe('7F 27 13');
  });

  it('conformance 44: after power-on with the delay pending, likewise', () => {
    const bench = extended();
    for (let attempt = 0; attempt < 3; attempt++) bench.unlockWrongly(1);
    bench.powerCycle(60 * SECOND);
    bench.extended();
    expect(bench.request('27 01')).toBe('7F 27 37');
  });

  it('conformance 45: counter and delay are stored in one write', () => {
    const third = extended();
    third.unlockWrongly(1);
    third.unlockWrongly(1);
    third.seed(1);
    const count = third.ecuEvents('memory-written').length;
    expect(third.request('27 02 00 00 00 00 00 00')).toBe('7F 27 36');
    expect(third.ecuEvents('memory-written')).toHaveLength(count + 1);
    expect(third.car.smartKey.content).toMatchObject({ attempts: 3, delayPending: true });
  });

  it('conformance 45: success clears the counter, also over a power loss', () => {
    const bench = extended();
    bench.unlockWrongly(1);
    bench.unlock(2);
    bench.powerCycle();
    expect(bench.request('22 10 09')).toBe('62 10 09 00 00 00');
  });

  it('conformance 46: a new seed request replaces the pending seed', () => {
    const bench = extended();
    const first = bench.passCode(4, bench.seed(4));
    const second = bench.passCode(4, bench.seed(4));
    expect(second).not.toBe(first);
    expect(bench.sendKey(4, second)).toBe('67 08');
  });

  it('conformance 47: one pending seed, one counter, one delay for all levels', () => {
    const bench = extended();
    bench.unlockWrongly(2);
    bench.unlockWrongly(3);
    expect(bench.unlockWrongly(4)).toBe('7F 27 36');
    for (const request of ['27 01', '27 03', '27 05', '27 07']) expect(bench.request(request)).toBe('7F 27 37');
  });

  it('conformance 47: a level unlocked stays zero-seeded while another’s seed is pending, and is locked by its key', () => {
    const bench = extended();
    bench.unlock(1);
    bench.seed(2);
    expect(bench.request('27 01')).toBe('67 01 00 00 00 00 00 00 00 00');
    bench.unlock(2);
    expect(bench.request('27 01')).not.toBe('67 01 00 00 00 00 00 00 00 00');
  });

  it('conformance 9: bit 7 of the sub-function silences seed and key, and both still count', () => {
    const bench = extended();
    expect(bench.request('27 81')).toBeNull();
    expect(bench.car.smartKey.content.seedCounter).toBe(1);
    const code = bench.passCode(1, bench.seed(1));
    expect(bench.request(`27 82 ${code}`)).toBeNull();
    expect(bench.request('27 01')).toBe('67 01 00 00 00 00 00 00 00 00');
  });
});
