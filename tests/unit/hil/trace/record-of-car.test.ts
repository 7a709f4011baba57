import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CarEvent } from '../../../../hil/car/car-event.ts';
import { kindOf, recordOf } from '../../../../hil/trace/record-of-car.ts';

function recordOfEvent(source: string, event: CarEvent['event']): unknown {
  return recordOf({ timeUs: 9, source, event });
}

describe('the record of a frame', () => {
  const frame = dataFrame(0x0f1, Uint8Array.of(0xab, 0x0c));

  it('has its sender as source, and the bus of the car', () => {
    const happened = { timeUs: 5, frame, sender: 'tool' };
    expect(recordOf(happened)).toEqual({ kind: 'frame', timeUs: 5, source: 'tool', frame, bus: 'can0' });
    expect(kindOf(happened)).toBe('frame');
  });

  it('has the instant at which a port received it, where the port reports it', () => {
    expect(recordOf({ timeUs: 5, frame, sender: 'tool', receivedUs: 3 })).toMatchObject({ timeUs: 5, receivedUs: 3 });
  });
});

describe('the record of an event', () => {
  it('has bytes in upper-case hex', () => {
    const event = { kind: 'uds', endpoint: 'oem', direction: 'request', payload: Uint8Array.of(0x10, 0x03) } as const;
    expect(recordOfEvent('smart-key', event)).toEqual({
      ...{ timeUs: 9, kind: 'uds', source: 'smart-key', event: 'uds' },
      ...{ endpoint: 'oem', direction: 'request', payload: '1003' },
    });
  });

  it('has key ids as 8 upper-case hex digits', () => {
    const event = { kind: 'key-touched', keyId: 0xbe01, reaction: 'none', reason: 'not-registered' } as const;
    expect(recordOfEvent('stimulus', event)).toEqual({
      ...{ timeUs: 9, kind: 'stimulus', source: 'stimulus', event: 'key-touched' },
      ...{ keyId: '0000BE01', reaction: 'none', reason: 'not-registered' },
    });
  });

  it('calls the supply what the interface calls it', () => {
    const event = { kind: 'vehicle-changed', change: { doors: { driver: true }, batteryMv: 11_900 } } as const;
    expect(recordOfEvent('stimulus', event)).toMatchObject({ change: { doors: { driver: true }, batteryV: 11.9 } });
  });

  it('has the frame that a bus event is about', () => {
    const frame = dataFrame(0x5b0, Uint8Array.of(0xff));
    expect(recordOfEvent('bus', { kind: 'error-frame', node: 'body', frame, transmitErrors: 8 })).toEqual({
      ...{ timeUs: 9, kind: 'bus', source: 'bus', event: 'error-frame' },
      ...{ node: 'body', frame: { id: '5B0', data: 'FF' }, transmitErrors: 8 },
    });
  });

  it.each([
    [{ kind: 'beeps-ordered', buzzer: 'exterior', count: 2 }, 'effect'],
    [{ kind: 'procedure', procedure: 'reset', state: 'running' }, 'state'],
    [{ kind: 'memory-written', blocks: ['keys'] }, 'memory'],
    [{ kind: 'power-cut' }, 'stimulus'],
  ] as const)('%j is of the kind %s', (event, kind) => {
    expect(recordOfEvent('smart-key', event)).toMatchObject({ kind, event: event.kind });
    expect(kindOf({ timeUs: 9, source: 'smart-key', event })).toBe(kind);
  });
});
