import { smartkey } from '../../smartkey.ts';
import type { Subscription } from 'rxjs';
import type { CarHost } from '../../car/host/car-host.ts';
import { NvmFileError } from '../../car/host/nvm-file-error.ts';
import { eventRecordOf } from '../../trace/record-of-car.ts';
import { TraceFile } from '../../trace/trace-file.ts';
import { TraceFileError } from '../../trace/trace-file-error.ts';
import { checkWritable } from '../check-writable.ts';
import { describeError, formatError } from '../describe-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadProfileFields } from '../load-profile.ts';
import type { Terminal } from '../terminal.ts';
import type { WrittenRecording } from './save-recording.ts';
import { onRestart, pathOfCar } from './session-cars.ts';

/** Maximum delay for a reader that follows the trace, such as `tail -f`. */
const FLUSH_MS = 500;

interface SessionOutputFlags {
  readonly trace?: string;
  readonly record?: string;
  readonly profile?: string;
  readonly seed: number;
  readonly quiet?: boolean;
}

/** The stored output of a car's session. */
interface SessionOutput {
  /**
   * Writes everything that is written at the end. Reports errors on stderr.
   *
   * @param hasEnded the car has ended already, because its memory could not be stored
   * @throws NvmFileError after everything is written, where the memory cannot be stored now
   */
  save(hasEnded?: boolean): Promise<ExitCode>;
  /**
   * Runs the written recordings once. It may take long: the car's ports must be closed.
   *
   * @param signal aborted: the check ends, and the recordings are reported as unchecked
   */
  check(signal: AbortSignal): Promise<ExitCode>;
  /** Ends it in any case; may be called again. */
  close(): void;
}

/**
 * Keeps a session from now on, as a trace that is written while it lasts and as a scenario. Each car of the session has
 * files of its own, for each begins at time 0: after a restart they are numbered, `session-2.jsonl`.
 *
 * @throws TraceFileError
 */
export async function startSessionOutput(
  host: CarHost,
  flags: SessionOutputFlags,
  terminal: Terminal,
): Promise<SessionOutput> {
  if (flags.record !== undefined) checkWritable(flags.record, 'recording');
  const profileFields = await loadProfileFields(flags.profile);
  const trace = flags.trace === undefined ? null : new KeptTrace(host, flags.trace, terminal);
  // The language of scenarios is loaded only for a recording.
  const recording =
    flags.record === undefined ? null : new (await import('./kept-recording.ts')).KeptRecording(host, flags.record);
  const close = (): void => {
    trace?.close();
    recording?.close();
  };
  const written: WrittenRecording[] = [];
  const quiet = flags.quiet ?? false;
  return {
    close,
    save: async (hasEnded = false) => {
      const storeError = hasEnded ? null : endCar(host, () => recording?.finish());
      recording?.finish();
      close();
      let code = trace?.exitCode() ?? EXIT.passed;
      // A secret has no place in a scenario, which works with any.
      const profile = Object.fromEntries(Object.entries(profileFields).filter(([name]) => name !== 'passcodeSecret'));
      const head = {
        name: 'A recorded session',
        description: `Recorded with "${smartkey('car --record')}".`,
        profile,
        seed: flags.seed,
        originUs: 0,
      };
      for (const { path, session } of recording?.sessions ?? []) {
        try {
          const { writeRecording } = await import('./save-recording.ts');
          written.push(await writeRecording(session, { path, head, quiet }, terminal));
        } catch (error) {
          // The next one may still be written.
          if (!(error instanceof TraceFileError)) throw error;
          terminal.err(formatError(describeError(error), false).trimEnd());
          code = EXIT.bench;
        }
      }
      if (storeError !== null) throw storeError;
      return code;
    },
    check: async (signal) => {
      let code: ExitCode = EXIT.passed;
      for (const recording of written.splice(0)) {
        const { checkRecording } = await import('./save-recording.ts');
        const checked = await checkRecording(recording, { quiet, signal }, terminal);
        if (checked !== EXIT.passed) code = checked;
      }
      return code;
    },
  };
}

/** @returns why the car's memory could not be stored, which does not concern what is kept of its session */
function endCar(host: CarHost, action: () => void): NvmFileError | null {
  try {
    host.act(action);
    return null;
  } catch (error) {
    if (error instanceof NvmFileError) return error;
    throw error;
  }
}

/**
 * The trace of each car of a session in a file; an error is reported at once, and the car goes on without a trace. Only the
 * first file must open.
 */
class KeptTrace {
  readonly #subscription: Subscription;
  readonly #timer: NodeJS.Timeout;
  readonly #open: (number: number) => TraceFile;
  readonly #report: (trouble: unknown) => void;
  #file: TraceFile;
  #number = 1;
  #hasFailed = false;

  constructor(host: CarHost, path: string, terminal: Terminal) {
    const { calendarStart } = host.car.profile;
    this.#report = (trouble) => {
      this.#hasFailed = true;
      terminal.err(formatError(describeError(trouble), false).trimEnd());
    };
    this.#open = (number) => TraceFile.open(pathOfCar(path, number), { calendarStart, onTrouble: this.#report });
    this.#file = this.#open(1);
    this.#subscription = host.events.subscribe((happened) => {
      if (!('frame' in happened)) this.#file.event(eventRecordOf(happened));
      else this.#file.frame(happened.timeUs, happened.frame, happened.sender, happened.receivedUs);
    });
    this.#subscription.add(onRestart(host, () => this.#beginNext()));
    this.#timer = setInterval(() => this.#file.flush(), FLUSH_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#subscription.unsubscribe();
    this.#closeFile();
  }

  exitCode(): ExitCode {
    return this.#hasFailed ? EXIT.bench : EXIT.passed;
  }

  #beginNext(): void {
    this.#closeFile();
    this.#number++;
    try {
      this.#file = this.#open(this.#number);
    } catch (error) {
      // What is closed takes nothing any more.
      this.#report(error);
    }
  }

  #closeFile(): void {
    // Some file systems report a full disk only here.
    if (this.#file.close() !== null) this.#hasFailed = true;
  }
}
