import { describe, expect, it } from 'vitest';
import { exchangeOf, lanesOfChange } from '../../../../hil/report/reported-lanes.ts';
import { STATE_EXAMPLE } from '../../../../hil/server/state-example.ts';

describe('lanes of what is reported', () => {
  it('have what frames change', () => {
    expect(lanesOfChange(STATE_EXAMPLE, STATE_EXAMPLE)).toEqual([]);
    expect(lanesOfChange(STATE_EXAMPLE, { ...STATE_EXAMPLE, batteryV: 9.5 })).toEqual([
      { kind: 'vehicle-changed', change: { batteryMv: 9500 } },
    ]);
  });

  it('have exchanges as a tester reports them', () => {
    const details = { request: '3E00', response: '7F3E11', endpoint: 'oem', client: 'tool', startedUs: 5 };
    const event = { kind: 'uds-exchange', ...details };
    expect(exchangeOf({ timeUs: 9, source: 'smart-key', servedKind: 'uds', event })).toMatchObject({
      timeUs: 9,
      source: 'tool',
      event: { target: 'physical', startedUs: 5, finishedUs: 9, outcome: { kind: 'negative', nrc: 0x11 } },
    });
    expect(exchangeOf({ timeUs: 9, source: 'car', servedKind: 'state', event: { kind: 'view' } })).toBeNull();
  });
});
