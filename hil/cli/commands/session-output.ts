import { smartkey } from '../../smartkey.ts';
import type { Subscription } from 'rxjs';
import type { CarHost } from '../../car/host/car-host.ts';
import { carStateOf } from '../../car/car-state.ts';
import { SessionRecorder } from '../../record/session-recorder.ts';
import { eventRecordOf, recordOf } from '../../trace/record-of-car.ts';
import { TraceFile } from '../../trace/trace-file.ts';
import { describeError, formatError } from '../describe-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadProfileFields } from '../load-profile.ts';
import type { Terminal } from '../terminal.ts';
import { saveRecording } from './save-recording.ts';

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
  /** The session ends normally: writes everything that is written at the end. Reports errors on stderr. */
  save(): Promise<ExitCode>;
  /** Ends it in any case; may be called again. */
  close(): void;
}

/** Records a session from now on, as a trace that is written continuously and as a scenario. @throws TraceFileError */
export async function startSessionOutput(
  host: CarHost,
  flags: SessionOutputFlags,
  terminal: Terminal,
): Promise<SessionOutput> {
  const profileFields = await loadProfileFields(flags.profile);
  const trace = flags.trace === undefined ? null : new KeptTrace(host, flags.trace, terminal);
  const recorder = flags.record === undefined ? null : recordFrom(host);
  const close = (): void => {
    trace?.close();
    recorder?.subscription.unsubscribe();
  };
  return {
    close,
    save: async () => {
      const final = host.act(carStateOf);
      close();
      const traceCode = trace?.exitCode() ?? EXIT.passed;
      if (recorder === null || flags.record === undefined) return traceCode;
      // A scenario must not contain a secret; it works with any.
      const profile = Object.fromEntries(Object.entries(profileFields).filter(([name]) => name !== 'passcodeSecret'));
      const head = {
        name: 'A recorded session',
        description: `Recorded with "${smartkey('car --record')}".`,
        profile,
        seed: flags.seed,
        originUs: 0,
      };
      const options = { path: flags.record, head, check: true, quiet: flags.quiet ?? false };
      const code = await saveRecording(recorder.recorder.finish(final), options, terminal);
      return code === EXIT.passed ? traceCode : code;
    },
  };
}

function recordFrom(host: CarHost): { readonly recorder: SessionRecorder; readonly subscription: Subscription } {
  const recorder = new SessionRecorder(host.car.profile, carStateOf(host.car));
  return { recorder, subscription: host.events.subscribe((happened) => recorder.take(recordOf(happened))) };
}

/** A car's trace in a file; a write error is reported at once, and the car continues without a trace. */
class KeptTrace {
  readonly #file: TraceFile;
  readonly #subscription: Subscription;
  readonly #timer: NodeJS.Timeout;

  constructor(host: CarHost, path: string, terminal: Terminal) {
    const { calendarStart } = host.car.profile;
    this.#file = TraceFile.open(path, {
      calendarStart,
      onTrouble: (trouble) => terminal.err(formatError(describeError(trouble), false).trimEnd()),
    });
    this.#subscription = host.events.subscribe((happened) => {
      if (!('frame' in happened)) this.#file.event(eventRecordOf(happened));
      else this.#file.frame(happened.timeUs, happened.frame, happened.sender, happened.receivedUs);
    });
    this.#timer = setInterval(() => this.#file.flush(), FLUSH_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#subscription.unsubscribe();
    this.#file.close();
  }

  exitCode(): ExitCode {
    return this.#file.trouble === null ? EXIT.passed : EXIT.bench;
  }
}
