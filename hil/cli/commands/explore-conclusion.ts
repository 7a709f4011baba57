import { counted } from '../../../can-bus/text/counted.ts';
import { join } from 'node:path';

import { MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { coverageFile, missedSometimes, writeCoverage } from '../../explore/coverage/coverage-file.ts';
import { explainFailure, type ExplainedFailure } from '../../explore/failure/explain-failure.ts';
import { keepFailure } from '../../explore/failure/failure-bundle.ts';
import type { SwarmReport } from '../../explore/swarm/swarm-totals.ts';
import { replaceFile } from '../../replace-file.ts';
import { makeReportFolder, writing } from '../../run/report-error.ts';
import { commitHere, PACKAGE_VERSION } from '../../run/run-info.ts';
import { pathWord, smartkeyLine } from '../../smartkey.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { DEFAULT_REPORT_FOLDER } from './run-flags.ts';

/** A cause more is counted, and not shrunk. */
const MAX_EXPLAINED = 8;

/** The flags that say what is printed and written at the end. */
interface ConclusionFlags {
  readonly coverage?: string;
  /** Of failures: scenarios and bundles. */
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** A shard: what must happen at least once is judged when all are merged. */
  readonly isShare?: boolean;
}

/**
 * Explains what was found, writes and prints it, and judges it: the same for an exploration in one piece and for a merged
 * one.
 */
export async function concludeExploration(
  report: SwarmReport,
  flags: ConclusionFlags,
  terminal: Terminal,
  seconds: number,
): Promise<ExitCode> {
  const { causes, failedRuns } = report;
  const explained: ExplainedFailure[] = [];
  for (const [index, cause] of causes.slice(0, MAX_EXPLAINED).entries()) {
    explained.push(await explainFailure(cause, `failure-${index + 1}.yaml`));
  }
  const folder = flags.report ?? join(DEFAULT_REPORT_FOLDER, 'explore');
  const kept = await keepAll(explained, folder, report.seed);
  const coverage = coverageFile(report);
  if (flags.coverage !== undefined) await writeCoverage(flags.coverage, coverage);
  // A run that ends early because it broke a rule reaches less, and so does a share of the runs.
  const missed = failedRuns > 0 || flags.isShare === true ? [] : missedSometimes(coverage);
  if (flags.json === true) {
    const failures = explained.map(({ violation, count, steps }, index) => ({
      ...violation,
      count,
      steps,
      ...kept[index],
    }));
    const { groups, runs, steps, vehicleUs, hash } = report;
    const never = missed.map(({ rule, what }) => ({ rule, what }));
    terminal.out(JSON.stringify({ seed: report.seed, groups, runs, steps, vehicleUs, seconds, hash, failures, never }));
  } else {
    for (const line of summaryLines(report, seconds, flags.quiet === true)) terminal.out(line);
    explained.forEach((failure, index) => failureLines(failure, kept[index]).forEach((line) => terminal.out(line)));
    if (causes.length > MAX_EXPLAINED) terminal.out(`${causes.length - MAX_EXPLAINED} more causes, not shrunk`);
    for (const { rule, what } of missed) terminal.out(`never happened: ${what} (${rule})`);
  }
  if (failedRuns > 0) return EXIT.failed;
  return missed.length > 0 ? EXIT.gateMissed : EXIT.passed;
}

interface KeptFailure {
  readonly scenario: string;
  readonly bundle: string;
}

async function keepAll(
  explained: readonly ExplainedFailure[],
  folder: string,
  seed: number,
): Promise<readonly KeptFailure[]> {
  if (explained.length === 0) return [];
  await makeReportFolder(folder);
  const command = smartkeyLine(['explore', '--seed', String(seed)]);
  const info = {
    bench: 'virtual',
    command,
    commit: await commitHere(),
    node: process.version,
    version: PACKAGE_VERSION,
  };
  const kept: KeptFailure[] = [];
  for (const [index, failure] of explained.entries()) {
    const scenario = join(folder, `failure-${index + 1}.yaml`);
    const bundle = join(folder, `failure-${index + 1}.bundle`);
    await writing(scenario, () => replaceFile(scenario, failure.text));
    await keepFailure(bundle, scenario, failure, info);
    kept.push({ scenario, bundle });
  }
  return kept;
}

function summaryLines(report: SwarmReport, seconds: number, isQuiet: boolean): readonly string[] {
  const { seed, runs, steps, vehicleUs, hash, failedRuns } = report;
  const vehicleS = vehicleUs / MICROS_PER_SECOND;
  const verdict = failedRuns === 0 ? 'no rule broken' : `${counted(failedRuns, 'run')} broke a rule`;
  const head = `seed ${seed}: ${counted(runs, 'run', number)}, ${counted(steps, 'step', number)}: ${verdict}`;
  if (isQuiet) return [head];
  const speed = `${number(vehicleS)} s of vehicle time in ${seconds.toFixed(1)} s: ${number(vehicleS / seconds)} times real time`;
  return [head, speed, `hash ${hash}`];
}

function failureLines(failure: ExplainedFailure, kept: KeptFailure | undefined): readonly string[] {
  const { violation, count, stepsBefore, steps, result } = failure;
  const { rule, aspect, oracle, firmware, atUs } = violation;
  const isRepeated = result.verdict === 'fail';
  return [
    '',
    `${rule} broken by ${counted(count, 'run')}: ${aspect}, at ${(atUs / MICROS_PER_SECOND).toFixed(6)} s`,
    `  rules     ${oracle}`,
    `  firmware  ${firmware}`,
    `  shrunk from ${counted(stepsBefore, 'step')} to ${steps}`,
    ...(kept === undefined
      ? []
      : [`  scenario  ${kept.scenario}${isRepeated ? '' : ' (shows the way there; the replay names the rule)'}`]),
    ...(kept === undefined ? [] : [`  repeat    ${smartkeyLine(['replay', pathWord(kept.bundle)])}`]),
  ];
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
