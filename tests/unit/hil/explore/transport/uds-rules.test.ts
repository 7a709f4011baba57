import { describe, expect, it } from 'vitest';
import { UDS_START, UdsRules, type UdsState } from '../../../../../hil/explore/transport/uds-rules.ts';

const rules = new UdsRules({
  attemptsMax: 2,
  attemptsDelayUs: 10_000_000,
  s3Us: 5_000_000,
  bootUs: 50_000,
  testerPresentUs: 0,
});
const EXTENDED: UdsState = { ...UDS_START, extended: true, s3Us: 5_000_000 };

function answer(state: UdsState, ...bytes: readonly number[]): unknown {
  return rules.request(state, { bytes, functional: false }, 0).expected;
}

describe('the rules of the UDS server', () => {
  it('check service, session, length and sub-function in this order (conformance 1 to 3)', () => {
    expect(answer(UDS_START, 0x34)).toEqual({ kind: 'negative', code: 0x11 });
    expect(answer(UDS_START, 0x27)).toEqual({ kind: 'negative', code: 0x7f });
    expect(answer(EXTENDED, 0x27)).toEqual({ kind: 'negative', code: 0x13 });
    expect(answer(EXTENDED, 0x27, 0x00)).toEqual({ kind: 'negative', code: 0x12 });
  });

  it('do not send some codes to functional requests (conformance 12)', () => {
    expect(rules.request(EXTENDED, { bytes: [0x34], functional: true }, 0).expected).toEqual({ kind: 'none' });
    expect(rules.request(EXTENDED, { bytes: [0x3e], functional: true }, 0).expected).toMatchObject({ code: 0x13 });
  });

  it('start the delay at the last wrong key, and leave one attempt after it (conformance 41, 42)', () => {
    const wrong = { bytes: [0x27, 2, 0, 0, 0, 0, 0, 0], functional: false, key: 'wrong' } as const;
    const first = rules.request({ ...EXTENDED, pendingSeed: 1 }, wrong, 0);
    expect(first.expected).toEqual({ kind: 'negative', code: 0x35 });
    const second = rules.request({ ...first.state, pendingSeed: 1 }, wrong, 7);
    expect(second.expected).toEqual({ kind: 'negative', code: 0x36 });
    expect(second.state.delayUs).toBe(10_000_007);
    expect(rules.expire(second.state, 10_000_007).state).toMatchObject({ attempts: 1, extended: false, level: 0 });
  });

  it('want response pending before P2, and once (conformance 20, 22)', () => {
    const busy = { finishUs: 120_000, suppressed: false, functional: false, sinceUs: 0, pendingSent: false };
    const early = rules.pending({ ...EXTENDED, busy }, 49_999);
    expect(early.problem).toBeNull();
    expect(rules.pending(early.state, 60_000).problem).toBe('a second response pending within P2*');
    expect(rules.pending({ ...EXTENDED, busy }, 50_000).problem).toBe('response pending after P2');
  });
});
