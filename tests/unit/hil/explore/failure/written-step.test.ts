import { describe, expect, it } from 'vitest';
import type { UdsExchange, UdsOutcome } from '../../../../../can-bus/uds/exchange.ts';
import { writeStep } from '../../../../../hil/explore/failure/written-step.ts';

const PASS = { verdict: 'pass', expected: null, got: null } as const;
const FAIL = { verdict: 'fail', expected: 'x', got: 'y' } as const;

function exchange(request: readonly number[], outcome: UdsOutcome): UdsExchange {
  const times = { startedUs: 0, sentUs: 0, finishedUs: 0, pendingCount: 0, repeatCount: 0 };
  const bytes = Uint8Array.from(request);
  return { kind: 'uds-exchange', target: 'physical', request: bytes, response: null, outcome, ...times };
}

function negative(nrc: number): UdsOutcome {
  return { kind: 'negative', nrc, response: Uint8Array.of(0x7f, 0x27, nrc) };
}

describe('a step of a scenario that goes on', () => {
  it('expects the response that came', () => {
    const step = { verb: 'uds', value: { send: '10 05' } } as const;
    const written = (outcome: UdsOutcome): unknown =>
      writeStep({ step, outcome: FAIL, startUs: 0, exchange: exchange([0x10, 5], outcome) }).value;
    expect(written(negative(0x12))).toEqual({ send: '10 05', nrc: 'subFunctionNotSupported' });
    expect(written({ kind: 'timeout', waitedFor: 'p2' })).toEqual({ send: '10 05', expect: 'none' });
    expect(written({ kind: 'receive-failed', fault: 'timeout-cr' })).toEqual({ send: '10 05', fails: 'timeout-cr' });
    expect(written({ kind: 'positive', response: Uint8Array.of(0x50) })).toEqual({ send: '10 05' });
  });

  it('security access: the seed refused, the pass-code refused, or granted', () => {
    const step = { verb: 'unlock', value: 2 } as const;
    const written = (request: readonly number[], nrc: number): unknown =>
      writeStep({ step, outcome: FAIL, startUs: 0, exchange: exchange(request, negative(nrc)) });
    expect(written([0x27, 3], 0x37)).toEqual({
      verb: 'uds',
      value: { send: '27 03', nrc: 'requiredTimeDelayNotExpired' },
    });
    expect(written([0x27, 4, 1], 0x24)).toEqual({
      verb: 'passcode',
      value: { level: 2, nrc: 'requestSequenceError' },
    });
    expect(writeStep({ step, outcome: PASS, startUs: 0, exchange: null })).toBe(step);
  });

  it('a utility of the scan tool that failed', () => {
    const step = { verb: 'tool', value: { erase: { touch: ['master'] } } } as const;
    expect(writeStep({ step, outcome: FAIL, startUs: 0, exchange: null }).value).toEqual({
      erase: { touch: ['master'], expect: { kind: 'failed' } },
    });
  });
});
