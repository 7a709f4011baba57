import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { BUNDLE_FILE, BUNDLE_VERSION } from '../record/session-manifest.ts';
import type { RunInfo } from '../report/run-report.ts';
import type { ProfileFields, Scenario } from '../scenario/scenario.ts';
import { selectorOf, type ScenarioResult } from '../scenario/result.ts';
import { smartkeyLine } from '../smartkey.ts';
import { BUNDLE_FILES, hashText, type BundleManifest } from './bundle-format.ts';
import { exportFrames } from '../trace/export-frames.ts';
import { writing } from './report-error.ts';

interface BundleContents {
  readonly scenario: Scenario;
  readonly result: ScenarioResult;
  readonly profile: ProfileFields;
  readonly info: Pick<RunInfo, 'bench' | 'command' | 'commit' | 'node' | 'version'>;
  readonly repeat: string;
  /** The JSONL trace written during the run; null where there is none. */
  readonly tracePath: string | null;
  /** The date at time 0, for ASC. */
  readonly calendarStart: string;
  /** Further files, by name: data as JSON. */
  readonly further?: Readonly<Record<string, unknown>>;
}

/**
 * Writes everything needed to repeat a run into a folder, replacing its content: the scenario as it was run and as it
 * is written, seed, profile, versions, traces in every format, the result, and the commands.
 *
 * @throws ReportError, TraceFileError
 */
export async function writeBundle(folder: string, contents: BundleContents): Promise<void> {
  const { scenario, result, tracePath } = contents;
  await writing(folder, async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, 'source'), { recursive: true });
    await writeFile(join(folder, BUNDLE_FILES.scenario), json(scenario));
    await writeFile(join(folder, BUNDLE_FILES.result), json(result));
    await writeFile(join(folder, 'README.txt'), readme(basename(folder), contents));
    await copySources(join(folder, 'source'), scenario);
    for (const [name, data] of Object.entries(contents.further ?? {})) await writeFile(join(folder, name), json(data));
  });
  if (tracePath !== null) {
    const trace = join(folder, BUNDLE_FILES.trace);
    await writing(trace, () => copyFile(tracePath, trace));
    await exportFrames(trace, contents.calendarStart);
  }
  // Last: a folder that contains this file is complete.
  await writing(folder, () => writeFile(join(folder, BUNDLE_FILE), json(manifestOf(contents))));
}

function manifestOf({ scenario, result, profile, info, repeat }: BundleContents): BundleManifest {
  return {
    bundle: BUNDLE_VERSION,
    name: scenario.name,
    scenario: selectorOf(scenario),
    seed: result.seed,
    profile,
    bench: info.bench,
    verdict: result.verdict,
    traceHash: result.traceHash,
    scenarioHash: hashText(json(scenario)),
    versions: { 'virtual-smart-key': info.version, node: info.node },
    commit: info.commit,
    command: info.command,
    repeat,
  };
}

/** For people to read; the run itself is repeated from the compiled scenario. */
async function copySources(folder: string, scenario: Scenario): Promise<void> {
  const files = new Set([scenario.file, ...scenario.steps.map((step) => step.file)]);
  const taken = new Set<string>();
  for (const file of files) {
    let name = basename(file);
    while (taken.has(name)) name = `_${name}`;
    taken.add(name);
    const text = await readFile(file, 'utf8').catch(() => null);
    // Files that were read from elsewhere, or no longer exist, are in the compiled scenario nevertheless.
    if (text !== null) await writeFile(join(folder, name), text);
  }
}

function readme(name: string, { result, repeat, info }: BundleContents): string {
  return [
    `${result.name}: ${result.verdict}, seed ${result.seed}`,
    `event hash ${result.traceHash ?? 'none'}`,
    '',
    'Repeat this run from this bundle:',
    `  ${smartkeyLine(['replay', name])}`,
    '',
    'Run the scenario again from its present file:',
    `  ${repeat}`,
    '',
    'trace.jsonl contains every frame and event; trace.log (candump), trace.asc and trace.pcapng contain the frames.',
    `Made by virtual-smart-key ${info.version}${info.commit === null ? '' : `, commit ${info.commit}`}.`,
    '',
  ].join('\n');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
