import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exploreShare, mergeExploration } from '../../../../../hil/cli/commands/explore-share.ts';
import { exploreSwarm } from '../../../../../hil/explore/swarm/explore-swarm.ts';
import { mergeParts } from '../../../../../hil/shard/merge-parts.ts';
import { newHead, readParts } from '../../../../../hil/shard/part-file.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const options = { seed: 3, jobs: 1, goesOn: () => true };

function share(number: number, flags: { readonly runs?: number } = { runs: 15 }, goesOn = true): Promise<number> {
  const context = { terminal: new KeptTerminal(), secondsSoFar: () => 1 };
  const all = { ...flags, report: folder.path(`p${number}`), quiet: true };
  return exploreShare({ number, of: 2 }, all, { ...options, goesOn: () => goesOn }, context);
}

describe('the shards of an exploration', () => {
  it('merge into the exploration in one piece', async () => {
    expect([await share(1), await share(2)]).toEqual([0, 0]);
    const merged = mergeExploration(mergeParts(await readParts([folder.path('p2'), folder.path('p1')])));
    expect(merged).toEqual({ report: await exploreSwarm({ ...options, runs: 15 }), seconds: 2 });
  });

  it('need a number of runs', async () => {
    await expect(share(1, {})).rejects.toMatchObject({ code: 'usage', hint: 'give --runs N' });
  });

  it('leave no part when they are interrupted', async () => {
    expect(await share(1, { runs: 15 }, false)).toBe(130);
    expect(existsSync(folder.path('p1/part.jsonl'))).toBe(false);
  });

  it('without an exploration are refused', () => {
    const head = newHead('explore', { number: 1, of: 1 }, {}, 0, {});
    expect(() => mergeExploration(mergeParts([{ folder: 'p', file: 'part.jsonl', head, units: [] }]))).toThrow(
      'p is damaged',
    );
  });
});
