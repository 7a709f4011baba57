import { counted, grouped, isOrAre } from '../../../can-bus/text/counted.ts';
import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { coveragePage } from '../../explore/coverage/coverage-page.ts';
import { readCoverage } from '../../explore/coverage/coverage-file.ts';
import { viewTrace } from '../../report/view-trace.ts';
import { viewerPage } from '../../report/viewer-page.ts';
import type { ViewedCar, ViewerData } from '../../report/viewer-data.ts';
import { isBundle, noBundleOrTrace, withBundle } from '../../run/open-bundle.ts';
import type { SessionBundle } from '../../run/read-session.ts';
import { whyNotRepeated } from '../../run/session-limits.ts';
import { viewBundle } from '../../run/view-bundle.ts';
import { viewSession } from '../../run/view-session.ts';
import { openTrace, TRACE_CHUNK_BYTES } from '../../trace/read-trace.ts';
import { STANDARD_STREAM } from '../../trace/standard-stream.ts';
import { badLines } from '../../trace/trace-remarks.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import { loadProfile } from '../load-profile.ts';
import { openInBrowser } from '../../tool/guided/open-browser.ts';
import { checkDifferentFiles } from '../same-file.ts';
import type { Terminal } from '../terminal.ts';
import { writeOutput } from '../write-output.ts';
import { viewExplainer, type ExplainingOptions } from './explain-view.ts';
import { traceNotes } from './trace-notes.ts';

export interface ViewFlags {
  readonly output?: string;
  /** The flag that names the output, where another command has it. */
  readonly outputFlag?: string;
  readonly open: boolean;
  /** Seconds; from the start where it is absent. */
  readonly from?: number;
  readonly skipBad?: true;
  readonly profile?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** What a browser still opens quickly. */
const LIMITS = { events: 50_000, frames: 200_000 } as const;

/** `smartkey view`: a bundle or a trace as one page, which is opened where somebody looks at the terminal. */
export async function view(
  path: string,
  flags: ViewFlags,
  terminal: Terminal,
  explaining: Omit<ExplainingOptions, 'profile'> = { given: [], description: null },
): Promise<ExitCode> {
  const outputFlag = flags.outputFlag ?? '--output';
  const inputs = [['the input', path] as const, ['--profile', flags.profile] as const];
  checkDifferentFiles(inputs, [[outputFlag, outputOf(path, flags)]]);
  if (path !== STANDARD_STREAM && !existsSync(path)) throw noBundleOrTrace(path);
  const coverage = readCoverage(path);
  if (coverage !== null) {
    refuseWithoutEffect(logFlags(flags), `${path} is the coverage of an exploration, which is shown whole`);
    return await show(path, coveragePage(coverage), { title: 'coverage', notes: [] }, flags, terminal);
  }
  const data = await ((await isBundle(path))
    ? dataOfBundle(path, flags, terminal)
    : dataOfTrace(path, flags, terminal, explaining));
  const shown: ViewerData = { ...data, notes: [...data.notes, ...data.cars.flatMap(omittedNotes)] };
  return await show(path, viewerPage(shown), shown, flags, terminal);
}

function outputOf(path: string, { output }: ViewFlags): string {
  return output ?? `${path === STANDARD_STREAM ? 'trace' : basename(resolve(path))}.html`;
}

type PageFacts = Pick<ViewerData, 'title' | 'notes'> & { readonly verdict?: ViewerData['verdict'] };

/** Writes the page, and opens it where somebody looks at the terminal. */
async function show(
  path: string,
  page: string,
  { title, notes, verdict = null }: PageFacts,
  flags: ViewFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const output = outputOf(path, flags);
  await writeOutput(output, page, flags.outputFlag ?? '--output');
  const isOpened = flags.open && terminal.isInteractive && (await openInBrowser(resolve(output), process.env));
  if (flags.json === true) {
    terminal.out(JSON.stringify({ file: output, title, verdict, notes, opened: isOpened }));
  } else {
    if (flags.quiet !== true) for (const note of notes) terminal.err(`note: ${note}`);
    terminal.out(output);
  }
  return EXIT.passed;
}

function dataOfBundle(path: string, flags: ViewFlags, terminal: Terminal): Promise<ViewerData> {
  return withBundle(path, (open) => {
    if (open.kind === 'session') return dataOfSession(open.session, path, flags, terminal);
    refuseWithoutEffect(
      logFlags(flags),
      `${path} is a bundle, which is run again from its start, with its own profile`,
    );
    return viewBundle(open.bundle, LIMITS);
  });
}

/** The flags for a log only. */
function logFlags({ from, skipBad, profile }: ViewFlags): Readonly<Record<string, unknown>> {
  return { '--from': from, '--skip-bad': skipBad, '--profile': profile };
}

/** The session again where it can be repeated, because then all of the car's state is known; else its trace. */
async function dataOfSession(
  session: SessionBundle,
  path: string,
  flags: ViewFlags,
  terminal: Terminal,
): Promise<ViewerData> {
  const title = basename(path);
  const { from = 0, skipBad, profile } = flags;
  const repeated = from > 0 ? null : await viewSession(session, title, LIMITS);
  if (repeated !== null) {
    refuseWithoutEffect(
      { '--skip-bad': skipBad, '--profile': profile },
      `${path} is a session, which is run again with its own profile`,
    );
    return repeated;
  }
  const data = await dataOfTrace(session.tracePath, flags, terminal, { given: [], description: null });
  const { manifest, refused } = session;
  const limits = [...(refused === null ? [] : [refused]), ...whyNotRepeated(manifest)];
  const reasons = limits.map((reason) => `Shown from the trace, and not run again: ${reason}.`);
  return { ...data, title, notes: [...reasons, ...data.notes] };
}

async function dataOfTrace(
  path: string,
  flags: ViewFlags,
  terminal: Terminal,
  explaining: Omit<ExplainingOptions, 'profile'>,
): Promise<ViewerData> {
  const stats = path === STANDARD_STREAM ? undefined : statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) {
    throw usageError(`${path} is a folder, and no bundle: it has no bundle.json`, 'name a bundle or a trace');
  }
  const profile = await loadProfile(flags.profile);
  const { from = 0 } = flags;
  const fromUs = Math.round(from * MICROS_PER_SECOND);
  const trace = await openTrace(path);
  const viewed = await viewTrace(trace, {
    limits: LIMITS,
    profile,
    fromUs,
    explain: (onlyRules) => viewExplainer({ ...explaining, profile }, onlyRules),
  });
  const { remarks, shownUs, shownFrames, shownEvents } = viewed;
  if (remarks.badCount > 0 && flags.skipBad !== true) {
    for (const line of badLines(remarks, path, 'error')) terminal.err(line);
    throw usageError(
      `${path}: ${remarks.badCount} ${remarks.badCount === 1 ? 'line or block' : 'lines or blocks'} cannot be read`,
      'check that it is a trace; a newer version of this program may have written it. --skip-bad shows the rest',
    );
  }
  if (shownUs === null) {
    const where = fromUs === 0 ? 'has no frame and no event' : `has nothing at ${from} s or later`;
    throw usageError(`${path} ${where}: there is nothing to show`, 'name a log with frames, or an earlier --from');
  }
  return {
    title: path === STANDARD_STREAM ? 'standard input' : basename(path),
    verdict: null,
    facts: [
      ['format', trace.format],
      ['frames', shownFrames.toLocaleString('en-US')],
      ['events', shownEvents.toLocaleString('en-US')],
    ],
    notes: traceNotes(viewed, stats?.size ?? null, TRACE_CHUNK_BYTES),
    steps: [],
    sources: [],
    cars: viewed.cars,
  };
}

/** What of a car found no room in the page. */
function omittedNotes({ timeline, omittedEvents, frames }: ViewedCar): readonly string[] {
  const { car } = timeline;
  return [
    ...(omittedEvents > 0
      ? [`${car}: the last ${counted(omittedEvents, 'event', grouped)} ${isOrAre(omittedEvents)} not shown.`]
      : []),
    ...(frames.omitted > 0
      ? [`${car}: the last ${counted(frames.omitted, 'frame', grouped)} ${isOrAre(frames.omitted)} not shown.`]
      : []),
  ];
}
