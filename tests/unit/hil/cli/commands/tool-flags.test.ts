import { describe, expect, it } from 'vitest';
import { isKeyUtility } from '../../../../../hil/cli/commands/tool-flags.ts';

describe('the utilities that change keys', () => {
  it.each([
    ['reset', true],
    ['register', true],
    ['erase', true],
    ['read', false],
    ['faults', false],
    ['clear', false],
  ] as const)('%s: %s', (utility, changesKeys) => {
    expect(isKeyUtility(utility)).toBe(changesKeys);
  });
});
