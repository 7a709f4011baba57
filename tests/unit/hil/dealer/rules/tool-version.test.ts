import { expect, it } from 'vitest';

import { compareVersions } from '../../../../../hil/dealer/rules/tool-version.ts';

it.each([
  ['13.10.019', '13.10.019', 0],
  ['13.10.19', '13.10.019', 0],
  ['13.9.500', '13.10.019', -1],
  ['13.10.020', '13.10.019', 1],
  ['13.10', '13.10.0', 0],
  ['13.10', '13.10.019', -1],
  ['14', '13.10.019', 1],
])('DLR-6 %s against %s is ordered by numbers', (one, other, sign) => {
  expect(Math.sign(compareVersions(one, other) ?? Number.NaN)).toBe(sign);
});

it.each(['', '13.', '.1', 'v13.10', '13.10.019a', '13 10', '-1', '1e3'])('DLR-6 "%s" is not a version', (text) => {
  expect(compareVersions(text, '13.10.019')).toBeNull();
  expect(compareVersions('13.10.019', text)).toBeNull();
});
