import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { describeLine, describeRecord } from '../../../../hil/trace/describe-record.ts';

describe('a record in words', () => {
  const frame = { kind: 'frame', timeUs: 1_500_000, source: 'tool', bus: 'can0' } as const;

  it.each([
    [
      dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x03)),
      '      1.500000 s  tool: 7B5#021003  request on generic: open the extended session',
    ],
    [
      dataFrame(0x7bd, Uint8Array.of(0x02, 0x7e, 0x00)),
      '      1.500000 s  tool: 7BD#027E00  response on generic: 7E 00',
    ],
    [dataFrame(0x123, Uint8Array.of(0x01)), '      1.500000 s  tool: 123#01'],
  ])('of a frame has its meaning where it has one (%#)', (bytes, words) => {
    expect(describeRecord({ ...frame, frame: bytes })).toBe(words);
  });

  it('of a broadcast frame has its signals by name', () => {
    const words = describeRecord({ ...frame, source: 'body', frame: dataFrame(0x5b0, new Uint8Array(8)) });
    expect(words).toMatch(
      /^ {6}1\.500000 s {2}body: 5B0#0000000000000000 {2}VEHICLE_STATE: POWER_MODE off, TRUNK_OPEN 0, .*BATTERY_MV 0 mV, /,
    );
  });

  it('of an event has its particulars by name', () => {
    const touched = { keyId: 'A1000001', reaction: 'none', reason: null } as const;
    expect(describeRecord({ timeUs: 2, kind: 'stimulus', source: 'stimulus', event: 'key-touched', ...touched })).toBe(
      '      0.000002 s  stimulus: key-touched keyId A1000001 reaction none reason null',
    );
  });

  it('of a request has what it asks for', () => {
    const request = { endpoint: 'oem', direction: 'request', payload: '1003' } as const;
    expect(describeRecord({ timeUs: 2, kind: 'uds', source: 'smart-key', event: 'uds', ...request })).toBe(
      '      0.000002 s  smart-key: uds endpoint oem direction request payload 1003 (open the extended session)',
    );
  });
});

describe('a line of a JSONL trace in words', () => {
  it('is its record without padding', () => {
    expect(describeLine('{"timeUs":2,"kind":"hand","source":"hand","event":"power-cut"}')).toBe(
      '0.000002 s  stimulus: power-cut',
    );
  });

  it('is the line itself if it is not a record', () => {
    expect(describeLine('{"timeUs":2,"kind":')).toBe('{"timeUs":2,"kind":');
  });
});
