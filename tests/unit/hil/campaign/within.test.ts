import { describe, expect, it } from 'vitest';
import { within } from '../../../../hil/campaign/within.ts';

describe('an action with a limit', () => {
  it('is waited for, but no longer than that', async () => {
    expect(await within(60_000, Promise.resolve('done'))).toBe(true);
    expect(await within(0, Promise.withResolvers().promise)).toBe(false);
    await expect(within(60_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
