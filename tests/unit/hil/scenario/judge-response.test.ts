import { describe, expect, it } from 'vitest';
import type { UdsOutcome } from '../../../../can-bus/uds/exchange.ts';
import {
  describeOutcome,
  describeResponseExpectation,
  meetsExpectation,
  type ResponseExpectation,
} from '../../../../hil/scenario/judge-response.ts';

const NONE = new Map<string, Uint8Array>();
const POSITIVE: UdsOutcome = { kind: 'positive', response: Uint8Array.of(0x50, 0x03) };
const NEGATIVE: UdsOutcome = { kind: 'negative', response: Uint8Array.of(0x7f, 0x31, 0x22), nrc: 0x22 };
const SILENCE: UdsOutcome = { kind: 'no-response' };
const LATE: UdsOutcome = { kind: 'timeout', waitedFor: 'p2' };
const PENDING: UdsOutcome = { kind: 'timeout', waitedFor: 'p2-star' };
const NOT_SENT: UdsOutcome = { kind: 'send-failed', fault: 'overflow' };
const OUTCOMES = [POSITIVE, NEGATIVE, SILENCE, LATE, PENDING, NOT_SENT];

describe('an expected response', () => {
  it.each<readonly [ResponseExpectation, readonly UdsOutcome[]]>([
    [{ kind: 'positive' }, [POSITIVE, SILENCE]],
    [{ kind: 'negative', nrc: 0x22 }, [NEGATIVE]],
    [{ kind: 'negative', nrc: 0x33 }, []],
    [{ kind: 'none' }, [SILENCE, LATE]],
    [{ kind: 'broken', fault: 'overflow' }, [NOT_SENT]],
    [{ kind: 'broken', fault: 'timeout-bs' }, []],
    [{ kind: 'bytes', pattern: [{ kind: 'byte', value: 0x50 }, { kind: 'any' }] }, [POSITIVE]],
    [{ kind: 'bytes', pattern: [{ kind: 'byte', value: 0x7f }, { kind: 'rest' }] }, [NEGATIVE]],
  ])('%j is met by these outcomes only', (expectation, met) => {
    expect(OUTCOMES.filter((outcome) => meetsExpectation(outcome, expectation, NONE))).toEqual(met);
  });

  it('has captured bytes in the place of a name', () => {
    const seed: ResponseExpectation = {
      kind: 'bytes',
      pattern: [
        { kind: 'byte', value: 0x50 },
        { kind: 'symbol', name: 'x' },
      ],
    };
    expect(meetsExpectation(POSITIVE, seed, new Map([['x', Uint8Array.of(0x03)]]))).toBe(true);
    expect(meetsExpectation(POSITIVE, seed, new Map([['x', Uint8Array.of(0x04)]]))).toBe(false);
  });

  it('is described by its bytes, or the name of the negative response code', () => {
    expect(
      describeResponseExpectation({ kind: 'bytes', pattern: [{ kind: 'byte', value: 0x50 }, { kind: 'any' }] }),
    ).toBe('50 **');
    expect(describeResponseExpectation({ kind: 'negative', nrc: 0x22 })).toContain('conditionsNotCorrect');
    expect(describeResponseExpectation({ kind: 'broken', fault: 'overflow' })).toContain('overflow');
  });
});

describe('the description of an outcome', () => {
  it('has the bytes of a response', () => {
    expect(describeOutcome(POSITIVE)).toBe('50 03');
    expect(describeOutcome(NEGATIVE)).toMatch(/^7F 31 22 \(.*conditionsNotCorrect.*\)$/);
  });

  it('differs for each way to end without one', () => {
    const texts = [SILENCE, LATE, PENDING, { kind: 'timeout', waitedFor: 'pending-limit' } as const, NOT_SENT];
    expect(new Set(texts.map(describeOutcome)).size).toBe(5);
    expect(describeOutcome(NOT_SENT)).toContain('overflow');
  });
});
