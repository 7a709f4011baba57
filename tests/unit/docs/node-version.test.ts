import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { describeRange } from '../../../hil/doctor/version-range.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the Node that is needed', () => {
  it.each(['README.md', 'docs/ci.md'])('is the same in package.json and %s', (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8').replaceAll(/\s+/g, ' ');
    expect(text).toContain(describeRange(packageJson.engines.node));
  });

  it('is in words', () => {
    expect(describeRange(packageJson.engines.node)).toBe(
      '22.22.2 or newer of 22, 24.15.0 or newer of 24, or 26.0.0 or newer',
    );
  });
});
