import { describe, expect, it } from 'vitest';
import { exploreExhaustively } from '../../../../../hil/cli/commands/explore-exhaustive.ts';
import { exploreTransportWorld } from '../../../../../hil/cli/commands/explore-transport.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';

describe('smartkey explore --exhaustive --world transport', () => {
  it('reports each world, the rules that it exercised, and the hash', async () => {
    const terminal = new KeptTerminal();
    const { exitCode, out } = await ended(terminal, () => exploreExhaustively({ world: 'transport' }, terminal));
    expect(exitCode).toBe(0);
    expect(out[0]).toBe('receiver, BS 0, normal addressing: 51 states, 1566 transitions, depth 19');
    expect(out.slice(-5)).toEqual([
      'every state was visited; no rule is broken',
      expect.stringMatching(/^world transport: \d+ states, \d+ transitions$/),
      expect.stringMatching(/^rules of conformance exercised: 1 2 3 .* 62 63$/),
      'not exercised: 33 64',
      expect.stringMatching(/^hash of the set of states: [0-9a-f]{64}$/),
    ]);
  });

  it('does not take --jobs', async () => {
    const terminal = new KeptTerminal();
    const { exitCode, err } = await ended(terminal, () =>
      Promise.resolve(exploreTransportWorld({ jobs: 2 }, terminal)),
    );
    expect([exitCode, err[0]]).toEqual([2, expect.stringContaining('--jobs has no effect: ')]);
  });

  it('does not take --progress', async () => {
    const terminal = new KeptTerminal();
    const { exitCode, err } = await ended(terminal, () =>
      Promise.resolve(exploreTransportWorld({ progress: 'x.bin' }, terminal)),
    );
    expect(exitCode).toBe(2);
    expect(err.join('\n')).toContain('--progress does not go with --world transport');
  });
});
