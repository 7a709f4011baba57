import { describe, expect, it } from 'vitest';
import { isJson } from '../../../../hil/cli/output-flags.ts';

describe('--json', () => {
  it('is found before the flags are parsed, but not behind --', () => {
    expect(isJson(['run', '--json', 'a.yaml'])).toBe(true);
    expect(isJson(['run', '--', '--json'])).toBe(false);
    expect(isJson(['run', '--jsonl'])).toBe(false);
    expect(isJson(['--json', '--', 'x'])).toBe(true);
  });
});
