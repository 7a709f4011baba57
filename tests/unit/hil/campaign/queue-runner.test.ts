import { describe, expect, it } from 'vitest';
import { encodeResult, type Work } from '../../../../hil/campaign/job.ts';
import { QueueRunner } from '../../../../hil/campaign/queue-runner.ts';
import { runOne } from '../../../../hil/run/run-one.ts';
import type { RunTask } from '../../../../hil/run/run-task.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { scenarioCalled } from '../run/fake-runner.ts';

const folder = temporaryFolder();
const { signal } = new AbortController();

/** Does the work at once, as a worker would. */
class FakeCoordinator {
  readonly units: string[] = [];
  closedAsDone: boolean | null = null;
  readonly counts = { done: 2, total: 3 };
  readonly #change: (result: unknown) => unknown;
  readonly #ownTask: Partial<RunTask>;

  /** @param ownTask what the worker does otherwise, as one on a slower machine */
  constructor(change: (result: unknown) => unknown = (result) => result, ownTask: Partial<RunTask> = {}) {
    this.#change = change;
    this.#ownTask = ownTask;
  }

  async run(unit: string, work: Work): Promise<Uint8Array> {
    this.units.push(unit);
    if (work.kind !== 'run') throw new Error('not a run');
    expect(work.task.tracePath).toBeNull();
    return encodeResult(this.#change(JSON.parse(JSON.stringify(await runOne({ ...work.task, ...this.#ownTask })))));
  }

  close(isDone: boolean): Promise<void> {
    this.closedAsDone = isDone;
    return Promise.resolve();
  }
}

function taskOf(scenario: RunTask['scenario'], tracePath: string | null = null): RunTask {
  return { scenario, seed: null, profile: {}, guardUs: null, view: null, tracePath };
}

const FAILING = loadScenario('name: bad\nsteps:\n  - expect: { procedure: reset }\n', 'bad.yaml');

describe('a runner on a queue', () => {
  it('gives each run of a scenario a name of its own', async () => {
    const coordinator = new FakeCoordinator();
    const runner = new QueueRunner(coordinator);
    const outcomes = [
      await runner.run(taskOf(scenarioCalled('a')), signal),
      await runner.run(taskOf(scenarioCalled('a')), signal),
    ];
    expect(outcomes.map((outcome) => outcome?.result.verdict)).toEqual(['pass', 'pass']);
    expect(coordinator.units).toEqual([
      expect.stringMatching(/^a-yaml-[0-9a-f]{12}-1$/),
      expect.stringMatching(/^a-yaml-[0-9a-f]{12}-2$/),
    ]);
    await runner.close();
    expect(coordinator.closedAsDone).toBe(true);
  });

  it('repeats a failure here, for its trace', async () => {
    const runner = new QueueRunner(new FakeCoordinator());
    const trace = folder.path('t.jsonl');
    const outcome = await runner.run(taskOf(FAILING, trace), signal);
    expect([outcome?.result.verdict, outcome?.traceTrouble]).toEqual(['fail', null]);
  });

  it('repeats what the guard of a worker ended as far as there', async () => {
    const runner = new QueueRunner(new FakeCoordinator((result) => result, { guardUs: 0 }));
    const long = loadScenario('name: long\nsteps:\n  - advance: 10 min\n', 'long.yaml');
    const outcome = await runner.run(taskOf(long, folder.path('t.jsonl')), signal);
    expect([outcome?.result.verdict, outcome?.traceTrouble]).toEqual(['error', null]);
    expect(outcome?.guardEnd).toEqual({ limitUs: 0, frames: 2048 });
  });

  it('says where the failure of a worker is not the same here', async () => {
    const other = (result: unknown): unknown => {
      const text = JSON.stringify(result).replace(/"traceHash":"\w+"/, '"traceHash":"other"');
      return JSON.parse(text);
    };
    const runner = new QueueRunner(new FakeCoordinator(other));
    const outcome = await runner.run(taskOf(FAILING, folder.path('t.jsonl')), signal);
    expect(outcome?.traceTrouble).toBe('bad.yaml: the run of the worker is not the one here: compare the versions');
  });

  it('keeps earlier results for the same command where it is interrupted before its first job', async () => {
    const aborted = new AbortController();
    aborted.abort();
    const coordinator = new FakeCoordinator();
    const runner = new QueueRunner(coordinator);
    expect(await runner.run(taskOf(FAILING), aborted.signal)).toBeNull();
    expect(runner.counts).toEqual({ done: 2, total: 3 });
    await runner.close();
    expect(coordinator.closedAsDone).toBe(false);
  });

  it('keeps finished results for the same command after an invalid result', async () => {
    const coordinator = new FakeCoordinator(() => null);
    const runner = new QueueRunner(coordinator);
    await expect(runner.run(taskOf(FAILING), signal)).rejects.toThrow('a worker sent no result of a scenario');
    await runner.close();
    expect(coordinator.closedAsDone).toBe(false);
  });
});
