import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import {
  keyRequest,
  seedRequest,
  startOf,
  stepOf,
  stopOf,
  type RequestStep,
} from '../../../../hil/view/request-step.ts';

type Parts = Pick<RequestStep, 'sid' | 'routine' | 'option' | 'level'>;

const NOTHING = { routine: null, option: null, level: null };

describe('which step of a procedure a request is', () => {
  it.each<[string, Parts]>([
    ['31 01 02 01 01', { sid: 0x31, routine: 'reset', option: 'arm', level: 1 }],
    ['31 01 02 01 02', { sid: 0x31, routine: 'reset', option: 'begin', level: 2 }],
    ['31 01 02 02 01', { sid: 0x31, routine: 'registration', option: 'enter', level: 3 }],
    ['31 01 02 02 02', { sid: 0x31, routine: 'registration', option: 'check', level: null }],
    ['31 01 02 02 03', { sid: 0x31, routine: 'registration', option: 'start', level: null }],
    ['31 01 02 03 01 02', { sid: 0x31, routine: 'erasure', option: 'declare', level: null }],
    ['31 01 02 03 02', { sid: 0x31, routine: 'erasure', option: 'open', level: 4 }],
    ['31 01 02 03 03', { sid: 0x31, routine: 'erasure', option: 'delete', level: null }],
    ['31 02 02 01', { sid: 0x31, routine: 'reset', option: 'stop', level: null }],
    ['31 03 02 03', { sid: 0x31, routine: 'erasure', option: 'results', level: null }],
    ['27 01', { sid: 0x27, routine: null, option: null, level: 1 }],
    ['27 02 31 32 33 34 35 36', { sid: 0x27, routine: null, option: null, level: 1 }],
    ['27 07', { sid: 0x27, routine: null, option: null, level: 4 }],
  ])('%s', (hex, parts) => {
    expect(stepOf(fromHex(hex))).toEqual({ bytes: fromHex(hex), hex: hex.replace(/^(27 02) .*/, '$1 …'), ...parts });
  });

  it('does not heed the bit that suppresses the positive response', () => {
    expect(stepOf(fromHex('31 81 02 01 01'))).toMatchObject({ routine: 'reset', option: 'arm', level: 1 });
    expect(stepOf(fromHex('31 82 02 02'))).toMatchObject({ routine: 'registration', option: 'stop' });
    expect(stepOf(fromHex('27 85'))).toMatchObject({ level: 3 });
  });

  it.each([
    ['31 01 02 01 09', { routine: 'reset', option: null, level: null }],
    ['31 01 02 01', { routine: 'reset', option: null, level: null }],
    ['31 04 02 01', { routine: 'reset', option: null, level: null }],
    ['31 01 02 09 01', NOTHING],
    ['31', NOTHING],
    ['22 02 01', NOTHING],
    ['', NOTHING],
  ])('knows as much as there is of "%s"', (hex, parts) => {
    expect(stepOf(fromHex(hex))).toMatchObject(parts);
  });
});

describe('the requests of the procedures', () => {
  it('start and stop a routine', () => {
    expect([
      startOf('reset', 'arm'),
      startOf('registration', 'start'),
      startOf('erasure', 'delete'),
      stopOf('registration'),
    ]).toEqual(['31 01 02 01 01', '31 01 02 02 03', '31 01 02 03 03', '31 02 02 02']);
  });

  it('ask for a seed and send its pass-code, by level', () => {
    expect([1, 2, 3, 4].map((level) => [seedRequest(level), keyRequest(level)])).toEqual([
      ['27 01', '27 02'],
      ['27 03', '27 04'],
      ['27 05', '27 06'],
      ['27 07', '27 08'],
    ]);
  });
});
