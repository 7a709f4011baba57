import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { CanFrameError, dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { decodeCandumpView } from '../../../../can-bus/trace/candump-view.ts';
import type { LineFrame } from '../../../../can-bus/trace/trace-decoder.ts';

const frame = dataFrame(0x7b5, fromHex('02 3E 00'));

describe('a line of candump for the terminal', () => {
  it.each<readonly [string, number, LineFrame]>([
    [' (001.500000)  can0  7B5   [3]  02 3E 00', 1_500_000, { kind: 'frame', frame, details: [] }],
    ["(0.000001)  can0  7B5   [3]  02 3E 00   '.>.'", 1, { kind: 'frame', frame, details: [] }],
    ['(0.0)  can0  TX - -  7B5   [3]  02 3E 00', 0, { kind: 'frame', frame, details: ['sent'] }],
    ['\u001b[31m(0.0)  can0  7B5   [3]  02 3E 00\u001b[0m', 0, { kind: 'frame', frame, details: [] }],
    ['(0.0)  can0  7B5   [0]', 0, { kind: 'frame', frame: dataFrame(0x7b5, fromHex('')), details: [] }],
    [
      '(0.0)  can0  18DAF1B5   [1]  AA',
      0,
      { kind: 'frame', frame: dataFrame(0x18da_f1b5, fromHex('AA')), details: [] },
    ],
    ['(0.0)  can0  123   [5]  remote request', 0, { kind: 'frame', frame: remoteFrame(0x123, 5), details: [] }],
    [
      '(0.0)  can0  RX B E  7B5  [03]  02 3E 00',
      0,
      {
        kind: 'frame',
        frame: dataFrame(0x7b5, fromHex('02 3E 00'), { fd: true, bitRateSwitch: true }),
        details: ['error-state'],
      },
    ],
    [
      '(0.0)  can0  20000004   [8]  00 00 00 00 00 00 00 00   ERRORFRAME',
      0,
      { kind: 'passed-over', what: 'an error frame' },
    ],
    [
      '(0.0)  can0  800   [0]',
      0,
      { kind: 'bad', message: 'id 800 has more than 11 bits; a 29-bit id has 8 hex digits' },
    ],
    [
      '(0.0)  can0  7B5   [3]  02 3E',
      0,
      { kind: 'bad', message: 'not 3 bytes of two hex digits each; candump -L writes a log' },
    ],
  ])('%j', (line, timeUs, read) => {
    expect(decodeCandumpView(line)).toEqual({ timeUs, bus: 'can0', read });
  });

  it.each([
    ['can0  7B5   [1]  02', 'no time'],
    ['(2026-11-29 10:46:52.000000)  can0  7B5   [1]  02', 'a date instead of seconds'],
  ])('%j has no time to read', (line, what) => {
    const hint = 'candump -L (or -l) writes a log, and -ta shows times in seconds';
    const message = `candump's view for the terminal with ${what}: ${hint}`;
    expect(decodeCandumpView(line)).toEqual({ timeUs: 0, bus: 'can0', read: { kind: 'bad', message } });
  });

  it('is not recognized if its form differs', () => {
    expect(decodeCandumpView('(0.0) can0 7B5#023E00')).toBeNull();
  });

  it('throws where no such frame exists', () => {
    const bytes = '00 '.repeat(9);
    expect(() => decodeCandumpView(`(0.0)  can0  7B5   [9]  ${bytes}`)).toThrow(CanFrameError);
  });
});
