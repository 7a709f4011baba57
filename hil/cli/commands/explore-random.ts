import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { coverageFile, missedSometimes, writeCoverage } from '../../explore/coverage/coverage-file.ts';
import { explainFailure, groupByCause, type ExplainedFailure } from '../../explore/failure/explain-failure.ts';
import { keepFailure } from '../../explore/failure/failure-bundle.ts';
import { exploreSwarm, type SwarmReport } from '../../explore/swarm/explore-swarm.ts';
import { commitHere, PACKAGE_VERSION } from '../../run/run-info.ts';
import { smartkeyLine } from '../../smartkey.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ExploreFlags } from './explore-flags.ts';
import { Interruption } from './interruption.ts';
import { DEFAULT_REPORT_FOLDER } from './run-action.ts';

/** A cause more is counted, and not shrunk. */
const MAX_EXPLAINED = 8;
const PROGRESS_US = 5 * MICROS_PER_SECOND;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `smartkey explore --seed`. @throws OperationError (usage) for a budget that is none */
export async function exploreRandomly(flags: ExploreFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.runs !== undefined && flags.budget !== undefined) {
    throw usageError('--budget does not go with --runs', 'give a duration, or a number of runs');
  }
  const seed = flags.seed ?? 1;
  const budgetUs = flags.runs === undefined ? budgetOf(flags.budget ?? '60s') : null;
  const interruption = new Interruption(() => terminal.err('interrupted: reporting what has been explored so far'));
  const clock = new RealClock();
  const startUs = clock.nowUs();
  const isDue = (): boolean => budgetUs !== null && clock.nowUs() - startUs >= budgetUs;
  try {
    const report = await exploreSwarm({
      seed,
      jobs: flags.jobs ?? 1,
      runs: flags.runs ?? null,
      goesOn: async () => {
        // Lets Ctrl-C be processed between two groups.
        await setImmediate();
        return !interruption.signal.aborted && !isDue();
      },
      onGroup: progressOf(terminal, flags, clock),
    });
    const seconds = (clock.nowUs() - startUs) / MICROS_PER_SECOND;
    const code = await conclude(report, flags, terminal, seconds);
    return interruption.signal.aborted && code !== EXIT.failed ? EXIT.interrupted : code;
  } finally {
    interruption.end();
  }
}

async function conclude(
  report: SwarmReport,
  flags: ExploreFlags,
  terminal: Terminal,
  seconds: number,
): Promise<ExitCode> {
  const causes = groupByCause(report.failures);
  const explained: ExplainedFailure[] = [];
  for (const [index, failures] of causes.slice(0, MAX_EXPLAINED).entries()) {
    const one = await explainFailure(failures, `failure-${index + 1}.yaml`);
    if (one !== null) explained.push(one);
  }
  const folder = join(DEFAULT_REPORT_FOLDER, 'explore');
  const kept = await keepAll(explained, folder, flags);
  const coverage = coverageFile(report);
  if (flags.coverage !== undefined) await writeCoverage(flags.coverage, coverage);
  // A run that ends early because it broke a rule reaches less.
  const missed = report.failures.length > 0 ? [] : missedSometimes(coverage);
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
  if (report.failures.length > 0) return EXIT.failed;
  return missed.length > 0 ? EXIT.gateMissed : EXIT.passed;
}

interface KeptFailure {
  readonly scenario: string;
  readonly bundle: string;
}

async function keepAll(
  explained: readonly ExplainedFailure[],
  folder: string,
  flags: ExploreFlags,
): Promise<readonly KeptFailure[]> {
  if (explained.length === 0) return [];
  await mkdir(folder, { recursive: true });
  const seed = String(flags.seed ?? 1);
  const command = smartkeyLine(['explore', '--seed', seed]);
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
    await writeFile(scenario, failure.text);
    await keepFailure(bundle, scenario, failure, info);
    kept.push({ scenario, bundle });
  }
  return kept;
}

function summaryLines(report: SwarmReport, seconds: number, isQuiet: boolean): readonly string[] {
  const { seed, runs, steps, vehicleUs, hash, failures } = report;
  const vehicleS = vehicleUs / MICROS_PER_SECOND;
  const verdict = failures.length === 0 ? 'no rule broken' : `${failures.length} runs broke a rule`;
  const head = `seed ${seed}: ${number(runs)} runs, ${number(steps)} steps: ${verdict}`;
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
    `${rule} broken by ${count} ${count === 1 ? 'run' : 'runs'}: ${aspect}, at ${(atUs / MICROS_PER_SECOND).toFixed(6)} s`,
    `  rules     ${oracle}`,
    `  firmware  ${firmware}`,
    `  shrunk from ${stepsBefore} steps to ${steps}`,
    ...(kept === undefined
      ? []
      : [`  scenario  ${kept.scenario}${isRepeated ? '' : ' (shows the way there; the replay names the rule)'}`]),
    ...(kept === undefined ? [] : [`  repeat    ${smartkeyLine(['replay', kept.bundle])}`]),
  ];
}

function progressOf(terminal: Terminal, flags: ExploreFlags, clock: RealClock): () => void {
  if (flags.json === true || flags.quiet === true || !terminal.isInteractive) return () => undefined;
  let groups = 0;
  let nextUs = clock.nowUs() + PROGRESS_US;
  return () => {
    groups += 1;
    if (clock.nowUs() < nextUs) return;
    nextUs = clock.nowUs() + PROGRESS_US;
    terminal.err(`${number(groups)} groups of runs`);
  };
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `90s`, `10m`, `1h`. @throws OperationError (usage) */
export function budgetOf(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([smh])$/.exec(text.trim()) ?? [];
  const seconds = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(seconds) || seconds <= 0) {
    throw usageError(`--budget takes a duration, not "${text}"`, 'write 90s, 10m or 1h, or give --runs N');
  }
  return seconds * MICROS_PER_SECOND;
}
