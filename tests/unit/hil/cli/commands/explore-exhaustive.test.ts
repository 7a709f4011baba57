import { describe, expect, it } from 'vitest';
import { exploreExhaustively } from '../../../../../hil/cli/commands/explore-exhaustive.ts';
import type { ExploreFlags } from '../../../../../hil/cli/commands/explore-flags.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

async function explore(flags: ExploreFlags): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return await ended(terminal, () => exploreExhaustively(flags, terminal));
}

describe('smartkey explore --exhaustive', () => {
  it('reports states, transitions, depth, rates, memory and the hash', async () => {
    const { exitCode, out, err } = await explore({ world: 'tiny' });
    expect(exitCode).toBe(0);
    expect(err).toEqual(['world "tiny": about 378 states estimated']);
    expect(out.slice(0, 3)).toEqual([
      'every state was visited; no rule is broken',
      'world tiny: 342 states, 4,104 transitions, depth 25',
      'hash of the set of states: c1926df0ae12d8dee00275dc0bd1ac7e',
    ]);
    expect(out[3]).toMatch(/^in [\d.]+ s, [\d,]+ states\/s, [\d,]+ transitions\/s, \d+ MB, \d+ MB of them states$/);
  });

  it('prints the result alone with --quiet, and one object with --json', async () => {
    expect((await explore({ world: 'tiny', quiet: true })).out).toEqual(['every state was visited; no rule is broken']);
    const { out, err } = await explore({ world: 'tiny', json: true });
    expect(err).toEqual([]);
    expect(JSON.parse(out.join(''))).toMatchObject({ world: 'tiny', states: 342, end: 'complete', failure: null });
  });

  it('reads a world from a file, and names what is wrong in it', async () => {
    const good = folder.write('good.yaml', 'name: doors\ninputs: [doors]\ndepth: 1\n');
    expect((await explore({ world: good })).out[1]).toMatch(/^world doors: 2 states, 1 transition, depth 1$/);
    const wrong = folder.write('wrong.yaml', 'cars: 9\n');
    expect(await explore({ world: wrong })).toMatchObject({
      exitCode: 2,
      err: [`error: world ${wrong}:1:1: cars must be at most 2`, expect.anything()],
    });
    const broken = folder.write('broken.yaml', 'cars: [\n');
    expect((await explore({ world: broken })).err[0]).toContain(`${broken}:2:1: `);
    const missing = await explore({ world: folder.path('none.yaml') });
    expect([missing.exitCode, missing.err[1]]).toEqual([
      2,
      'hint: give a file, or one of the built-in worlds: tiny, reset, reset-disturbed, registration, registration-disturbed, erasure, erasure-disturbed, erasure-drift, procedures, wide, transport',
    ]);
  });

  it('keeps the progress of one world only', async () => {
    const { exitCode, err } = await explore({ progress: folder.path('p.bin') });
    expect([exitCode, err[0]]).toEqual([2, 'error: --progress holds the search of one world']);
  });
});
