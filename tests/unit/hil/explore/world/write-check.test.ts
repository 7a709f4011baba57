import { expect, it } from 'vitest';
import { factoryContent } from '../../../../../ecu-sim/memory/content.ts';
import { WriteCheck } from '../../../../../hil/explore/world/write-check.ts';

const before = factoryContent({ keySlots: 2, slots: [7], generator: [1, 2, 3, 4] });
/** The memory reports the block as damaged after this one: seeds that were lost once stay lost. */
const damaged = { ...before, securityLost: true };

it('VEH-4: names the rule that a write breaks', () => {
  expect(new WriteCheck().check(before, { ...damaged, retired: [7] })).toMatchObject({ rule: 'VEH-4' });
  expect(new WriteCheck().check(before, damaged)).toMatchObject({ rule: 'VEH-4' });
  expect(new WriteCheck().check(before, { ...before, attempts: 1 })).toBeNull();
});

it('checks a write once for contents that differ in more than counters and times', () => {
  const check = new WriteCheck();
  expect(check.check(before, { ...before, retired: [7] })).toBeNull();
  expect(check.check({ ...before, seedCounter: 5 }, { ...damaged, retired: [7] })).toBeNull();
  expect(check.check({ ...before, attempts: 1 }, { ...damaged, retired: [7] })).not.toBeNull();
  expect(check.check(before, { ...before, lifeSeconds: 1 })).toBeNull();
  expect(check.check({ ...before, historyCounter: 1 }, damaged)).toBeNull();
});
