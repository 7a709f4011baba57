import { describe, expect, it } from 'vitest';
import { canonicalCommand, typedCommand } from '../../../../../hil/cli/commands/canonical-command.ts';

describe('the command with what determines its result', () => {
  it('has no shard, no output and no speed', () => {
    const whole = canonicalCommand(['run', 'scenarios', '--seed', '7']);
    const shard = ['run', '--shard', '1/3', 'scenarios', '--jobs=2', '--json', '--seed', '7', '--report', 'a b'];
    expect(canonicalCommand(shard)).toBe(whole);
    expect(whole).toMatch(/smartkey run scenarios --seed 7$/);
  });
});

describe('the command as it was typed', () => {
  it('has the queue without its password', () => {
    for (const [args, words] of [
      [['run', '--queue', 'redis://:my/secret@h:1', 'a b'], "run --queue redis://h:1 'a b'"],
      [['run', '--queue=redis://me:secret@h:1/2'], 'run --queue=redis://h:1/2'],
      [['run', 'me:at@home', '--seed', '7'], 'run me:at@home --seed 7'],
    ] as const) {
      expect(typedCommand(args).endsWith(`smartkey ${words}`)).toBe(true);
    }
  });
});
