import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { ExchangeShift } from '../../../../hil/record/exchange-shift.ts';

describe('exchanges of a tool, run again by the tester of a scenario', () => {
  it.each([
    ['a padded request', 0x7b5, '02 10 03 CC CC CC CC CC', 0],
    ['a padded flow control', 0x750, 'B5 30 00 00 CC CC CC CC', 0],
    ['a full frame', 0x750, 'B5 10 0A 27 02 31 32 55', 0],
    ['an answer without padding', 0x7bd, '02 7E 00', 0],
    ['a request without padding', 0x7b5, '02 10 03', 80],
    ['a flow control without padding', 0x7b5, '30 00 00', 80],
    ['a request to all ECUs without padding', 0x7df, '02 01 0D', 74],
    ['a frame without data', 0x7b5, '', 124],
    ['padding that takes as long', 0x7b5, '02 10 03 55 55 55 55 55', 2],
    ['padding that takes longer', 0x7b5, '02 10 03 00 00 00 00 00', 1],
  ])('%s: %s %s may end %i us later', (_name, id, data, laterUs) => {
    const shift = new ExchangeShift(DEFAULT_PROFILE);
    shift.frame(dataFrame(id, fromHex(data)));
    expect(shift.us).toBe(laterUs);
  });

  it.each([
    ['oem', '27 02 31', 0],
    ['generic', '22 F1 90', 0],
    ['generic', '27 01', 540],
  ])('a request to %s, %s, may end %i us later: pass-codes go to oem', (endpoint, request, laterUs) => {
    const shift = new ExchangeShift(DEFAULT_PROFILE);
    shift.request(endpoint, fromHex(request));
    expect(shift.us).toBe(laterUs);
  });

  it('adds up', () => {
    const shift = new ExchangeShift(DEFAULT_PROFILE);
    shift.request('generic', fromHex('27 01'));
    shift.request('generic', fromHex('27 02 31 32 33 34 35 36'));
    expect(shift.us).toBe(1080);
  });
});
