import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { NO_VIEWS } from '../../../../hil/report/packed-views.ts';
import { RunArtifacts } from '../../../../hil/run/run-artifacts.ts';
import type { RunOutcome } from '../../../../hil/run/run-task.ts';
import { planRuns, type PlannedRun } from '../../../../hil/run/run-plan.ts';
import { failed, reported } from '../report/made-results.ts';
import { scenarioCalled } from './fake-runner.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-artifacts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const [A = { scenario: scenarioCalled('a'), repetition: null, slug: 'a' }] = planRuns([scenarioCalled('a')], 1);
const PASSED: RunOutcome = {
  ...{ result: reported().result, realUs: 1, views: NO_VIEWS, traceTrouble: null },
  guardEnd: null,
};
const FAILED: RunOutcome = { ...PASSED, result: failed().result };
const FRAME = '{"timeUs":7,"kind":"frame","source":"body","id":"620","data":"0011"}\n';

interface Kept {
  readonly traces?: boolean;
  readonly bundles?: boolean;
  readonly bundleFolder?: string;
}

/** Opened, with folders below the report's. */
async function artifactsWith({ traces = false, bundles = false, bundleFolder }: Kept): Promise<RunArtifacts> {
  const made = new RunArtifacts({
    reportFolder: join(folder, 'report'),
    bundleFolder: bundleFolder ?? (bundles ? join(folder, 'report/bundles') : null),
    traceFolder: traces ? join(folder, 'traces') : null,
    profile: { calendarStart: '2020-02-03T04:05:06Z' },
    info: { bench: 'virtual', command: 'smartkey run .', commit: null, node: 'v24.0.0', version: '1.2.3' },
    repeatOf: ({ file, seed }) => `smartkey run ${file} --seed ${seed}`,
  });
  await made.open();
  return made;
}

/** As a run does it: writes its trace. */
function writeTrace(artifacts: RunArtifacts, planned: PlannedRun = A): string {
  const path = artifacts.tracePathOf(planned);
  if (path === null) throw new Error('no trace is wanted');
  writeFileSync(path, FRAME);
  return path;
}

describe('what a run leaves', () => {
  it('is nothing where nothing is wanted', async () => {
    const artifacts = await artifactsWith({});
    expect(artifacts.tracePathOf(A)).toBeNull();
    expect(await artifacts.keep(A, FAILED, null)).toEqual([]);
    await artifacts.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is a trace as long as a bundle takes, and one record to know that there are more, or all of it', async () => {
    const bundles = await artifactsWith({ bundles: true });
    expect(bundles.traceRecords).toBe(500_001);
    await bundles.close();
    expect((await artifactsWith({ bundles: true, traces: true })).traceRecords).toBeUndefined();
  });

  it('is its trace in every format, with places that the report can link to', async () => {
    const artifacts = await artifactsWith({ traces: true });
    expect(writeTrace(artifacts)).toBe(join(folder, 'traces/a.jsonl'));
    const kept = await artifacts.keep(A, PASSED, null);
    expect(kept).toEqual(
      ['a.jsonl', 'a.log', 'a.asc', 'a.pcapng'].map((name) => ({
        ...{ kind: 'trace', path: join(folder, 'traces', name), href: `../traces/${name}` },
      })),
    );
    await artifacts.close();
    expect(readdirSync(join(folder, 'traces')).sort()).toEqual(['a.asc', 'a.jsonl', 'a.log', 'a.pcapng']);
    expect(readFileSync(join(folder, 'traces/a.asc'), 'utf8')).toMatch(/^date Mon Feb 0?3 /);
  });

  it('is a bundle with its trace where it did not pass, and nothing where it did', async () => {
    const artifacts = await artifactsWith({ bundles: true });
    const meanwhile = writeTrace(artifacts);
    expect(await artifacts.keep(A, PASSED, null)).toEqual([]);
    expect(existsSync(meanwhile)).toBe(false);
    writeTrace(artifacts);
    const path = join(folder, 'report/bundles/a.bundle');
    expect(await artifacts.keep(A, FAILED, null)).toEqual([{ kind: 'bundle', path, href: 'bundles/a.bundle' }]);
    expect(readFileSync(join(path, 'trace.jsonl'), 'utf8')).toBe(FRAME);
    expect(JSON.parse(readFileSync(join(path, 'bundle.json'), 'utf8'))).toMatchObject({
      ...{ repeat: 'smartkey run a.yaml --seed 3', profile: { calendarStart: '2020-02-03T04:05:06Z' } },
    });
    await artifacts.close();
    expect(existsSync(dirname(meanwhile))).toBe(false);
    expect(artifacts.troubles).toEqual([]);
  });

  it('of an attempt that is followed by another has a name of its own', async () => {
    const artifacts = await artifactsWith({ traces: true, bundles: true });
    writeTrace(artifacts);
    const first = await artifacts.keep(A, FAILED, 1);
    writeTrace(artifacts);
    const last = await artifacts.keep(A, PASSED, null);
    expect([...first, ...last].map(({ href }) => href)).toEqual([
      ...['jsonl', 'log', 'asc', 'pcapng'].map((ending) => `../traces/a.attempt-1.${ending}`),
      'bundles/a.attempt-1.bundle',
      ...['jsonl', 'log', 'asc', 'pcapng'].map((ending) => `../traces/a.${ending}`),
    ]);
    await artifacts.close();
  });
});

describe('what the disk does not take', () => {
  it('is reported once, and ends nothing', async () => {
    writeFileSync(join(folder, 'file'), '');
    const artifacts = await artifactsWith({ bundleFolder: join(folder, 'file') });
    for (const attempt of [1, 1, null]) {
      writeTrace(artifacts);
      expect(await artifacts.keep(A, FAILED, attempt)).toEqual([]);
    }
    await artifacts.close();
    expect(artifacts.troubles).toHaveLength(2);
    expect(artifacts.troubles[0]).toMatch(
      /a\.attempt-1\.bundle cannot be written: ENOTDIR.* \(a file with the name of the folder exists: choose another name\)$/,
    );
  });

  it('of a trace makes no trace of the run, but still its bundle', async () => {
    const artifacts = await artifactsWith({ traces: true, bundles: true });
    const kept = await artifacts.keep(A, { ...FAILED, traceTrouble: 'the disk is full (free disk space)' }, null);
    expect(kept.map(({ href }) => href)).toEqual(['bundles/a.bundle']);
    expect(artifacts.troubles).toEqual(['the disk is full (free disk space)']);
    await artifacts.close();
  });

  it('of the folder of traces is reported before anything runs', async () => {
    writeFileSync(join(folder, 'traces'), '');
    const artifacts = await artifactsWith({ traces: true });
    expect(artifacts.troubles).toHaveLength(1);
    expect(artifacts.troubles[0]).toMatch(/traces cannot be written: EEXIST/);
    await artifacts.close();
  });
});
