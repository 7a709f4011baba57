import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { ruleOfRequest } from '../../../../ecu-sim/description/rule-of-request.ts';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';

describe('the rule that the answer to a request follows', () => {
  it.each([
    ['2701', 'AUT-1'],
    ['2702303030303030', 'AUT-3'],
    ['3101020101', 'RST-1'],
    ['3101020102', 'RST-2'],
    ['31020201', 'RST-5, RST-7'],
    ['31030201', 'RST-5'],
    ['31020202', 'REG-7'],
    ['3181020303', 'ERA-4'],
    ['310102037F', 'ERA-6'],
    ['3101020A01', 'conformance 50'],
    ['221010', 'VEH-6'],
    ['2210101001', 'conformance 48'],
    ['229999', 'conformance 48'],
    ['281001', 'conformance 33'],
    ['2EF10201', 'conformance 49'],
    ['28030201', 'conformance 33'],
    ['31', 'conformance 50'],
    ['1003', 'conformance 19, 29 to 32'],
    ['14FFFFFF', 'VEH-8'],
    ['2F200100', 'VEH-3'],
    ['35', 'conformance 1'],
    ['', 'conformance 1'],
  ])('%s: %s', (hex, rule) => {
    expect(ruleOfRequest(SMART_KEY, fromHex(hex))).toBe(rule);
  });
});
