import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { encodeRecord, recordJson } from '../../../../hil/trace/record-json.ts';

describe('the JSON form of a frame', () => {
  const head = { timeUs: 5, kind: 'frame', source: 'tool' } as const;

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
    expect(recordJson({ ...head, frame, bus: 'can0' })).toEqual({ ...head, ...parts });
  });

  it('names its bus and the instant of its reception where they are not the usual', () => {
    const frame = dataFrame(0x0f1, Uint8Array.of(1));
    expect(encodeRecord({ ...head, frame, bus: 'can1', receivedUs: 3 })).toBe(
      '{"timeUs":5,"kind":"frame","source":"tool","bus":"can1","receivedUs":3,"id":"0F1","data":"01"}',
    );
  });
});

describe('the JSON form of an event', () => {
  it('is the event itself', () => {
    const event = { timeUs: 9, kind: 'stimulus', source: 'stimulus', event: 'power-cut' } as const;
    expect(recordJson(event)).toBe(event);
    expect(encodeRecord(event)).toBe('{"timeUs":9,"kind":"stimulus","source":"stimulus","event":"power-cut"}');
  });
});
