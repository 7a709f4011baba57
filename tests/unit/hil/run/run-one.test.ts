import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Turns } from '../../../../hil/bench/turns.ts';
import { BusyWall } from '../bench/busy-wall.ts';
import { VIRTUAL_BENCH, type Bench } from '../../../../hil/bench/bench-file.ts';
import { NO_VIEWS } from '../../../../hil/report/packed-views.ts';
import { recordOne, runOne } from '../../../../hil/run/run-one.ts';
import type { RunTask } from '../../../../hil/run/run-task.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import type { TraceSink } from '../../../../hil/trace/trace-sink.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-run-one-'));
afterAll(() => rmSync(folder, { recursive: true }));

function task(lines: readonly string[], part: Partial<RunTask> = {}): RunTask {
  const scenario = loadScenario(['name: x', ...lines].join('\n'), 'x.yaml');
  return { scenario, seed: null, profile: {}, guardUs: null, view: null, tracePath: null, ...part };
}

const VIEW = { events: 100, frames: 100 };
const ADVANCE = ['steps: [{ advance: 1 s }]'];
const TOUCH = ['steps: [{ advance: 1 s }, { touch: master }]'];
const TWO_CARS = [
  'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 } } }',
  'steps: [{ advance: 100 ms }, { vehicle: { brake: true }, car: second }]',
];

/** Who takes part, by the sources of frames and events. */
class Sources implements TraceSink {
  readonly frames = new Set<string>();
  readonly events: string[] = [];

  frame(_timeUs: number, _frame: unknown, source: string): void {
    this.frames.add(source);
  }

  event({ source, event }: { readonly source: string; readonly event: string }): void {
    this.events.push(`${source} ${event}`);
  }
}

describe('one run', () => {
  it('gives the result of its scenario, and nothing that nobody wanted', async () => {
    const { result, realUs, views, traceTrouble } = await runOne(task(ADVANCE));
    expect(result).toMatchObject({ file: 'x.yaml', name: 'x', verdict: 'pass' });
    expect(result.durationUs).toBeGreaterThanOrEqual(1_000_000);
    expect(realUs).toBeGreaterThanOrEqual(1);
    expect([views, traceTrouble]).toEqual([NO_VIEWS, null]);
  });

  it('has the seed of the task in place of the scenario’s own', async () => {
    const seeds = [null, 9].map(async (seed) => (await runOne(task(['seed: 5', ...ADVANCE], { seed }))).result.seed);
    expect(await Promise.all(seeds)).toEqual([5, 9]);
  });

  it('is the same again, watched or not', async () => {
    const hashOf = async (part: Partial<RunTask>): Promise<string | null> =>
      (await runOne(task(TOUCH, { seed: 1, ...part }))).result.traceHash;
    const hash = await hashOf({});
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf({ view: VIEW, tracePath: join(folder, 'again.jsonl'), guardUs: 9e9 })).toBe(hash);
    expect(await hashOf({ profile: { bootTime: '60 ms' } })).not.toBe(hash);
  });

  it('draws a timeline for each car up to the end, keys by their names', async () => {
    const { cars, result } = await recordOne(task(TOUCH, { view: VIEW }));
    const timelines = cars.map(({ timeline }) => timeline);
    expect(timelines.map(({ car, endUs }) => [car, endUs])).toEqual([['car', result.durationUs]]);
    const keys = timelines[0]?.lanes.find(({ id }) => id === 'keys');
    expect(keys?.items.map(([, , label]) => label)).toContain('touch master');
    const both = await recordOne(task(TWO_CARS, { view: VIEW }));
    expect(both.cars.map(({ timeline }) => timeline.car)).toEqual(['car', 'second']);
  });

  it('writes its trace', async () => {
    const tracePath = join(folder, 'written.jsonl');
    await runOne(task(TOUCH, { tracePath }));
    const lines = readFileSync(tracePath, 'utf8').trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\{"timeUs":/);
    expect(lines.filter((line) => line.includes('"event":"key-touched"'))).toHaveLength(1);
  });

  it('lets somebody else watch, with the car’s name in front where there are several', async () => {
    const alone = new Sources();
    await runOne(task(TOUCH), alone);
    expect(alone.frames).toContain('body');
    expect(alone.events).toContain('stimulus key-touched');
    const both = new Sources();
    await runOne(task(TWO_CARS), both);
    expect([...both.frames].filter((source) => source.endsWith('body')).sort()).toEqual(['car/body', 'second/body']);
    expect(both.events).toContain('second/stimulus vehicle-changed');
  });
});

describe('one run on a machine or a bench with trouble', () => {
  it('goes on where its trace cannot be written, and says so', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { result, traceTrouble } = await runOne(task(ADVANCE, { tracePath: join(folder, 'file', 'x.jsonl') }));
    expect(result.verdict).toBe('pass');
    expect(traceTrouble).toContain(join(folder, 'file', 'x.jsonl'));
    expect(traceTrouble).toMatch(/ENOTDIR.* \(.+\)$/);
  });

  it('is an error of the bench where its real time is over', async () => {
    const { result, guardEnd } = await runOne(task(['steps: [{ advance: 10 min }]'], { guardUs: 0 }));
    expect(result.verdict).toBe('error');
    expect(guardEnd).toEqual({ limitUs: 0, frames: 2048 });
    expect(result.steps[0]?.got).toContain('0 s');
    // As far as it has come: some thousand frames.
    expect(result.durationUs).toBeGreaterThan(10_000_000);
    expect(result.steps[0]?.endUs).toBe(result.durationUs);
  });

  it('gives the process its turns where it is asked to, and comes to the same', async () => {
    const wall = new BusyWall();
    const long = task(['steps: [{ advance: 20 min }]']);
    const { result } = await recordOne(long, null, null, new Turns({ wall }));
    expect(wall.turns).toBe(12);
    expect(result).toEqual((await recordOne(long)).result);
  });

  it('is the same on a bench in real time, where a timer watches', async () => {
    const bench: Bench = { ...VIRTUAL_BENCH, name: 'here', bus: { car: 'slcan-tcp:127.0.0.1:0', tool: null } };
    const { result, guardEnd } = await runOne(task(['steps: [{ advance: 20 min }]'], { bench, guardUs: 1000 }));
    expect(guardEnd).toEqual({ limitUs: 1000, frames: null });
    expect(result).toMatchObject({ verdict: 'error', steps: [{ expected: 'a working bench' }] });
    expect(result.steps[0]?.got).toContain('the guard of 0.001 s of real time ran out');
  });

  it('writes as much of its trace as is wanted', async () => {
    const tracePath = join(folder, 'first.jsonl');
    const { result } = await runOne(task(ADVANCE, { tracePath, traceRecords: 10 }));
    expect(result.verdict).toBe('pass');
    expect(readFileSync(tracePath, 'utf8').trimEnd().split('\n')).toHaveLength(10);
  });
});
