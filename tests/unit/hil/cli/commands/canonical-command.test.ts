import { describe, expect, it } from 'vitest';
import { canonicalCommand } from '../../../../../hil/cli/commands/canonical-command.ts';

describe('the command with what determines its result', () => {
  it('has no shard, no output and no speed', () => {
    const whole = canonicalCommand(['run', 'scenarios', '--seed', '7']);
    const shard = ['run', '--shard', '1/3', 'scenarios', '--jobs=2', '--json', '--seed', '7', '--report', 'a b'];
    expect(canonicalCommand(shard)).toBe(whole);
    expect(whole).toMatch(/smartkey run scenarios --seed 7$/);
  });
});
