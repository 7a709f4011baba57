import { expect, it } from 'vitest';
import { exploreExhaustively } from '../../../../../hil/cli/commands/explore-exhaustive.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';

it('the exhaustive exploration is refused until it is there', async () => {
  await expect(exploreExhaustively({ exhaustive: true }, new KeptTerminal())).rejects.toThrow('not available');
});
