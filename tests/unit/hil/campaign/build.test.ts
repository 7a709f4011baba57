import { describe, expect, it } from 'vitest';
import packageJson from '../../../../package.json' with { type: 'json' };
import { thisBuild } from '../../../../hil/campaign/build.ts';

describe('the build of this program', () => {
  it('has the version of the package, and a hash that stays the same', () => {
    const build = thisBuild();
    expect(build.version).toBe(packageJson.version);
    expect(build.hash).toMatch(/^[0-9a-f]{12}$/);
    expect(thisBuild()).toEqual(build);
  });
});
