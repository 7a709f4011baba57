import { describe, expect, it } from 'vitest';

import { runAll, type RunAllOptions } from '../../../../hil/run/run-all.ts';
import { planRuns } from '../../../../hil/run/run-plan.ts';
import type { ReportedResult } from '../../../../hil/report/run-report.ts';
import { FakeRunner, scenarioCalled } from './fake-runner.ts';

const plan = planRuns(
  ['a', 'b', 'c', 'd'].map((name) => scenarioCalled(name)),
  1,
);

function options(part: Partial<RunAllOptions> = {}): RunAllOptions {
  return {
    seed: null,
    profile: {},
    guardUs: null,
    view: null,
    jobs: 1,
    retry: 0,
    failFast: false,
    tracePathOf: () => null,
    quarantineOf: () => null,
    repeatOf: () => '',
    keep: () => Promise.resolve([]),
    onResult: () => undefined,
    onStart: () => undefined,
    signal: new AbortController().signal,
    ...part,
  };
}

const names = (results: readonly ReportedResult[]): readonly string[] => results.map(({ result }) => result.name);
/** Lets all promises go on that can. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe('running a plan', () => {
  it('gives results in the order of the plan, in whatever order several jobs end', async () => {
    const runner = new FakeRunner({}, true);
    const reported: string[] = [];
    const all = runAll(plan, runner, options({ jobs: 3, onResult: ({ result }) => reported.push(result.name) }));
    await settle();
    expect(runner.begun).toEqual(['a', 'b', 'c']);
    runner.end('c');
    await settle();
    expect(reported).toEqual([]);
    runner.end('a');
    await settle();
    expect(reported).toEqual(['a']);
    expect(runner.begun).toEqual(['a', 'b', 'c', 'd']);
    runner.end('b');
    runner.end('d');
    expect(names((await all).results)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('begins the next when any of them has ended, up to eight times as many as jobs ahead of the oldest', async () => {
    const many = planRuns(
      Array.from({ length: 20 }, (_, place) => scenarioCalled(`s${place}`)),
      1,
    );
    const runner = new FakeRunner({}, true);
    const all = runAll(many, runner, options({ jobs: 2 }));
    await settle();
    for (let place = 1; place < 15; place++) {
      expect(runner.begun).toHaveLength(place + 1);
      runner.end(`s${place}`);
      await settle();
    }
    expect(runner.begun).toHaveLength(16);
    runner.end('s15');
    await settle();
    expect(runner.begun).toHaveLength(16);
    runner.end('s0');
    await settle();
    expect(runner.begun).toHaveLength(18);
    for (const name of ['s16', 's17', 's18', 's19']) {
      runner.end(name);
      await settle();
    }
    expect(names((await all).results)).toEqual(many.map(({ scenario }) => scenario.name));
  });

  it('begins none beyond its jobs with fail-fast', async () => {
    const runner = new FakeRunner({}, true);
    const controller = new AbortController();
    const all = runAll(plan, runner, options({ jobs: 2, failFast: true, signal: controller.signal }));
    await settle();
    runner.end('b');
    await settle();
    expect(runner.begun).toEqual(['a', 'b']);
    controller.abort();
    await all;
  });

  it('reports what has ended ahead of one that is given up', async () => {
    const runner = new FakeRunner({}, true);
    const controller = new AbortController();
    const all = runAll(plan, runner, options({ jobs: 2, signal: controller.signal }));
    await settle();
    runner.end('b');
    await settle();
    runner.end('c');
    await settle();
    controller.abort();
    const { results, notRun, endedBy } = await all;
    expect(names(results)).toEqual(['b', 'c']);
    expect(notRun.map(({ name }) => name)).toEqual(['a', 'd']);
    expect(endedBy).toBe('interrupt');
  });

  it('tries again as often as it may, and keeps what the attempts before came to', async () => {
    const runner = new FakeRunner({ b: ['fail', 'error', 'pass'], c: ['fail', 'fail', 'fail', 'fail'] });
    const { results } = await runAll(plan, runner, options({ retry: 2 }));
    expect(runner.begun).toEqual(['a', 'b', 'b', 'b', 'c', 'c', 'c', 'd']);
    expect(results.map(({ result }) => result.verdict)).toEqual(['pass', 'pass', 'fail', 'pass']);
    expect(results[1]?.earlier.map(({ verdict, traceHash }) => [verdict, traceHash])).toEqual([
      ['fail', 'b-0'],
      ['error', 'b-1'],
    ]);
    expect(results[2]?.earlier).toHaveLength(2);
  });

  it('ends at the first that does not pass with fail-fast, and forgets what other jobs ran beyond it', async () => {
    for (const jobs of [1, 3]) {
      const runner = new FakeRunner({ b: ['fail'], c: ['fail'] });
      const all = await runAll(plan, runner, options({ jobs, failFast: true }));
      expect(names(all.results)).toEqual(['a', 'b']);
      expect(all.notRun.map(({ name }) => name)).toEqual(['c', 'd']);
      expect(all.endedBy).toBe('fail-fast');
    }
  });

  it('does not end for what is quarantined', async () => {
    const runner = new FakeRunner({ b: ['fail'] });
    const quarantineOf: RunAllOptions['quarantineOf'] = ({ name }) => (name === 'b' ? 'flutters' : null);
    const all = await runAll(plan, runner, options({ failFast: true, quarantineOf }));
    expect(names(all.results)).toEqual(['a', 'b', 'c', 'd']);
    expect(all.results[1]?.quarantine).toBe('flutters');
    expect(all.endedBy).toBeNull();
  });

  it('reports what was measured when it is interrupted, and gives up what is under way', async () => {
    const runner = new FakeRunner({}, true);
    const controller = new AbortController();
    const all = runAll(plan, runner, options({ signal: controller.signal }));
    await settle();
    runner.end('a');
    await settle();
    controller.abort();
    const { results, notRun, endedBy } = await all;
    expect(names(results)).toEqual(['a']);
    expect(notRun.map(({ name }) => name)).toEqual(['b', 'c', 'd']);
    expect(endedBy).toBe('interrupt');
  });

  it('reports what was measured of the one under way, and does not try it again', async () => {
    const runner = new FakeRunner({ b: ['inconclusive'] }, true, true);
    const controller = new AbortController();
    const all = runAll(plan, runner, options({ signal: controller.signal, retry: 2 }));
    await settle();
    runner.end('a');
    await settle();
    controller.abort();
    const { results, notRun, endedBy } = await all;
    expect(results.map(({ result, earlier }) => [result.name, result.verdict, earlier])).toEqual([
      ['a', 'pass', []],
      ['b', 'inconclusive', []],
    ]);
    expect(notRun.map(({ name }) => name)).toEqual(['c', 'd']);
    expect(endedBy).toBe('interrupt');
  });

  it('is interrupted in the last one, too', async () => {
    const runner = new FakeRunner({ a: ['inconclusive'] }, true, true);
    const controller = new AbortController();
    const all = runAll(plan.slice(0, 1), runner, options({ signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await all).toMatchObject({ results: [{ result: { name: 'a' } }], notRun: [], endedBy: 'interrupt' });
  });

  it('keeps the files of every attempt, in order, before the next one begins', async () => {
    const runner = new FakeRunner({ b: ['fail', 'error', 'pass'] });
    const kept: string[] = [];
    const keep: RunAllOptions['keep'] = ({ scenario }, { result }, attempt) => {
      const path = `${scenario.name} ${result.verdict} ${attempt ?? 'counts'} of ${runner.begun.length} begun`;
      kept.push(path);
      return Promise.resolve([{ kind: 'bundle', path, href: '' }]);
    };
    const { results } = await runAll(plan.slice(0, 2), runner, options({ retry: 2, keep }));
    expect(kept).toEqual([
      'a pass counts of 1 begun',
      'b fail 1 of 2 begun',
      'b error 2 of 3 begun',
      'b pass counts of 4 begun',
    ]);
    expect(results[1]?.earlier.map(({ artifacts }) => artifacts.map(({ path }) => path))).toEqual([
      [kept[1]],
      [kept[2]],
    ]);
  });

  it('numbers the repetitions of a scenario, and names the files of each', () => {
    const twice = planRuns([scenarioCalled('x', 'dir/x.yaml'), scenarioCalled('y', 'dir/x-.yaml')], 2);
    expect(twice.map(({ repetition }) => repetition)).toEqual([
      { number: 1, of: 2 },
      { number: 2, of: 2 },
      { number: 1, of: 2 },
      { number: 2, of: 2 },
    ]);
    expect(twice.map(({ slug }) => slug)).toEqual(['dir-x-1', 'dir-x-2', 'dir-x-1.2', 'dir-x-2.2']);
  });
});
