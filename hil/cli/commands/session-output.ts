import { join, parse } from 'node:path';
import { smartkey } from '../../smartkey.ts';
import type { Subscription } from 'rxjs';
import type { CarHost } from '../../car/host/car-host.ts';
import { carStateOf } from '../../car/car-state.ts';
import type { RecordedSession } from '../../record/recorded-step.ts';
import { SessionRecorder } from '../../record/session-recorder.ts';
import { eventRecordOf, recordOf } from '../../trace/record-of-car.ts';
import { TraceFile } from '../../trace/trace-file.ts';
import { describeError, formatError } from '../describe-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadProfileFields } from '../load-profile.ts';
import type { Terminal } from '../terminal.ts';
import { saveRecording } from './save-recording.ts';

/** Longest delay for a reader that follows the trace, such as `tail -f`. */
const FLUSH_MS = 500;

interface SessionOutputFlags {
  readonly trace?: string;
  readonly record?: string;
  readonly profile?: string;
  readonly seed: number;
  readonly quiet?: boolean;
}

/** What is kept of a car's session. */
interface SessionOutput {
  /** The session ends well: writes what is to be written at the end. Reports errors on stderr. */
  save(): Promise<ExitCode>;
  /** Ends it, however the session ended; may be called again. */
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
  const profileFields = await loadProfileFields(flags.profile);
  const trace = flags.trace === undefined ? null : new KeptTrace(host, flags.trace, terminal);
  const recording = flags.record === undefined ? null : new KeptRecording(host, flags.record);
  const close = (): void => {
    trace?.close();
    recording?.close();
  };
  return {
    close,
    save: async () => {
      host.act(() => recording?.finish());
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
        const options = { path, head, check: true, quiet: flags.quiet ?? false };
        const saved = await saveRecording(session, options, terminal);
        if (saved !== EXIT.passed) code = saved;
      }
      return code;
    },
  };
}

/** The file of a session's car: the first one has the name as it is. */
function pathOfCar(path: string, number: number): string {
  if (number === 1) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${number}${ext}`);
}

/** Calls back when a fresh car has taken the place of the one before, and has done nothing yet. */
function onRestart(host: CarHost, action: () => void): Subscription {
  return host.hostEvents.subscribe(({ event }) => {
    if (event === 'car-restarted') action();
  });
}

/** What is recorded of each car of a session. */
class KeptRecording {
  readonly sessions: { readonly path: string; readonly session: RecordedSession }[] = [];
  readonly #host: CarHost;
  readonly #path: string;
  readonly #subscription: Subscription;
  #recorder: SessionRecorder;

  constructor(host: CarHost, path: string) {
    this.#host = host;
    this.#path = path;
    this.#recorder = this.#begin();
    this.#subscription = host.events.subscribe((happened) => this.#recorder.take(recordOf(happened)));
    this.#subscription.add(host.ending.subscribe(() => this.finish()));
    this.#subscription.add(onRestart(host, () => (this.#recorder = this.#begin())));
  }

  /** The car is at its last instant. */
  finish(): void {
    const path = pathOfCar(this.#path, this.sessions.length + 1);
    this.sessions.push({ path, session: this.#recorder.finish(carStateOf(this.#host.car)) });
  }

  close(): void {
    this.#subscription.unsubscribe();
  }

  #begin(): SessionRecorder {
    return new SessionRecorder(this.#host.car.profile, carStateOf(this.#host.car));
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
