import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ReportError } from '../../../../hil/run/report-error.ts';
import { writeBundle } from '../../../../hil/run/write-bundle.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { failed } from '../report/made-results.ts';

let folder = '';
let bundle = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-write-bundle-'));
  bundle = join(folder, 'a.bundle');
});
afterEach(() => rmSync(folder, { recursive: true }));

const FRAME = '{"timeUs":7,"kind":"frame","source":"body","id":"620","data":"0011"}\n';

type Contents = Parameters<typeof writeBundle>[1];

/** The contents of a bundle whose scenario is in that file of the test's folder. */
function contents(part: Partial<Contents> = {}): Contents {
  const file = join(folder, 'a.yaml');
  const text = 'name: A name\nsteps:\n  - advance: 1 s\n';
  writeFileSync(file, text);
  const tracePath = join(folder, 'written.jsonl');
  writeFileSync(tracePath, FRAME);
  return {
    scenario: loadScenario(text, file),
    result: failed({ traceHash: 'ab12' }).result,
    ...{ profile: { keySlots: 3 }, repeat: 'npx smartkey run a.yaml --seed 3', tracePath },
    info: { bench: 'virtual', command: 'smartkey run .', commit: 'c0ffee', node: 'v24.0.0', version: '1.2.3' },
    calendarStart: '2019-07-01T08:00:00Z',
    guardEnd: null,
    ...part,
  };
}

const text = (name: string): string => readFileSync(join(bundle, name), 'utf8');

describe('a bundle that is written', () => {
  it('has scenario, source, result, traces in every format, and what to read first', async () => {
    await writeBundle(bundle, contents());
    expect(readdirSync(bundle).sort()).toEqual([
      ...['README.txt', 'bundle.json', 'result.json', 'scenario.json', 'source'],
      ...['trace.asc', 'trace.jsonl', 'trace.log', 'trace.pcapng'],
    ]);
    expect(text('trace.jsonl')).toBe(FRAME);
    expect(text('trace.log')).toMatch(/620#0011\n$/);
    expect(text('source/a.yaml')).toBe('name: A name\nsteps:\n  - advance: 1 s\n');
    expect(JSON.parse(text('result.json'))).toMatchObject({ verdict: 'fail', seed: 3, traceHash: 'ab12' });
  });

  it('has the first part of a long trace, which is cut off for readers, and says so', async () => {
    const tracePath = join(folder, 'long.jsonl');
    writeFileSync(tracePath, FRAME.repeat(3));
    await writeBundle(bundle, contents({ tracePath, traceRecords: 2 }));
    expect(text('trace.jsonl')).toBe(`${FRAME}${FRAME}{"timeUs`);
    expect(text('trace.log').trimEnd().split('\n')).toHaveLength(2);
    expect(text('README.txt')).toContain('contains the first 2 frames and events of the run, which had more;');
    await writeBundle(bundle, contents({ tracePath, traceRecords: 3 }));
    expect(text('README.txt')).toContain('contains every frame and event;');
  });

  it('has in its first file what it takes to run the same again', async () => {
    const given = contents();
    await writeBundle(bundle, given);
    expect(JSON.parse(text('bundle.json'))).toEqual({
      ...{ bundle: 1, name: 'A name', scenario: given.scenario.file, seed: 3, profile: { keySlots: 3 } },
      ...{
        guardEnd: null,
        bench: 'virtual',
        verdict: 'fail',
        traceHash: 'ab12',
        commit: 'c0ffee',
        command: 'smartkey run .',
      },
      scenarioHash: createHash('sha256').update(text('scenario.json')).digest('hex'),
      versions: { 'virtual-smart-key': '1.2.3', node: 'v24.0.0' },
      repeat: 'npx smartkey run a.yaml --seed 3',
    });
  });

  it('says how it is replayed, as the command is typed here', async () => {
    await writeBundle(bundle, contents());
    expect(text('README.txt').split('\n').slice(0, 8)).toEqual([
      ...['A name: fail, seed 3', 'event hash ab12', ''],
      ...['Repeat this run from this bundle:', '  npx smartkey replay a.bundle', ''],
      ...['Run the scenario again from its present file:', '  npx smartkey run a.yaml --seed 3'],
    ]);
    expect(text('README.txt')).toContain('Made by virtual-smart-key 1.2.3, commit c0ffee.\n');
  });

  it('says nothing of a hash, a commit and a trace that are not there', async () => {
    const info = { ...contents().info, commit: null };
    await writeBundle(bundle, contents({ info, tracePath: null, result: failed().result }));
    expect(text('README.txt')).toContain('event hash none\n');
    expect(text('README.txt')).toContain('Made by virtual-smart-key 1.2.3.\n');
    expect(readdirSync(bundle)).not.toContain('trace.jsonl');
  });

  it('has the files of all steps, those of one name apart, without what is gone by now', async () => {
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other/a.yaml'), 'steps: []\n');
    const given = contents();
    const [step] = given.scenario.steps;
    if (step === undefined) throw new Error('no step');
    const files = [join(folder, 'other/a.yaml'), join(folder, 'gone.yaml')];
    const steps = [step, ...files.map((file) => ({ ...step, file }))];
    await writeBundle(bundle, { ...given, scenario: { ...given.scenario, steps } });
    expect(readdirSync(join(bundle, 'source')).sort()).toEqual(['_a.yaml', 'a.yaml']);
    expect(text('source/_a.yaml')).toBe('steps: []\n');
  });

  it('takes the place of an earlier one', async () => {
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'left.txt'), 'old');
    await writeBundle(bundle, contents({ tracePath: null }));
    expect(readdirSync(bundle)).not.toContain('left.txt');
  });

  it('is not whole, and has no first file, where its trace cannot be copied', async () => {
    const written = writeBundle(bundle, contents({ tracePath: join(folder, 'gone.jsonl') }));
    await expect(written).rejects.toThrow(ReportError);
    expect(readdirSync(bundle)).not.toContain('bundle.json');
  });

  it('is refused where a file has the name of its folder', async () => {
    const written = writeBundle(join(folder, 'a.yaml', 'b.bundle'), contents());
    await expect(written).rejects.toMatchObject({
      name: 'ReportError',
      hint: 'a file with the name of the folder exists: choose another name',
    });
  });
});
