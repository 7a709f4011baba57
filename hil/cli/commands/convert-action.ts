import { counted } from '../../../can-bus/text/counted.ts';
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import { convertTrace, needsEarliestTime, type Conversion } from '../../trace/convert-trace.ts';
import { earliestTime } from '../../trace/earliest-time.ts';
import { localInstant } from '../../trace/local-date.ts';
import { openTrace } from '../../trace/read-trace.ts';
import { STANDARD_STREAM } from '../../trace/standard-stream.ts';
import { traceFileError } from '../../trace/trace-file-error.ts';
import { ENDINGS_TEXT, formatOfPath, type InputFormat, type TraceFormat } from '../../trace/trace-format.ts';
import { badLines, leftOutLines } from '../../trace/trace-remarks.ts';
import { OperationError, usageError } from '../../../can-bus/errors/operation-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { checkDifferentFiles } from '../same-file.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import type { Terminal } from '../terminal.ts';
import { Interruption } from './interruption.ts';

/** The flags of `smartkey convert`, as commander returns them. */
export interface ConvertFlags {
  readonly from?: InputFormat;
  readonly to?: TraceFormat;
  readonly zero?: boolean;
  readonly ascDate?: boolean;
  readonly skipBad?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * `smartkey convert`. A file that cannot be read to its end leaves no output behind, unless it was merely truncated.
 */
export async function convert(
  input: string,
  output: string,
  flags: ConvertFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const to = flags.to ?? formatOfPath(output);
  if (to === null)
    throw usageError(`${output}: no known file name extension`, `give --to, or an extension: ${ENDINGS_TEXT}`);
  checkDifferentFiles([['IN', input]], [['OUT', output]]);
  if (output !== STANDARD_STREAM)
    checkDifferentFiles([['IN', input]], [['the file that becomes OUT', partialOf(output)]]);
  if (flags.json === true && output === STANDARD_STREAM) {
    throw usageError('--json and the trace cannot both go to standard output', 'name a file, or remove --json');
  }
  const reading = {
    ...(flags.from === undefined ? {} : { format: flags.from }),
    ...(flags.ascDate === true ? { ascOrigin: localInstant } : {}),
  };
  const kind = { to, fromZero: flags.zero === true };
  const earliestUs = needsEarliestTime(kind) ? await earliestTime(input, to === 'jsonl', reading) : null;
  const trace = await openTrace(input, reading);
  if (trace.format !== 'asc' && trace.format !== 'blf') {
    refuseWithoutEffect(
      { '--asc-date': flags.ascDate },
      `${input} is ${trace.format}, and only ASC and BLF have a date`,
    );
  }
  const target = output === STANDARD_STREAM ? new StandardOutput() : new OutputFile(output);
  const interruption = output === STANDARD_STREAM ? null : new Interruption(() => undefined);
  let isGood = false;
  try {
    const { calendarStart } = DEFAULT_PROFILE;
    const converting = convertTrace(trace, {
      ...kind,
      write: (chunk) => target.write(chunk),
      drained: () => target.drained(),
      replaceStart: (bytes) => target.replaceStart(bytes),
      calendarStart,
      earliestUs,
    });
    const conversion = await Promise.race([converting, interrupted(interruption?.signal, output)]);
    isGood = conversion.remarks.badCount === 0 || flags.skipBad === true;
    reportConversion(input, output, conversion, isGood, flags, terminal);
    return isGood ? EXIT.passed : EXIT.usage;
  } finally {
    interruption?.end();
    target.end(isGood);
  }
}

/** @throws OperationError (interrupted) when that happens */
async function interrupted(signal: AbortSignal | undefined, output: string): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => {
    reject(new OperationError('interrupted', `interrupted before ${output} was complete`));
  });
  return promise;
}

function reportConversion(
  input: string,
  output: string,
  conversion: Conversion,
  isGood: boolean,
  flags: ConvertFlags,
  terminal: Terminal,
): void {
  const { frames, eventsLeftOut, renamed, remarks } = conversion;
  for (const line of badLines(remarks, input, isGood ? 'warning' : 'error')) terminal.err(line);
  if (!isGood) terminal.err('hint: no file was written; use --skip-bad to skip these and keep the rest');
  if (flags.json === true) {
    const { passedOver, notKept, badCount: bad, cutOff } = remarks;
    const cut = cutOff === null ? null : { where: cutOff.where, message: cutOff.message };
    const counts = { passedOver: Object.fromEntries(passedOver), notKept: Object.fromEntries(notKept) };
    terminal.out(JSON.stringify({ frames, eventsLeftOut, ...counts, bad, cutOff: cut }));
  } else if (isGood && flags.quiet !== true) {
    for (const line of leftOutLines(remarks)) terminal.err(line);
    for (const [bus, word] of renamed)
      terminal.err(`warning: bus "${bus}" is written as ${word}: the format allows only one word`);
    if (eventsLeftOut > 0) terminal.err(`left out: ${counted(eventsLeftOut, 'event')}, which the format cannot hold`);
    terminal.err(`${counted(frames, 'frame')} to ${output === STANDARD_STREAM ? 'standard output' : output}`);
  }
}

class StandardOutput {
  #isFull = false;

  write(chunk: Uint8Array): void {
    this.#isFull = !process.stdout.write(chunk.slice());
  }

  replaceStart(): void {
    // A stream is not rewritten.
  }

  async drained(): Promise<void> {
    if (this.#isFull) await once(process.stdout, 'drain');
    this.#isFull = false;
  }

  end(): void {
    // The output has already been passed on.
  }
}

/** What OUT is written as until it is complete. */
function partialOf(path: string): string {
  return `${path}.partial`;
}

/** Creates a file that appears only when it is complete; devices and pipes are written to directly. */
class OutputFile {
  readonly #path: string;
  readonly #written: string;
  #descriptor: number;
  #isEnded = false;

  constructor(path: string) {
    this.#path = path;
    try {
      const there = statSync(path, { throwIfNoEntry: false });
      this.#written = there === undefined || there.isFile() ? partialOf(path) : path;
      this.#descriptor = openSync(this.#written, 'w');
    } catch (error) {
      throw traceFileError(path, 'opened', error);
    }
  }

  write(chunk: Uint8Array): void {
    // The conversion was interrupted; the descriptor may be another file's by now.
    if (this.#isEnded) return;
    try {
      for (let done = 0; done < chunk.length;) done += writeSync(this.#descriptor, chunk, done);
    } catch (error) {
      throw traceFileError(this.#path, 'written', error);
    }
  }

  /** Not in a device or pipe. */
  replaceStart(bytes: Uint8Array): void {
    if (this.#isEnded || this.#written === this.#path) return;
    try {
      writeSync(this.#descriptor, bytes, 0, bytes.length, 0);
    } catch (error) {
      throw traceFileError(this.#path, 'written', error);
    }
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  end(isGood: boolean): void {
    this.#isEnded = true;
    closeSync(this.#descriptor);
    if (this.#written === this.#path) return;
    if (isGood) renameSync(this.#written, this.#path);
    else rmSync(this.#written);
  }
}
