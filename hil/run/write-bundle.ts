import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { RunInfo } from '../report/run-report.ts';
import type { ProfileFields, Scenario } from '../scenario/scenario.ts';
import { selectorOf, type ScenarioResult } from '../scenario/result.ts';
import { smartkeyLine } from '../smartkey.ts';
import { BUNDLE_FILE, BUNDLE_FILES, BUNDLE_VERSION, hashText, type BundleManifest } from './bundle-format.ts';
import { exportFrames } from '../trace/export-frames.ts';
import { writing } from './report-error.ts';

interface BundleContents {
  readonly scenario: Scenario;
  readonly result: ScenarioResult;
  readonly profile: ProfileFields;
  readonly info: Pick<RunInfo, 'bench' | 'command' | 'commit' | 'node' | 'version'>;
  readonly repeat: string;
  /** The JSONL trace as it was written while it ran; null where there is none. */
  readonly tracePath: string | null;
  /** The date at time 0, for ASC. */
  readonly calendarStart: string;
}

/**
 * Leaves everything that repeats a run in a folder, in place of what was there: the scenario as it was run and as it is
 * written, seed, profile, versions, traces in every format, the result, and the commands.
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
  });
  if (tracePath !== null) {
    const trace = join(folder, BUNDLE_FILES.trace);
    await writing(trace, () => copyFile(tracePath, trace));
    await exportFrames(trace, contents.calendarStart);
  }
  // Last: a folder with this file in it is whole.
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

/** For a person to read; the run itself is repeated from the scenario as it was compiled. */
async function copySources(folder: string, scenario: Scenario): Promise<void> {
  const files = new Set([scenario.file, ...scenario.steps.map((step) => step.file)]);
  const taken = new Set<string>();
  for (const file of files) {
    let name = basename(file);
    while (taken.has(name)) name = `_${name}`;
    taken.add(name);
    const text = await readFile(file, 'utf8').catch(() => null);
    // What was read from elsewhere, or is gone by now, is in the compiled scenario all the same.
    if (text !== null) await writeFile(join(folder, name), text);
  }
}

function readme(name: string, { result, repeat, info }: BundleContents): string {
  return [
    `${result.name}: ${result.verdict}, seed ${result.seed}`,
    `event hash ${result.traceHash ?? 'none'}`,
    '',
    'The same run again, with what is in here:',
    `  ${smartkeyLine(['replay', name])}`,
    '',
    'The scenario again, as its file is now:',
    `  ${repeat}`,
    '',
    'trace.jsonl holds every frame and event; trace.log (candump), trace.asc and trace.pcapng hold the frames.',
    `Made by virtual-smart-key ${info.version}${info.commit === null ? '' : `, commit ${info.commit}`}.`,
    '',
  ].join('\n');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
