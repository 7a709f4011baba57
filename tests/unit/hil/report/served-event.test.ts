import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CarEvent } from '../../../../hil/car/car-event.ts';
import { servedEvent } from '../../../../hil/report/served-event.ts';

function servedFrameOf(frame: CanFrame): unknown {
  return servedEvent({ kind: 'frame', timeUs: 5, frame, sender: 'tool' });
}

function servedReportOf(source: string, event: CarEvent['event']): unknown {
  return servedEvent({ kind: 'event', event: { timeUs: 9, source, event } });
}

describe('a served frame', () => {
  const head = { timeUs: 5, kind: 'frame', source: 'tool' };

  it.each([
    [dataFrame(0x0f1, Uint8Array.of(0xab, 0x0c)), { id: '0F1', data: 'AB0C' }],
    [dataFrame(0x18da10f1, Uint8Array.of()), { id: '18DA10F1', data: '' }],
    [dataFrame(0x12, Uint8Array.of(1), { extended: true }), { id: '00000012', data: '01' }],
    [remoteFrame(0x7df, 8), { id: '7DF', data: '', remoteLength: 8 }],
    [
      dataFrame(0x123, Uint8Array.of(1), { fd: true, bitRateSwitch: true }),
      { id: '123', data: '01', fd: { bitRateSwitch: true } },
    ],
  ])('has its id and data in upper-case hex (%#)', (frame, parts) => {
    expect(servedFrameOf(frame)).toEqual({ ...head, ...parts });
  });
});

describe('a served report', () => {
  it('has bytes in upper-case hex', () => {
    const event = { kind: 'uds', endpoint: 'oem', direction: 'request', payload: Uint8Array.of(0x10, 0x03) } as const;
    expect(servedReportOf('smart-key', event)).toEqual({
      ...{ timeUs: 9, kind: 'uds', source: 'smart-key', event: 'uds' },
      ...{ endpoint: 'oem', direction: 'request', payload: '1003' },
    });
  });

  it('has key ids as 8 upper-case hex digits', () => {
    const event = { kind: 'key-touched', keyId: 0xbe01, reaction: 'none', reason: 'not-registered' } as const;
    expect(servedReportOf('hand', event)).toEqual({
      ...{ timeUs: 9, kind: 'hand', source: 'hand', event: 'key-touched' },
      ...{ keyId: '0000BE01', reaction: 'none', reason: 'not-registered' },
    });
  });

  it('calls the supply what the interface calls it', () => {
    const event = { kind: 'vehicle-changed', change: { doors: { driver: true }, batteryMv: 11_900 } } as const;
    expect(servedReportOf('hand', event)).toMatchObject({ change: { doors: { driver: true }, batteryV: 11.9 } });
  });

  it('has the frame that a bus event is about', () => {
    const frame = dataFrame(0x5b0, Uint8Array.of(0xff));
    expect(servedReportOf('bus', { kind: 'error-frame', node: 'body', frame, transmitErrors: 8 })).toEqual({
      ...{ timeUs: 9, kind: 'bus', source: 'bus', event: 'error-frame' },
      ...{ node: 'body', frame: { id: '5B0', data: 'FF' }, transmitErrors: 8 },
    });
  });

  it.each([
    [{ kind: 'beeps-ordered', buzzer: 'exterior', count: 2 }, 'effect'],
    [{ kind: 'procedure', procedure: 'reset', state: 'running' }, 'state'],
    [{ kind: 'memory-written', blocks: ['keys'] }, 'memory'],
    [{ kind: 'power-cut' }, 'hand'],
  ] as const)('%j is served as %s', (event, kind) => {
    expect(servedReportOf('smart-key', event)).toMatchObject({ kind, event: event.kind });
  });
});
