import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { BundleError, readBundle } from '../../../../hil/run/read-bundle.ts';
import { replayBundle } from '../../../../hil/run/replay-bundle.ts';
import { runOne } from '../../../../hil/run/run-one.ts';
import { writeBundle } from '../../../../hil/run/write-bundle.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';

let folder = '';

/** As the car wrote it before 2026-11-29. */
const FORMER_LINE =
  '{"timeUs":50984,"kind":"hand","source":"hand","event":"vehicle-changed","change":{"doors":{"driver":true}}}\n';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-bundle-'));
  await writeRun('{ advance: 0 s }');
});

/** Leaves the bundle of a scenario that begins with this step. */
async function writeRun(first: string): Promise<void> {
  const steps = `[${first}, { advance: 1 s }, { expect: { beeps: { total: 9 } } }]`;
  const scenario = loadScenario(`name: x\nsteps: ${steps}`, 'x.yaml');
  const tracePath = join(folder, 'written.jsonl');
  const task = { scenario, seed: 1, profile: {}, guardUs: null, view: null, tracePath };
  const { result } = await runOne(task);
  const info = { bench: 'virtual', command: 'smartkey run x.yaml', commit: null, node: 'v24.0.0', version: '0.0.9' };
  const contents = { scenario, result, profile: {}, info, repeat: 'smartkey run x.yaml', tracePath };
  await writeBundle(join(folder, 'b'), { ...contents, calendarStart: '2019-07-01T08:00:00Z' });
}

afterEach(() => rmSync(folder, { recursive: true }));

/** Reads and replays; what it says where it is refused. */
async function refusal(): Promise<string> {
  try {
    await replayBundle(await readBundle(join(folder, 'b')));
  } catch (error) {
    if (error instanceof BundleError) return error.message.replaceAll(join(folder, 'b'), '');
    throw error;
  }
  return 'none';
}

function change(name: string, from: string, to: string): void {
  const path = join(folder, 'b', name);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

describe('a bundle', () => {
  it('is replayed as it was left', async () => {
    const { result, difference, traceIsWhole } = await replayBundle(await readBundle(join(folder, 'b')));
    expect([result.verdict, difference, traceIsWhole]).toEqual(['fail', null, true]);
  });

  it('is replayed and the same where it is from before 2026-11-29, and its trace calls a stimulus a hand', async () => {
    await writeRun('{ vehicle: { doors: { driver: true } } }');
    change('trace.jsonl', '"kind":"stimulus","source":"stimulus"', '"kind":"hand","source":"hand"');
    expect(readFileSync(join(folder, 'b', 'trace.jsonl'), 'utf8')).toContain(FORMER_LINE);
    const bundle = await readBundle(join(folder, 'b'));
    const { result, difference, compared, traceIsWhole, hasFormerNames } = await replayBundle(bundle);
    expect([result.verdict, difference, compared, traceIsWhole]).toEqual(['fail', null, 26, true]);
    expect(hasFormerNames).toBe(true);
    change('trace.jsonl', '{"driver":true}', '{"driver":false}');
    expect((await replayBundle(bundle)).difference).toMatchObject({ line: 7 });
  });

  it('says how it is replayed, as the command is typed here', () => {
    expect(readFileSync(join(folder, 'b/README.txt'), 'utf8')).toContain('\n  npx smartkey replay b\n');
  });

  it.each([
    ['"advance"', '"fly"'],
    ['1000000', '"soon"'],
    ['"steps": [', '"steps": [ {"index": 0, "action": {"kind": "uds"}},'],
  ])('with another compiled scenario is refused: %s as %s', async (from, to) => {
    change('scenario.json', from, to);
    expect(await refusal()).toBe('/scenario.json is not the one that was run: its hash is not that in bundle.json');
  });

  it.each([
    ['scenario.json', '[]', /is no compiled scenario$/],
    ['scenario.json', '{"name":', /cannot be read: /],
    ['bundle.json', '{"bundle": 1}', /is not the first file of a bundle: name: /],
    ['bundle.json', '{"toString": 1}', /is not the first file of a bundle: bundle: /],
    ['bundle.json', 'no JSON', /cannot be read: /],
  ])('of somebody else is refused: %s with %s', async (name, text, why) => {
    writeFileSync(join(folder, 'b', name), text);
    expect(await refusal()).toMatch(why);
  });

  it('of another version that cannot be run here is refused', async () => {
    const scenario = readFileSync(join(folder, 'b', 'scenario.json'), 'utf8').replace('"advance"', '"fly"');
    writeFileSync(join(folder, 'b', 'scenario.json'), scenario);
    const { hashText } = await import('../../../../hil/run/bundle-format.ts');
    change('bundle.json', '"scenarioHash": "', `"scenarioHash": "${hashText(scenario)}", "was": "`);
    expect(await refusal()).toMatch(/^the scenario that version 0\.0\.9 compiled cannot be run by 0\.1\.0: /);
  });

  it('with a folder in the place of its trace has none', async () => {
    rmSync(join(folder, 'b', 'trace.jsonl'));
    mkdirSync(join(folder, 'b', 'trace.jsonl'));
    const { traceIsWhole, compared } = await replayBundle(await readBundle(join(folder, 'b')));
    expect([traceIsWhole, compared]).toEqual([false, 0]);
  });

  it('with other lines in its trace differs, and nothing worse', async () => {
    writeFileSync(join(folder, 'b', 'trace.jsonl'), 'no JSON\n{"toString":1}\n');
    const { difference } = await replayBundle(await readBundle(join(folder, 'b')));
    expect(difference).toMatchObject({ line: 1, then: 'no JSON' });
  });
});
