import { smartkey } from '../../smartkey.ts';
import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanPort } from '../../../can-bus/ports/can-port.ts';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import type { CarState } from '../../view/car-view.ts';
import { BusListener } from '../../record/bus-listener.ts';
import { carEvents, nothingRecorded } from '../../record/car-events.ts';
import { SessionRecorder } from '../../record/session-recorder.ts';
import { httpAddress } from '../../http/http-address.ts';
import { STATE } from '../../server/answers.ts';
import { callCar } from '../../tool/call-car.ts';
import { openTrace } from '../../trace/read-trace.ts';
import { TraceFile } from '../../trace/trace-file.ts';
import { isEvent, isRecord, type TraceRecord } from '../../trace/trace-record.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { checkWritable } from '../check-writable.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import { loadProfile, loadProfileFields } from '../load-profile.ts';
import { outputLoss } from '../output-loss.ts';
import { checkDifferentFiles } from '../same-file.ts';
import { checkSources, severalBuses, sourcesOf } from '../several-buses.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import { Interruption } from './interruption.ts';
import { checkRecording, writeRecording } from './save-recording.ts';

/** The flags of `smartkey record`, as commander returns them. */
export interface RecordFlags {
  readonly bus?: readonly string[];
  readonly car?: string;
  readonly from?: string;
  readonly source?: string;
  readonly out: string;
  readonly trace?: string;
  readonly name: string;
  readonly profile?: string;
  readonly check: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Earliest time of the scenario's first step: its car has booted by then. */
const HEAD_ROOM_US: Micros = 100 * MICROS_PER_MILLI;

/** `smartkey record`: listens until Ctrl-C, or until the source ends, and writes the scenario. */
export async function runRecord(flags: RecordFlags, terminal: Terminal): Promise<ExitCode> {
  const sources = [flags.car, flags.from, flags.bus?.[0]].filter((source) => source !== undefined);
  if (sources.length !== 1 || (flags.bus?.length ?? 0) > 1) {
    const hint = `give one of --car, --bus and --from; "${smartkey('car --record FILE')}" starts a car and records it`;
    throw usageError('record needs exactly one source', hint);
  }
  checkDifferentFiles(
    [
      ['--from', flags.from],
      ['--profile', flags.profile],
    ],
    [
      ['--out', flags.out],
      ['--trace', flags.trace],
    ],
  );
  checkWritable(flags.out, 'recording');
  if (flags.from === undefined) {
    refuseWithoutEffect({ '--source': flags.source }, 'it chooses a bus of a log, and there is no --from');
  }
  const profile = await loadProfile(flags.profile);
  const trace =
    flags.trace === undefined ? null : TraceFile.open(flags.trace, { calendarStart: profile.calendarStart });
  const listener = new Listener(profile, trace);
  let final: CarState | null;
  try {
    final = await listen(flags, listener, profile, terminal);
  } finally {
    const trouble = trace?.close() ?? null;
    if (trouble !== null) terminal.err(`error: ${trouble.message}`);
  }
  // From here on a signal ends the check.
  const interruption = new Interruption(() => undefined);
  try {
    return await save(flags, listener, final, interruption.signal, terminal);
  } finally {
    interruption.end();
  }
}

/** Passes received records to the recorder and to the trace. */
class Listener {
  readonly #profile: Profile;
  readonly #trace: TraceFile | null;
  #recorder: SessionRecorder;
  #firstUs: Micros | null = null;
  initial: CarState | null = null;

  constructor(profile: Profile, trace: TraceFile | null) {
    this.#profile = profile;
    this.#trace = trace;
    this.#recorder = new SessionRecorder(profile, null);
  }

  get recorder(): SessionRecorder {
    return this.#recorder;
  }

  /** The instant that becomes time 0 of the scenario. A car that has just started keeps its own. */
  get originUs(): Micros {
    return Math.max(0, (this.initial?.timeUs ?? this.#firstUs ?? 0) - HEAD_ROOM_US);
  }

  beginWith(initial: CarState): void {
    this.initial = initial;
    this.#recorder = new SessionRecorder(this.#profile, initial);
  }

  take(record: TraceRecord): void {
    const { timeUs } = record;
    this.#firstUs = Math.min(this.#firstUs ?? timeUs, timeUs);
    this.#recorder.take(record);
    if (record.kind === 'frame') this.#trace?.frame(timeUs, record.frame, record.source);
    else this.#trace?.event(record);
  }
}

/** @returns the car's state at the end; null where it is unknown */
async function listen(
  flags: RecordFlags,
  listener: Listener,
  profile: Profile,
  terminal: Terminal,
): Promise<CarState | null> {
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  outputLoss.subscribe(onInterrupt);
  if (flags.from !== undefined) return fromTrace(flags.from, flags.source, listener, profile, terminal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onInterrupt);
  process.on('SIGHUP', onInterrupt);
  try {
    if (flags.car !== undefined) return await fromCar(flags.car, listener, interrupt.signal, terminal);
    await fromBus(flags, listener, profile, interrupt.signal, terminal);
    return null;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onInterrupt);
  }
}

async function fromCar(
  url: string,
  listener: Listener,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<CarState | null> {
  const base = httpAddress(url, 'car').origin;
  listener.beginWith(await firstState(base, signal));
  terminal.err(`listening to the car at ${base}; stop with Ctrl-C`);
  for await (const item of carEvents(base, signal)) {
    if (isRecord(item)) listener.take(item);
    else if (item.kind === 'bad') terminal.err(`warning: ${item.where} cannot be decoded: ${item.message}`);
  }
  if (signal.aborted) return carState(base);
  terminal.err('the car has ended');
  return null;
}

/** @throws OperationError (interrupted) where `signal` is aborted before the car answers */
async function firstState(base: string, signal: AbortSignal): Promise<CarState> {
  try {
    return await carState(base, signal);
  } catch (error) {
    throw signal.aborted ? nothingRecorded() : error;
  }
}

function carState(base: string, signal?: AbortSignal): Promise<CarState> {
  return callCar(base, 'GET', '/api/state', undefined, STATE.schema, signal);
}

async function fromBus(
  flags: RecordFlags,
  listener: Listener,
  profile: Profile,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const url = flags.bus?.[0] ?? '';
  const port = await openClientPort(url);
  if (flags.quiet !== true) warnOfTrouble(port, (line) => terminal.err(line));
  // Leaves room before a frame that is received at once.
  const clock = new RealClock({ startUs: HEAD_ROOM_US });
  const ear = new BusListener(profile);
  const hear = (frame: CanFrame): void => {
    for (const heard of ear.take(clock.nowUs(), frame)) listener.take(heard);
  };
  try {
    const subscription = port.frames.subscribe(hear);
    terminal.err(`listening on ${url}; stop with Ctrl-C. Keys are not on the bus: add steps for them by hand`);
    await untilEnd(port, signal);
    subscription.unsubscribe();
  } finally {
    clock.close();
    await port.close();
  }
}

function untilEnd(port: CanPort, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
    port.status.subscribe((status) => {
      if (status.kind === 'closed') resolve();
    });
  });
}

/** Our own format holds everything; any other format only frames. */
async function fromTrace(
  path: string,
  source: string | undefined,
  listener: Listener,
  profile: Profile,
  terminal: Terminal,
): Promise<CarState | null> {
  const trace = await openTrace(path);
  const ear = trace.format === 'jsonl' ? null : new BusListener(profile);
  const sources = sourcesOf(source);
  const framesByBus = new Map<string, number>();
  for await (const items of trace.items) {
    for (const item of items) {
      if (item.kind === 'bad') throw usageError(`${path}, ${item.where}: ${item.message}`, `expected ${item.expected}`);
      if (item.kind === 'cut-off') terminal.err(`warning: ${path}, ${item.where}: ${item.message}`);
      else if (isEvent(item)) listener.take(item);
      else if (item.kind === 'frame') {
        framesByBus.set(item.bus, (framesByBus.get(item.bus) ?? 0) + 1);
        if (sources !== null && !sources.has(item.bus)) continue;
        if (item.timeUs < 0) {
          throw usageError(
            `${path} has frames before time 0`,
            `first convert it with ${smartkey('convert --zero')}, which counts from the earliest frame`,
          );
        }
        const heard = ear === null ? [item] : ear.take(item.timeUs, item.frame);
        for (const event of heard) listener.take(event);
      }
    }
  }
  if (sources !== null) checkSources(path, sources, framesByBus);
  else if (framesByBus.size > 1) throw severalBuses(path, framesByBus);
  return null;
}

async function save(
  flags: RecordFlags,
  { recorder, originUs }: Listener,
  final: CarState | null,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ExitCode> {
  if (recorder.stepCount === 0) terminal.err('warning: nothing was received from which a step could be made');
  const fields = await loadProfileFields(flags.profile);
  const profile = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'passcodeSecret'));
  const head = {
    name: flags.name,
    description: `Recorded with "${smartkey('record')}".`,
    profile,
    seed: null,
    originUs,
  };
  const quiet = flags.quiet ?? false;
  const session = recorder.finish(final);
  if (session.steps.length === 0) {
    terminal.err('no scenario written: it would have no steps');
    return EXIT.inconclusive;
  }
  const written = await writeRecording(session, { path: flags.out, head, quiet }, terminal);
  return flags.check ? checkRecording(written, { quiet, signal }, terminal) : EXIT.passed;
}
