import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import { MICROS_PER_MILLI } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { openTrace } from '../../trace/read-trace.ts';
import { playTrace, type PlayFigures } from '../../trace/play-trace.ts';
import { sniffFormat, SNIFFED_BYTES } from '../../trace/trace-format.ts';
import { usageError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import type { ReplayFlags } from './replay.ts';

/** Whether a file is a trace, by its first bytes. */
export function isTraceFile(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const descriptor = openSync(path, 'r');
  try {
    const start = new Uint8Array(SNIFFED_BYTES);
    return sniffFormat(start.subarray(0, readSync(descriptor, start))) !== null;
  } finally {
    closeSync(descriptor);
  }
}

/** `smartkey replay TRACE --bus URL`: the frames of a log onto a bus, with the log's timing. */
export async function replayTrace(path: string, flags: ReplayFlags, terminal: Terminal): Promise<ExitCode> {
  const [bus, ...others] = flags.bus ?? [];
  if (bus === undefined || others.length > 0) {
    throw usageError(
      `${path} is a trace: it is replayed onto one bus`,
      'give --bus once, such as --bus socketcan:vcan0',
    );
  }
  const ids = idsOf(flags.id);
  const trace = await openTrace(path);
  const port = await openClientPort(bus);
  if (flags.quiet !== true) warnOfTrouble(port, (line) => terminal.err(line));
  const clock = new RealClock({ rate: flags.rate });
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const figures = await playTrace(trace.items, {
      port,
      clock,
      wants: ({ id }, source) =>
        (ids === null || ids.has(id)) && (flags.source === undefined || flags.source === source),
      signal: interrupt.signal,
    });
    tell(figures, flags, terminal);
    if (interrupt.signal.aborted) return EXIT.interrupted;
    return figures.refused > 0 ? EXIT.bench : EXIT.passed;
  } finally {
    process.off('SIGINT', onInterrupt);
    clock.close();
    await port.close();
  }
}

function idsOf(text: string | undefined): ReadonlySet<number> | null {
  if (text === undefined) return null;
  const words = text.split(',').map((word) => word.trim().replace(/^0x/i, ''));
  const wrong = words.find((word) => !/^[0-9A-Fa-f]{1,8}$/.test(word));
  if (wrong !== undefined) throw usageError(`--id: "${wrong}" is no CAN id`, 'write hex digits, such as --id 750,7DF');
  return new Set(words.map((word) => Number.parseInt(word, 16)));
}

function tell(figures: PlayFigures, flags: ReplayFlags, terminal: Terminal): void {
  const { sent, refused, spanUs, lateness } = figures;
  // The clock runs at the rate; what is told is real time. A drift is the same by either.
  const realMs = (us: number): number => us / MICROS_PER_MILLI / flags.rate;
  const seconds = realMs(spanUs) / 1000;
  const { driftUsPerMinute } = lateness;
  const driftMsPerMinute = driftUsPerMinute === null ? null : driftUsPerMinute / MICROS_PER_MILLI;
  const [meanLateMs, mostLateMs] = [realMs(lateness.meanLateUs), realMs(lateness.mostLateUs)];
  if (flags.json === true) {
    terminal.out(JSON.stringify({ sent, refused, seconds, driftMsPerMinute, meanLateMs, mostLateMs }));
    return;
  }
  if (refused > 0) terminal.err(`error: the bus did not take ${refused} frames`);
  if (flags.quiet === true) return;
  terminal.out(`${sent} frames in ${seconds.toFixed(3)} s`);
  terminal.out(`${meanLateMs.toFixed(3)} ms late on average, ${mostLateMs.toFixed(3)} ms at most`);
  const drift = driftMsPerMinute === null ? 'too short to tell' : `${driftMsPerMinute.toFixed(4)} ms a minute`;
  terminal.out(`drift: ${drift}`);
}
