import { describe, expect, it } from 'vitest';
import type { RunTask } from '../../../../hil/run/run-task.ts';
import { createRunner, createThreads, type Runner } from '../../../../hil/run/runner.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { scenarioCalled } from './fake-runner.ts';

const task = (name: string): RunTask => ({
  ...{ scenario: scenarioCalled(name), seed: 4, profile: {}, guardUs: null, view: null, tracePath: null },
});

async function withRunner<Value>(jobs: number, use: (runner: Runner) => Promise<Value>): Promise<Value> {
  const runner = await createRunner(jobs);
  try {
    return await use(runner);
  } finally {
    await runner.close();
  }
}

describe.each([
  [1, 'in this thread'],
  [2, 'in threads of their own'],
])('%i at a time, %s', (jobs) => {
  it('scenarios are run, each with its own outcome, also one that cannot be run', async () => {
    await withRunner(jobs, async (runner) => {
      const { signal } = new AbortController();
      const outcomes = await Promise.all(['A', 'B', 'C'].map((name) => runner.run(task(name), signal)));
      expect(outcomes.map((outcome) => outcome?.result.name)).toEqual(['A', 'B', 'C']);
      expect(outcomes.map((outcome) => outcome?.result.verdict)).toEqual(['pass', 'pass', 'pass']);
      const broken = await runner.run({ ...task('A'), profile: { keySlots: 'many' } }, signal);
      expect(broken?.result).toMatchObject({ name: 'A', verdict: 'error' });
    });
  });

  it('nothing is run once the run has been ended', async () => {
    const outcome = await withRunner(jobs, (runner) => runner.run(task('A'), AbortSignal.abort()));
    expect(outcome).toBeNull();
  });
});

it('one at a time in virtual time is given up in the middle of a step when the run is ended', async () => {
  const ended = new AbortController();
  const scenario = loadScenario('name: a year\nsteps:\n  - advance: 31536000 s\n', 'a-year.yaml');
  const outcome = await withRunner(1, (runner) => {
    const running = runner.run({ ...task('A'), scenario }, ended.signal);
    setImmediate(() => setImmediate(() => ended.abort()));
    return running;
  });
  expect(outcome).toBeNull();
});

describe('several at a time', () => {
  it('are given up at once when the run is ended, in the middle of theirs', async () => {
    const ended = new AbortController();
    const outcome = await withRunner(2, (runner) => {
      const running = runner.run(task('A'), ended.signal);
      ended.abort();
      return running;
    });
    expect(outcome).toBeNull();
  });
});

it('one job in a thread leaves this thread free', async () => {
  const runner = await createThreads(1);
  try {
    const { signal } = new AbortController();
    expect((await runner.run(task('A'), signal))?.result).toMatchObject({ name: 'A', verdict: 'pass' });
  } finally {
    await runner.close();
  }
});
