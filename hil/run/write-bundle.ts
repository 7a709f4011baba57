import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { readRegularText } from '../read-input.ts';
import { BUNDLE_FILE, BUNDLE_VERSION } from '../record/session-manifest.ts';
import type { RunInfo } from '../report/run-report.ts';
import type { ProfileFields, Scenario } from '../scenario/scenario.ts';
import { selectorOf, type ScenarioResult } from '../scenario/result.ts';
import { pathWord, smartkeyLine } from '../smartkey.ts';
import { BUNDLE_FILES, BUNDLE_TRACE_RECORDS, hashText, type BundleManifest } from './bundle-format.ts';
import { copyTrace } from './copy-trace.ts';
import type { GuardEnd } from './guard.ts';
import { exportFrames } from '../trace/export-frames.ts';
import { writing } from './report-error.ts';
import { makeFolder } from '../make-folder.ts';

interface BundleContents {
  readonly scenario: Scenario;
  readonly result: ScenarioResult;
  readonly profile: ProfileFields;
  readonly info: Pick<RunInfo, 'bench' | 'command' | 'commit' | 'node' | 'version'>;
  readonly repeat: string;
  readonly guardEnd: GuardEnd | null;
  /** The JSONL trace written during the run; null where there is none. */
  readonly tracePath: string | null;
  /** Frames and events of the trace that are kept: the first ones; {@link BUNDLE_TRACE_RECORDS} where absent. */
  readonly traceRecords?: number;
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
    await makeFolder(join(folder, 'source'));
    await writeFile(join(folder, BUNDLE_FILES.scenario), json(scenario));
    await writeFile(join(folder, BUNDLE_FILES.result), json(result));
    await copySources(join(folder, 'source'), scenario);
    for (const [name, data] of Object.entries(contents.further ?? {})) await writeFile(join(folder, name), json(data));
  });
  const records = contents.traceRecords ?? BUNDLE_TRACE_RECORDS;
  const isWhole = tracePath === null || (await writeTraces(folder, tracePath, records, contents.calendarStart));
  const text = readme(basename(folder), contents, isWhole ? 'every frame and event' : firstOf(records));
  await writing(folder, () => writeFile(join(folder, 'README.txt'), text));
  // Last: a folder that contains this file is complete.
  await writing(folder, () => writeFile(join(folder, BUNDLE_FILE), json(manifestOf(contents))));
}

/** @returns whether the whole trace is kept */
async function writeTraces(folder: string, from: string, records: number, calendarStart: string): Promise<boolean> {
  const trace = join(folder, BUNDLE_FILES.trace);
  let isWhole = true;
  await writing(trace, async () => {
    isWhole = await copyTrace(from, trace, records);
  });
  await exportFrames(trace, calendarStart);
  return isWhole;
}

function manifestOf({ scenario, result, profile, info, repeat, guardEnd }: BundleContents): BundleManifest {
  return {
    bundle: BUNDLE_VERSION,
    name: scenario.name,
    scenario: selectorOf(scenario),
    seed: result.seed,
    profile,
    bench: info.bench,
    verdict: result.verdict,
    traceHash: result.traceHash,
    guardEnd,
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
    const text = readRegularText(file);
    // Files that were read from elsewhere, no longer exist, or are a pipe, are in the compiled scenario nevertheless.
    if (text !== null) await writeFile(join(folder, name), text);
  }
}

function firstOf(records: number): string {
  return `the first ${records.toLocaleString('en-US')} frames and events of the run, which had more`;
}

function readme(name: string, { result, repeat, info }: BundleContents, traced: string): string {
  return [
    `${result.name}: ${result.verdict}, seed ${result.seed}`,
    `event hash ${result.traceHash ?? 'none'}`,
    '',
    'Repeat this run from this bundle:',
    `  ${smartkeyLine(['replay', pathWord(name)])}`,
    '',
    'Run the scenario again from its present file:',
    `  ${repeat}`,
    '',
    `trace.jsonl contains ${traced}; trace.log (candump), trace.asc and trace.pcapng contain its frames.`,
    `Made by virtual-smart-key ${info.version}${info.commit === null ? '' : `, commit ${info.commit}`}.`,
    '',
  ].join('\n');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
