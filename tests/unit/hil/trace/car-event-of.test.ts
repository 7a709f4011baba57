import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CarEvent } from '../../../../hil/car/car-event.ts';
import { carEventOf } from '../../../../hil/trace/car-event-of.ts';
import { eventRecordOf } from '../../../../hil/trace/record-of-car.ts';
import type { TracedEvent } from '../../../../hil/trace/trace-record.ts';

const frame = dataFrame(0x620, Uint8Array.of(1, 2));
const EVENTS: readonly CarEvent['event'][] = [
  { kind: 'uds', endpoint: 'oem', direction: 'request', payload: Uint8Array.of(0x10, 3) },
  { kind: 'key-made', keyId: 0xa1000001, life: 'blank', batteryMv: 2950 },
  { kind: 'key-touched', keyId: 1, reaction: 'none', reason: 'weak-key-battery' },
  { kind: 'vehicle-changed', change: { doors: { driver: true }, batteryMv: 11_500 } },
  { kind: 'locks-changed', locks: { driver: true, others: false, cause: 'keyfob' } },
  { kind: 'error-frame', node: 'body', frame, transmitErrors: 8 },
  { kind: 'fault-struck', node: 'smart-key', fault: 'answer-dropped', frame },
  { kind: 'fault-struck', node: 'doip', fault: 'doip-ack-dropped', frame: null },
  { kind: 'message-lost', endpoint: 'generic', direction: 'response', reason: 'timeout-bs' },
  { kind: 'trunk-opener' },
  { kind: 'memory-written', blocks: ['log', 'keys'] },
  {
    kind: 'uds-exchange',
    target: 'physical',
    request: Uint8Array.of(0x10, 3),
    response: Uint8Array.of(0x7f, 0x10, 0x22),
    outcome: { kind: 'negative', response: Uint8Array.of(0x7f, 0x10, 0x22), nrc: 0x22 },
    pendingCount: 0,
    repeatCount: 0,
    startedUs: 1,
    sentUs: 2,
    finishedUs: 3,
  },
];

describe('an event of a trace', () => {
  it.each(EVENTS)('becomes what the car reported: $kind', (event) => {
    const happened: CarEvent = { timeUs: 7, source: 'smart-key', event };
    const record = JSON.parse(JSON.stringify(eventRecordOf(happened))) as TracedEvent;
    expect(carEventOf(record)).toEqual(happened);
  });

  it.each([
    ['a field of another form', { kind: 'effect', event: 'buzzer', buzzer: 'exterior', on: 'yes' }],
    ['a field that is missing', { kind: 'state', event: 'ecu' }],
    ['invalid bytes', { kind: 'uds', event: 'uds', endpoint: 'oem', direction: 'request', payload: '1' }],
    ['a name of a newer version', { kind: 'state', event: 'hologram' }],
    ['a name that every object has', { kind: 'state', event: 'constructor' }],
  ])('is rejected with %s', (_, fields) => {
    expect(carEventOf({ timeUs: 7, source: 'smart-key', ...fields } as TracedEvent)).toBe(null);
  });
});
