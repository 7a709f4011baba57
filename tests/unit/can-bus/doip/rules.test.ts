import { expect, it } from 'vitest';
import { ENTITY_TCP_RULES, ENTITY_UDP_RULES } from '../../../../can-bus/doip/rules.ts';

it('names the lengths of each payload type', () => {
  expect([6, 7, 8, 11, 12].map((length) => ENTITY_TCP_RULES.allows(0x0005, length))).toEqual([
    ...[false, true, false, true, false],
  ]);
  expect(ENTITY_TCP_RULES.allows(0x0001, 0)).toBeNull();
  expect(ENTITY_UDP_RULES.allows(0x0003, 17)).toBe(true);
  expect(ENTITY_UDP_RULES.allows(0x0005, 7)).toBeNull();
});

it('accepts version FF in vehicle identification requests only', () => {
  expect([1, 2, 3, 0x4001].map((type) => ENTITY_UDP_RULES.accepts(0xff, type))).toEqual([true, true, true, false]);
  expect(ENTITY_TCP_RULES.accepts(0xff, 5)).toBe(false);
  expect([1, 2, 3, 4].map((version) => ENTITY_TCP_RULES.accepts(version, 5))).toEqual([false, true, true, false]);
});
