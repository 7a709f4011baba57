import { counted, isOrAre } from '../../../can-bus/text/counted.ts';
import { parseBusUrl } from '../../../can-bus/ports/bus-url.ts';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { secondsText } from '../../../can-bus/trace/seconds.ts';
import { playTrace, type PlayFigures } from '../../trace/play-trace.ts';
import { openTrace } from '../../trace/read-trace.ts';
import { MAX_PAUSE_US, type ClockJump } from '../../trace/replay-timeline.ts';
import { surveyReplay, type FrameFilter, type ReplaySurvey } from '../../trace/survey-replay.ts';
import { badLines, leftOutLines } from '../../trace/trace-remarks.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { severalBuses, sourcesOf } from '../several-buses.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import type { ReplayFlags } from './replay-flags.ts';
import { nothingSelected } from './scenario-selection.ts';

/** Real time after the last frame during which the other side may still refuse it. */
const SETTLE_MS = 500;

/** `smartkey replay TRACE --bus URL`: sends the frames of a log to a bus, with the log's timing. */
export async function replayTrace(path: string, flags: ReplayFlags, terminal: Terminal): Promise<ExitCode> {
  const [bus, ...others] = flags.bus ?? [];
  if (bus === undefined || others.length > 0) {
    // A file that cannot be replayed at all is not helped by a bus.
    await openTrace(path);
    throw usageError(
      `${path} is a trace, which is replayed to one bus`,
      'give --bus once, such as --bus socketcan:vcan0',
    );
  }
  const wants = filterOf(flags);
  const survey = await surveyReplay((await openTrace(path)).items, wants);
  check(path, survey, flags, terminal);
  const isUnconfirmed = survey.wantedFd > 0 && parseBusUrl(bus).kind === 'socketcand';
  const port = await openClientPort(bus);
  if (flags.quiet !== true) warnOfTrouble(port, (line) => terminal.err(line));
  const { rate = 1 } = flags;
  const clock = new RealClock({ rate });
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const { items } = await openTrace(path);
    const settleUs = SETTLE_MS * MICROS_PER_MILLI * rate;
    const figures = await playTrace(items, { port, clock, wants, settleUs, signal: interrupt.signal });
    reportFigures(figures, survey, flags, terminal);
    if (interrupt.signal.aborted) return EXIT.interrupted;
    if (figures.refused > 0 || figures.closed !== null) return EXIT.bench;
    if (!isUnconfirmed) return EXIT.passed;
    const { wanted, wantedFd } = survey;
    const unconfirmed = `${wantedFd} of ${counted(wanted, 'frame')} ${isOrAre(wantedFd)} unconfirmed`;
    terminal.err(`warning: socketcand does not report refused CAN FD frames: ${unconfirmed}`);
    return EXIT.inconclusive;
  } finally {
    process.off('SIGINT', onInterrupt);
    clock.close();
    await port.close();
  }
}

function filterOf({ id, source }: ReplayFlags): FrameFilter {
  const ids = idsOf(id);
  const sources = sourcesOf(source);
  return (frame, sender, bus) =>
    (ids === null || ids.has(frame.id)) && (sources === null || sources.has(sender) || sources.has(bus));
}

/**
 * Before anything is sent: reports what a replay cannot do, and where it differs from the log. @throws OperationError
 */
function check(path: string, survey: ReplaySurvey, flags: ReplayFlags, terminal: Terminal): void {
  const { frames, wanted, wantedByBus, jumps, jumpCount, disordered, remarks } = survey;
  const isBad = remarks.badCount > 0 && flags.skipBad !== true;
  for (const line of badLines(remarks, path, isBad ? 'error' : 'warning')) terminal.err(line);
  if (isBad) {
    throw usageError(
      `${path}: ${counted(remarks.badCount, 'line or block')} cannot be read; nothing is sent`,
      'use --skip-bad to skip these and replay the rest',
    );
  }
  if (frames === 0) throw usageError(`${path} has no frame to send`, 'name a log with data or remote frames');
  if (wanted === 0) {
    throw nothingSelected(
      `${path}: none of the ${frames} ${frames === 1 ? 'frame' : 'frames'} is selected`,
      'check --id and --source',
    );
  }
  if (wantedByBus.size > 1 && flags.source === undefined) throw severalBuses(path, wantedByBus);
  if (flags.quiet !== true) for (const line of leftOutLines(remarks, ['error-state', 'raw-dlc'])) terminal.err(line);
  for (const jump of jumps) terminal.err(`warning: ${jumpText(jump)}`);
  if (jumpCount > jumps.length) terminal.err(`warning: and ${jumpCount - jumps.length} more jumps`);
  if (disordered > 0) {
    terminal.err(
      `warning: ${counted(disordered, 'frame')} ${disordered === 1 ? 'comes' : 'come'} after later ones in the log, sent at once`,
    );
  }
}

function jumpText({ place, fromUs, toUs }: ClockJump): string {
  const times = `from ${secondsText(fromUs)} s to ${secondsText(toUs)} s`;
  const what = toUs < fromUs ? 'goes back' : `goes on by more than ${MAX_PAUSE_US / MICROS_PER_SECOND} s`;
  return `the log's clock ${what} before frame ${place}, ${times}; the frame follows at once, and time continues from there`;
}

function idsOf(text: string | undefined): ReadonlySet<number> | null {
  if (text === undefined) return null;
  const words = text.split(',').map((word) => word.trim().replace(/^0x/i, ''));
  const wrong = words.find((word) => !/^[0-9A-Fa-f]{1,8}$/.test(word));
  if (wrong !== undefined)
    throw usageError(`--id: "${wrong}" is not a CAN id`, 'write hex digits, such as --id 750,7DF');
  return new Set(words.map((word) => Number.parseInt(word, 16)));
}

function reportFigures(figures: PlayFigures, survey: ReplaySurvey, flags: ReplayFlags, terminal: Terminal): void {
  const { sent, refused, reasons, closed, spanUs, lateness } = figures;
  // The clock runs at the rate; the report is in real time. A drift is the same in both.
  const realMs = (us: number): number => us / MICROS_PER_MILLI / (flags.rate ?? 1);
  const seconds = realMs(spanUs) / 1000;
  const { driftUsPerMinute } = lateness;
  const driftMsPerMinute = driftUsPerMinute === null ? null : driftUsPerMinute / MICROS_PER_MILLI;
  const [meanLateMs, mostLateMs] = [realMs(lateness.meanLateUs), realMs(lateness.mostLateUs)];
  if (flags.json === true) {
    const counts = { sent, refused, reasons: Object.fromEntries(reasons), closed, clockJumps: survey.jumpCount };
    const leftOut = { disordered: survey.disordered, bad: survey.remarks.badCount };
    terminal.out(JSON.stringify({ ...counts, ...leftOut, seconds, driftMsPerMinute, meanLateMs, mostLateMs }));
    return;
  }
  for (const [reason, count] of reasons) {
    terminal.err(
      `error: ${count} of ${counted(survey.wanted, 'frame')} ${count === 1 ? 'was' : 'were'} refused: ${reason}`,
    );
  }
  if (closed !== null) {
    terminal.err(`error: the bus was lost after ${sent} of ${counted(survey.wanted, 'frame')}: ${closed}`);
  }
  if (flags.quiet === true) return;
  terminal.out(`${counted(sent, 'frame')} in ${seconds.toFixed(3)} s`);
  terminal.out(`${meanLateMs.toFixed(3)} ms late on average, ${mostLateMs.toFixed(3)} ms at most`);
  const drift = driftMsPerMinute === null ? 'too short to measure' : `${driftMsPerMinute.toFixed(4)} ms a minute`;
  terminal.out(`drift: ${drift}`);
}
