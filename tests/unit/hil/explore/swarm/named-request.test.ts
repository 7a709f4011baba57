import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import { namedRequest } from '../../../../../hil/explore/swarm/named-request.ts';

describe('the rule that a wrong answer breaks', () => {
  it.each([
    ['2701', 'AUT-1', '27 01'],
    ['2702303030303030', 'AUT-3', '27 02'],
    ['3101020101', 'RST-1', '31 01 02 01 01'],
    ['3101020102', 'RST-2', '31 01 02 01 02'],
    ['31020202', 'REG-7', '31 02 02 02'],
    ['3101020303', 'ERA-4', '31 01 02 03 03'],
    ['221010', 'VEH-6', '22 10 10'],
    ['1003', 'conformance 19, 29 to 32', '10 03'],
    ['2210101001', 'conformance 48', '22 10'],
    ['35', 'conformance 1', '35'],
  ])('%s', (hex, rule, name) => {
    expect(namedRequest(fromHex(hex))).toEqual({ rule, name });
  });
});
