import { expect, it } from 'vitest';

import { nearestName } from '../../../../can-bus/text/nearest-name.ts';

const KNOWN = ['keySlots', 'eraseWindow', 'bootTime'];

it.each([
  ['keySlot', 'keySlots'],
  ['KEYSLOTS', 'keySlots'],
  ['earseWindow', 'eraseWindow'],
  ['boottimes', 'bootTime'],
])('a slip such as %s is taken for %s', (typed, meant) => {
  expect(nearestName(typed, KNOWN)).toBe(meant);
});

it.each(['battery', 'x', ''])('"%s" is near no known name', (typed) => {
  expect(nearestName(typed, KNOWN)).toBeNull();
});
