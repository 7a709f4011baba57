import { describe, expect, it } from 'vitest';
import { repeatCommand } from '../../../../../hil/cli/commands/repeat-command.ts';

describe('the command that runs a scenario again', () => {
  it.each([
    ['a.yaml', null, 'npx smartkey run a.yaml --seed 3'],
    ['a.yaml', 'fast', 'npx smartkey run a.yaml#fast --seed 3'],
    ['@d/a.yaml', null, 'npx smartkey run ./@d/a.yaml --seed 3'],
    ['-d/a.yaml', null, 'npx smartkey run ./-d/a.yaml --seed 3'],
  ])('names the file %s, variant %s', (file, variant, command) => {
    expect(repeatCommand({ file, variant, seed: 3 }, {})).toBe(command);
  });

  it('has the profile and the bench', () => {
    expect(repeatCommand({ file: 'a.yaml', variant: null, seed: 3 }, { profile: 'p.yaml', bench: 'b' })).toBe(
      'npx smartkey run a.yaml --seed 3 --profile p.yaml --bench b',
    );
  });
});
