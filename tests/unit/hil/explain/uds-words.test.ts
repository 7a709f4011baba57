import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { responseWords, subjectOf } from '../../../../hil/explain/uds-words.ts';

describe('what a request is about', () => {
  it.each([
    ['1002', 'programming session'],
    ['1060', 'session 60'],
    ['1103', 'soft reset'],
    ['2705', 'request seed 05'],
    ['2706AABB', 'send key 06'],
    ['14FFFFFF', 'all codes'],
    ['14C10088', 'U0100-88'],
    ['1902FF', 'codes by status FF'],
    ['1906A78D00FF', 'extended data of B278D-00'],
    ['190A', 'supported codes'],
    ['22F1871001', 'F187 spare part number, 1001'],
    ['2E100105', '1001 = 05'],
    ['2F200103', '2001, adjust'],
    ['2F20010302', '2001, adjust 02'],
    ['310102030405', 'start routine 0203 04 05'],
    ['2801', 'receive, do not send'],
    ['8582', 'off'],
    ['3400440000800000010000', '65536 bytes at 00008000'],
    ['340044', '00 44'],
    ['3605AABBCC', 'block 5, 3 bytes'],
    ['3E00', ''],
    ['11', ''],
    ['BA0102', '01 02'],
  ])('%s: %s', (request, words) => {
    expect(subjectOf(fromHex(request))).toBe(words);
  });
});

describe('what a positive response says', () => {
  it.each([
    ['1003', '5003003201F4', 'P2 50 ms, P2* 5000 ms'],
    ['1003', '5003', 'done'],
    ['1101', '510105', '05'],
    ['2701', '6701DEAD', 'seed DE AD'],
    ['2702AA', '6702', 'unlocked'],
    ['1902FF', '5902FF0143002F', 'P0143-00 (2F, present now, confirmed, pending)'],
    ['1902FF', '5902FF', 'no codes'],
    ['1901FF', '5901FF010003', '3 codes'],
    ['1906014300FF', '5906014300080103', 'P0143-00 (08, confirmed): 01 03'],
    ['190242', '590242FFFF', '42 FF FF'],
    ['22F190', '62F190574241334231', '"WBA3B1"'],
    ['22F186', '62F18603', '03'],
    ['221001', '6210011234', '12 34'],
    ['2E1001AA', '6E1001', 'done'],
    ['31010203', '7101020300', '00'],
    ['3400440000800000010000', '74200FFE', 'blocks of up to 4094 bytes'],
    ['3605AA', '7605', 'done'],
    ['14FFFFFF', '54', 'done'],
    ['2101', '61010203', '02 03'],
    ['2F20010302', '6F20010302', '02'],
  ])('%s, %s: %s', (request, response, words) => {
    expect(responseWords(fromHex(request), fromHex(response))).toBe(words);
  });
});
