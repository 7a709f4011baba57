import { expect, it } from 'vitest';
import { difference } from '../../../../../hil/explore/world/difference.ts';

it('both sides are texts', () => {
  expect(difference('KEY-1', 'the key', 1, null)).toEqual({
    rule: 'KEY-1',
    what: 'the key',
    firmware: '1',
    oracle: 'none',
  });
});
