import { join } from 'node:path';

import { decodeText } from '../../../can-bus/text/decode-text.ts';
import { readInput, unreadable } from '../../read-input.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { countsAgainst } from '../../report/counted.ts';
import { judged, type RunInfo, type RunReport } from '../../report/run-report.ts';
import { interruptionLines } from '../../campaign/progress.ts';
import { RunArtifacts } from '../../run/run-artifacts.ts';
import { Quarantine } from '../../run/quarantine.ts';
import { runAll, type AllRuns, type RunAllOptions } from '../../run/run-all.ts';
import { commitHere, PACKAGE_VERSION } from '../../run/run-info.ts';
import { runSameness } from '../../run/run-part.ts';
import { planRuns, type PlannedRun } from '../../run/run-plan.ts';
import { createRunner, type Runner } from '../../run/runner.ts';
import type { ProfileFields, Scenario } from '../../scenario/scenario.ts';
import { docPage, smartkey } from '../../smartkey.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import type { ExitCode } from '../exit-code.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import { loadProfile, loadProfileFields } from '../load-profile.ts';
import { checkDifferentFiles } from '../same-file.ts';
import type { Terminal } from '../terminal.ts';
import { VIRTUAL_BENCH, type Bench } from '../../bench/bench-file.ts';
import { findBench } from '../../bench/open-bench.ts';
import { ScenarioFileError } from '../../scenario/scenario-problem.ts';
import { mergeProfileFields } from '../../scenario/profile-fields.ts';
import { Interruption } from './interruption.ts';
import { canonicalCommand, typedCommand } from './canonical-command.ts';
import { repeatCommand } from './repeat-command.ts';
import { concludeRun, reportResult } from './run-conclusion.ts';
import { checkReportFolder, tryWriting } from './run-reports.ts';
import { checkQueueFlags, checkShardFlags, optionsOf, RunShare, shardFolder } from './run-share.ts';
import { removePart } from './write-part.ts';
import { DEFAULT_GUARD_S, DEFAULT_REPORT_FOLDER, type RunFlags } from './run-flags.ts';
import { nothingSelected, selectOrExplain } from './scenario-selection.ts';

/** Limits per scenario in the report; its bundle and its trace are complete. */
const REPORT_LIMITS = { events: 3000, frames: 500 } as const;

/**
 * `smartkey run`: runs everything selected, in the order of the arguments. Nothing runs if one of the files is invalid.
 */
export async function runScenarios(
  selection: readonly string[],
  flags: RunFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  checkBench(flags);
  const { profile, quarantine, durations, summary } = flags;
  const inputs = [...selection.map((path) => ['the scenario', path] as const), ['--profile', profile] as const];
  checkDifferentFiles(
    [...inputs, ['--quarantine', quarantine], ['--durations', durations], ['--bench', flags.bench]],
    [['--summary', summary]],
  );
  checkShardFlags(flags);
  if (selection.length === 0 && flags.tag === undefined) {
    throw nothingSelected('no scenarios selected', `name files, folders or tags: ${smartkey('run scenarios')}`);
  }
  const bench = await benchOf(flags);
  checkQueueFlags(flags, bench);
  if (flags.queue !== undefined) return runSelection(selection, { flags, bench, place: flags.queue }, terminal);
  // Threads start while the files are read here.
  const place = createRunner(flags.jobs ?? 1);
  try {
    return await runSelection(selection, { flags, bench, place }, terminal);
  } finally {
    const runner = await place;
    await runner.close();
  }
}

async function runSelection(
  selection: readonly string[],
  { flags, bench, place }: Pick<RunSetting, 'flags' | 'bench' | 'place'>,
  terminal: Terminal,
): Promise<ExitCode> {
  const profile = mergeProfileFields(bench.profile, await profileFieldsOf(flags.profile));
  const scenarios = withTags(await selectOrExplain(selection, 'run'), flags.tag);
  const quarantine = await quarantineOf(flags.quarantine, scenarios, terminal);
  const clock = new RealClock();
  const startUs = clock.nowUs();
  const info = await infoOf(flags, bench.name);
  const whole = planRuns(scenarios, flags.repeat ?? 1);
  const { shard } = flags;
  const share = shard === undefined ? null : RunShare.of(shard, flags, { info, plan: whole, bench, profile });
  const folder = reportFolderOf(flags);
  const troubles = [...(await checkReportFolder(shard === undefined ? flags.report : folder, terminal))];
  const kept = new RunArtifacts(runArtifactsOptions(flags, folder, profile, info));
  if (shard !== undefined || flags.report !== undefined) troubles.push(...(await tryWriting(() => removePart(folder))));
  await kept.open();
  const setting = { flags, info, bench, profile, quarantine, kept, place };
  const runs = await runSelected(share?.plan ?? whole, setting, terminal);
  // Which share of the rules all shards cover is seen when they are merged.
  const coverageGate = share === null ? (flags.coverageGate ?? null) : null;
  const durationMs = (clock.nowUs() - startUs) / 1000;
  const report: RunReport = { info: { ...info, durationMs }, ...runs, coverageGate };
  await kept.close();
  troubles.push(...kept.troubles);
  if (share !== null) troubles.push(...(await leavePart(share, folder, report, flags, terminal)));
  return concludeRun(report, flags, terminal, { troubles, sources: null });
}

/** The one of this machine, or one of a queue for just this plan. */
async function withRunner<Result>(
  plan: readonly PlannedRun[],
  { flags, info, bench, profile, place }: RunSetting,
  terminal: Terminal,
  signal: AbortSignal,
  use: (runner: Runner) => Promise<Result>,
): Promise<Result> {
  if (typeof place !== 'string') return use(await place);
  const { openQueueRunner } = await import('./queue-run.ts');
  const sameness = runSameness({ info, plan, bench, profile, options: optionsOf(flags), durations: null });
  const views = String(flags.report !== undefined);
  const queue = await openQueueRunner(place, { ...sameness, views }, flags, terminal);
  try {
    return await use(queue);
  } finally {
    await queue.close();
    if (signal.aborted) terminal.err(interruptionLines(queue.counts));
  }
}

/** @returns what could not be written, in words */
async function leavePart(
  share: RunShare,
  folder: string,
  report: RunReport,
  flags: RunFlags,
  terminal: Terminal,
): Promise<readonly string[]> {
  if (report.endedBy !== null) {
    terminal.err('no part is written: this shard is incomplete; run it again');
    return [];
  }
  return tryWriting(() => share.write(folder, report, flags, terminal));
}

interface RunSetting {
  readonly flags: RunFlags;
  readonly info: RunInfo;
  readonly bench: Bench;
  readonly profile: ProfileFields;
  readonly quarantine: Quarantine;
  readonly kept: RunArtifacts;
  /** Where scenarios run: on this machine, or on the queue with this URL. */
  readonly place: Promise<Runner> | string;
}

async function runSelected(plan: readonly PlannedRun[], setting: RunSetting, terminal: Terminal): Promise<AllRuns> {
  const { flags, bench, profile, quarantine, kept, place } = setting;
  // On a queue all begin at once, and wait there.
  const jobs = Math.max(1, typeof place === 'string' ? plan.length : Math.min(flags.jobs ?? 1, plan.length));
  const interruption = new Interruption(() =>
    terminal.err('interrupted: reporting the results so far; press Ctrl-C again to stop at once'),
  );
  let bad = 0;
  try {
    const options: RunAllOptions = {
      seed: flags.seed ?? null,
      bench,
      profile,
      guardUs: guardOf(flags, bench),
      view: flags.report === undefined && flags.shard === undefined ? null : REPORT_LIMITS,
      jobs,
      retry: flags.retry ?? 0,
      failFast: flags.failFast === true,
      tracePathOf: (planned) => kept.tracePathOf(planned),
      traceRecords: kept.traceRecords,
      quarantineOf: (scenario) => quarantine.reasonFor(scenario) ?? scenario.quarantine,
      repeatOf: (result) => repeatCommand(result, flags),
      keep: (planned, outcome, attempt) => kept.keep(planned, outcome, attempt),
      onStart: ({ scenario }, index) => {
        if (typeof place === 'string') return;
        const soFar = bad === 0 ? '' : `, ${bad} not passed`;
        terminal.progress(`${index + 1} of ${plan.length}${soFar}: ${scenario.name}`);
      },
      onResult: (entry) => {
        if (countsAgainst(judged(entry))) bad += 1;
        reportResult(entry, flags, terminal);
      },
      signal: interruption.signal,
    };
    return await withRunner(plan, setting, terminal, interruption.signal, (runner) => runAll(plan, runner, options));
  } finally {
    interruption.end();
  }
}

/** What takes long on a bench in real time may be meant to: there a guard has to be given. */
function guardOf({ guard }: RunFlags, bench: Bench): Micros | null {
  const seconds = guard ?? (bench.bus === null ? DEFAULT_GUARD_S : null);
  return seconds === null ? null : seconds * MICROS_PER_SECOND;
}

function checkBench({ bus, time, bench, rate = 1 }: RunFlags): void {
  if (bench !== undefined) refuseWithoutEffect({ '--bus': bus }, 'the bench names the bus');
  const other = bus?.find((url) => url !== 'virtual');
  if (other !== undefined) {
    throw usageError(
      `scenarios cannot run on the bus ${other}`,
      'name the bus in a bench file: give --bench FILE, or a name from scenarios/benches',
    );
  }
  if (time === 'real') {
    throw usageError(
      '--time real: the bench decides whether time is virtual or real',
      'remove --time, and give --bench loopback, which runs in real time, or a bench file of your own',
    );
  }
  if (rate !== 1) {
    throw usageError(
      `--rate ${rate}: the bench decides how fast time is`,
      `remove --rate, and give --bench FILE: a bench file with a bus and "rate: ${rate}"`,
    );
  }
}

/** @throws OperationError (usage) for a bench that does not exist, or whose file is invalid */
async function benchOf({ bench, jobs }: RunFlags): Promise<Bench> {
  if (bench === undefined) return VIRTUAL_BENCH;
  try {
    const found = await findBench(bench, process.cwd());
    if (found.bus === null || (jobs ?? 1) === 1) return found;
  } catch (error) {
    if (error instanceof ScenarioFileError)
      throw usageError(error.message, `${docPage('benches.md')} describes benches`);
    throw error;
  }
  throw usageError(`--jobs ${jobs ?? 1}: the bench ${bench} has one bus`, 'remove --jobs');
}

async function profileFieldsOf(path: string | undefined): Promise<ProfileFields> {
  // Refuses an invalid profile, naming the field; its fields are combined with each scenario's.
  await loadProfile(path);
  return loadProfileFields(path);
}

function withTags(scenarios: readonly Scenario[], tags: readonly string[] | undefined): readonly Scenario[] {
  if (tags === undefined) return scenarios;
  const wanted = tags.map((tag) => tag.replace(/^@/, ''));
  const tagged = scenarios.filter((scenario) => scenario.tags.some((tag) => wanted.includes(tag)));
  if (tagged.length === 0 && scenarios.length > 0) {
    const message = `${scenarios.length === 1 ? 'the scenario does not have' : `none of the ${scenarios.length} scenarios has`} the tag ${wanted.join(' or ')}`;
    throw nothingSelected(message, `use "${smartkey('list')}" to show all tags`);
  }
  return tagged;
}

async function quarantineOf(
  path: string | undefined,
  scenarios: readonly Scenario[],
  terminal: Terminal,
): Promise<Quarantine> {
  if (path === undefined) return Quarantine.NONE;
  let text: string;
  try {
    text = decodeText(readInput(path));
  } catch (error) {
    throw usageError(unreadable('quarantine', path, error), 'check the file given with --quarantine');
  }
  const quarantine = await Quarantine.read(text, path);
  for (const { entry, meant } of quarantine.strangers(scenarios)) {
    const hint = meant === null ? '' : `; did you mean ${meant}?`;
    terminal.err(`quarantine ${path}: no selected scenario matches ${entry}${hint}`);
  }
  return quarantine;
}

async function infoOf(flags: RunFlags, bench: string): Promise<RunInfo> {
  const args = process.argv.slice(2);
  return {
    command: flags.shard === undefined && flags.reproducible !== true ? typedCommand(args) : canonicalCommand(args),
    version: PACKAGE_VERSION,
    commit: await commitHere(),
    node: process.version,
    platform: process.platform,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    seed: flags.seed ?? null,
    profile: flags.profile ?? null,
    bench,
    jobs: flags.jobs ?? 1,
  };
}

/** Of a shard a folder of its own: those of all shards can lie beside each other. */
function reportFolderOf({ report, shard }: RunFlags): string {
  if (report !== undefined || shard === undefined) return report ?? DEFAULT_REPORT_FOLDER;
  return join(DEFAULT_REPORT_FOLDER, shardFolder('run', shard));
}

function runArtifactsOptions(
  flags: RunFlags,
  reportFolder: string,
  profile: ProfileFields,
  info: RunInfo,
): ConstructorParameters<typeof RunArtifacts>[0] {
  const { trace } = flags;
  const traceFolder =
    trace === undefined || trace === 'on-failure' ? null : trace === 'always' ? join(reportFolder, 'traces') : trace;
  return {
    reportFolder,
    bundleFolder: flags.bundle === false ? null : join(reportFolder, 'bundles'),
    traceFolder,
    profile,
    info,
    repeatOf: (result) => repeatCommand(result, flags),
  };
}
