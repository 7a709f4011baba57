import { describe, expect, it } from 'vitest';
import { VIRTUAL_BENCH } from '../../../../../hil/bench/bench-file.ts';
import { checkQueueFlags, checkShardFlags, RunShare, shardFolder } from '../../../../../hil/cli/commands/run-share.ts';
import { planRuns } from '../../../../../hil/run/run-plan.ts';
import { mergeRun } from '../../../../../hil/run/run-part.ts';
import { mergeParts } from '../../../../../hil/shard/merge-parts.ts';
import { readParts } from '../../../../../hil/shard/part-file.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { reported, runOf } from '../../report/made-results.ts';
import { scenarioCalled } from '../../run/fake-runner.ts';

const folder = temporaryFolder();
const plan = planRuns(
  ['a', 'b', 'c', 'd'].map((name) => scenarioCalled(name)),
  1,
);
const run = { info: runOf([]).info, plan, bench: VIRTUAL_BENCH, profile: {} };

describe('the share of a shard', () => {
  it('is balanced by recorded durations; all shares merge into the plan', async () => {
    const scenarios = [1, 2, 1, 9].map((realMs, index) => ({ file: `${'abcd'[index]}.yaml`, variant: null, realMs }));
    const durations = folder.write('results.json', JSON.stringify({ scenarios }));
    const names: (readonly string[])[] = [];
    for (const number of [1, 2]) {
      const flags = { time: 'virtual', durations, coverageGate: 5 } as const;
      const share = RunShare.of({ number, of: 2 }, flags, run);
      names.push(share.plan.map(({ scenario }) => scenario.name));
      const results = share.plan.map(({ scenario: { name, file } }) => reported({ name, file }));
      await share.write(folder.path(`p${number}`), runOf(results), flags, new KeptTerminal());
    }
    expect(names).toEqual([['d'], ['a', 'b', 'c']]);
    const merged = mergeRun(mergeParts(await readParts([folder.path('p1'), folder.path('p2')])), 'm');
    expect(merged.report.results.map(({ result }) => result.name)).toEqual(['a', 'b', 'c', 'd']);
    expect(merged.report.coverageGate).toBe(5);
  });

  it('lies in a folder with its number', () => {
    expect(shardFolder('run', { number: 2, of: 3 })).toBe('run-2-of-3');
  });
});

describe('flags beside --shard', () => {
  const shard = { number: 1, of: 2 };
  it.each([
    [{ shard, failFast: true }, '--fail-fast does not go with --shard'],
    [{ shard, trace: 'traces' }, '--trace traces does not go with --shard'],
    [{ durations: 'd.json' }, '--durations without --shard has no effect'],
  ] as const)('%j are refused', (flags, message) => {
    expect(() => checkShardFlags({ time: 'virtual', ...flags })).toThrow(message);
  });

  it('traces in the part are not', () => {
    expect(() => checkShardFlags({ time: 'virtual', shard, trace: 'always', durations: 'd.json' })).not.toThrow();
  });
});

describe('flags beside --queue', () => {
  const queue = 'redis://127.0.0.1:6379';
  const bus = { car: 'virtual', tool: null };
  it.each([
    [{ shard: { number: 1, of: 2 } }, VIRTUAL_BENCH, '--shard does not go with --queue'],
    [{ failFast: true }, VIRTUAL_BENCH, '--fail-fast does not go with --queue'],
    [{ trace: 'always' }, VIRTUAL_BENCH, '--trace always does not go with --queue'],
    [{ jobs: 2 }, VIRTUAL_BENCH, '--jobs has no effect: '],
    [{}, { ...VIRTUAL_BENCH, name: 'rig', bus }, 'the bench rig does not go with --queue'],
  ] as const)('%j are refused', (flags, bench, message) => {
    expect(() => checkQueueFlags({ time: 'virtual', queue, ...flags }, bench)).toThrow(message);
    expect(() => checkQueueFlags({ time: 'virtual', ...flags }, bench)).not.toThrow();
  });
});
