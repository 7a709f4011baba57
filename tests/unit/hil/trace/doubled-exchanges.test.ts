import { describe, expect, it } from 'vitest';
import { DoubledExchanges } from '../../../../hil/trace/doubled-exchanges.ts';
import type { FeedEvent } from '../../../../hil/trace/feed-event.ts';

function ofEcu(request: string, response: string | null): FeedEvent {
  const event = { kind: 'uds-exchange', request, response };
  return { timeUs: 1, source: 'smart-key', servedKind: 'uds', event };
}

function ofTester(request: Uint8Array, response: Uint8Array): FeedEvent {
  const times = { startedUs: 0, sentUs: 0, finishedUs: 2 };
  const counts = { pendingCount: 0, repeatCount: 0 };
  const outcome = { kind: 'positive', response } as const;
  const event = { kind: 'uds-exchange', target: 'physical', request, response, outcome, ...counts, ...times } as const;
  return { timeUs: 2, source: 'tester', event };
}

const REQUEST = Uint8Array.of(0x3e, 0);

describe('an exchange that ECU and tester report', () => {
  it('is doubled where both say the same', () => {
    const doubled = new DoubledExchanges();
    expect(doubled.isDoubled(ofEcu('3E00', '7E00'))).toBe(false);
    expect(doubled.isDoubled(ofTester(REQUEST, Uint8Array.of(0x7e, 0)))).toBe(true);
    expect(doubled.isDoubled(ofTester(REQUEST, Uint8Array.of(0x7e, 0)))).toBe(false);
  });

  it('is not where the tester saw something else', () => {
    const doubled = new DoubledExchanges();
    doubled.isDoubled(ofEcu('3E00', '7E00'));
    expect(doubled.isDoubled(ofTester(REQUEST, Uint8Array.of(0x7e, 1)))).toBe(false);
  });
});
