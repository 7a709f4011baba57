import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { concludeExploration } from '../../../../../hil/cli/commands/explore-conclusion.ts';
import { swarmReport } from '../../../../../hil/explore/swarm/swarm-totals.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const NOTHING = swarmReport(3, []);

describe('the conclusion of an exploration', () => {
  it('that reached nothing is that of a gate missed; a share of it does not judge that', async () => {
    const terminal = new KeptTerminal();
    const coverage = folder.path('c.json');
    expect(await concludeExploration(NOTHING, { coverage }, terminal, 2)).toBe(7);
    expect(terminal.outLines[0]).toBe('seed 3: 0 runs, 0 steps: no rule broken');
    expect(terminal.outLines).toContain('never happened: the engine starts (KEY-5)');
    expect(JSON.parse(readFileSync(coverage, 'utf8'))).toMatchObject({ seed: 3, runs: 0 });
    const share = new KeptTerminal();
    expect(await concludeExploration(NOTHING, { isShare: true, json: true }, share, 2)).toBe(0);
    expect(share.json).toMatchObject({ seed: 3, seconds: 2, never: [] });
  });
});
