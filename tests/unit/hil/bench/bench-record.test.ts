import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { UdsExchange } from '../../../../can-bus/uds/exchange.ts';
import { BenchRecord } from '../../../../hil/bench/bench-record.ts';

const FRAME = dataFrame(0x750, Uint8Array.of(0xb5, 2, 0x3e, 0));

function exchange(sid: number): UdsExchange {
  return {
    kind: 'uds-exchange',
    target: 'physical',
    request: Uint8Array.of(sid, 0),
    response: null,
    outcome: { kind: 'timeout', waitedFor: 'p2' },
    pendingCount: 0,
    repeatCount: 0,
    startedUs: sid,
    sentUs: sid,
    finishedUs: sid,
  };
}

describe('the record of a bench', () => {
  it('has the same hash for the same frames and events alone', () => {
    const [one, same, other] = [new BenchRecord(), new BenchRecord(), new BenchRecord()];
    for (const record of [one, same, other]) record.frame(5, FRAME, 'scenario-oem');
    expect(same.traceHash()).toBe(one.traceHash());
    other.event('car', { timeUs: 6, source: 'dealer', event: { kind: 'power-cut' } });
    expect(other.traceHash()).not.toBe(one.traceHash());
  });

  it('remembers the last eight requests, oldest first', () => {
    const record = new BenchRecord();
    for (let sid = 1; sid <= 9; sid += 1) {
      record.event('car', { timeUs: sid, source: 'scenario-oem', event: exchange(sid) });
    }
    expect(record.recentExchanges.map(({ exchange: { request } }) => request[0])).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
