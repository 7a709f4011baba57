import { toHex } from '../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import { DEFAULT_PROFILE, parseProfile, ProfileError, type Profile } from '../../ecu-sim/profile.ts';
import type { EcuTimer } from '../../ecu-sim/smart-key/timers.ts';
import { VIRTUAL_BENCH } from '../bench/bench-file.ts';
import { benchFactory } from '../bench/open-bench.ts';
import type { Turns } from '../bench/turns.ts';
import type { CarEvent, CarObserver } from '../car/car-event.ts';
import type { Car } from '../car/car.ts';
import { packViews } from '../report/packed-views.ts';
import { ViewRecorder } from '../report/view-recorder.ts';
import type { ViewedCar } from '../report/viewer-data.ts';
import { BenchError, type ScenarioBench } from '../scenario/bench.ts';
import { mergeProfileFields } from '../scenario/profile-fields.ts';
import { runScenario } from '../scenario/run-scenario.ts';
import type { ProfileFields, Scenario } from '../scenario/scenario.ts';
import { eventRecordOf } from '../trace/record-of-car.ts';
import { TraceFileError } from '../trace/trace-file-error.ts';
import { TraceFile } from '../trace/trace-file.ts';
import type { TracedEvent } from '../trace/trace-record.ts';
import type { TraceSink } from '../trace/trace-sink.ts';
import { Guard } from './guard.ts';
import type { RunOutcome, RunTask } from './run-task.ts';

/** The outcome, with what happened to each car as it was recorded. */
interface RecordedRun extends Omit<RunOutcome, 'views'> {
  /** In the order of the scenario. */
  readonly cars: readonly ViewedCar[];
}

/** As {@link recordOne}, for a report: what was recorded is packed. */
export async function runOne(...args: Parameters<typeof recordOne>): Promise<RunOutcome> {
  const { cars, ...outcome } = await recordOne(...args);
  return { ...outcome, views: packViews(cars) };
}

/**
 * Runs one scenario in this thread, with its observers. Never rejects for errors of a bench or a disk: these are
 * outcomes.
 *
 * @param extra another observer
 * @param signal aborted: a run in real time ends, and is judged by what was measured
 * @param turns given to the process by a run in virtual time
 */
export async function recordOne(
  task: RunTask,
  extra: TraceSink | null = null,
  signal: AbortSignal | null = null,
  turns: Turns | null = null,
): Promise<RecordedRun> {
  const { scenario, seed, profile, view, tracePath } = task;
  const clock = new RealClock();
  const startUs = clock.nowUs();
  const trace = openTrace(tracePath, scenario, profile);
  const place = task.bench ?? VIRTUAL_BENCH;
  const guard = guardOf(task, () => clock.nowUs());
  // In real time nothing may happen at all, but there a timer can fire.
  const cancelled = guard === null || place.bus === null ? signal : guard.signalWith(signal, clock);
  const written = trace.file === null ? null : new FirstRecords(trace.file, task.traceRecords ?? Infinity);
  const names = new Map<string, string>();
  const recorders: ViewRecorder[] = [];
  const observer = (name: string, car?: Car): CarObserver => {
    const sinks = [written, extra].filter((sink) => sink !== null);
    const prefix = scenario.cars.length > 1 ? `${name}/` : '';
    const keyName = (id: string): string => names.get(id) ?? id;
    const recorder = view === null ? null : new ViewRecorder({ name, car, limits: view, keyName });
    if (recorder !== null) recorders.push(recorder);
    return new Watchers(prefix, sinks, recorder, place.bus === null ? guard : null);
  };
  const factory = benchFactory(place, {
    ...{ profile, observer, signal: cancelled ?? undefined, turns: turns ?? undefined },
  });
  const result = await runScenario(
    scenario,
    async (chosen, usedSeed) => {
      const bench = await factory(chosen, usedSeed);
      for (const key of chosen.keys) noteKey(key.name, bench, names);
      return bench;
    },
    seed,
    { after: () => recorders.forEach((recorder) => recorder.endStep()) },
  ).finally(() => guard?.end());
  const trouble = trace.trouble ?? trace.file?.close() ?? null;
  return {
    result,
    realUs: Math.max(1, clock.nowUs() - startUs),
    cars: recorders.map((recorder) => recorder.build(result.durationUs)),
    traceTrouble: trouble === null ? null : `${trouble.message} (${trouble.hint})`,
    guardEnd: guard?.ended ?? null,
  };
}

function guardOf({ guardUs, guardEnd }: RunTask, nowUs: () => Micros): Guard | null {
  if (guardEnd !== undefined) return new Guard(guardEnd.limitUs, nowUs, guardEnd.frames);
  return guardUs === null ? null : new Guard(guardUs, nowUs);
}

/** A real ECU's bench does not know every key. */
function noteKey(key: string, bench: ScenarioBench, names: Map<string, string>): void {
  try {
    names.set(toHex(bench.keyId(key)), key);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
  }
}

/** All observers of one car, as one: a run has millions of frames. */
class Watchers implements CarObserver {
  readonly #prefix: string;
  readonly #sinks: readonly TraceSink[];
  readonly #recorder: ViewRecorder | null;
  readonly #guard: Guard | null;

  constructor(prefix: string, sinks: readonly TraceSink[], recorder: ViewRecorder | null, guard: Guard | null) {
    this.#prefix = prefix;
    this.#sinks = sinks;
    this.#recorder = recorder;
    this.#guard = guard;
  }

  attached(timers: () => readonly EcuTimer[]): void {
    this.#recorder?.attached(timers);
  }

  frame(timeUs: Micros, frame: CanFrame, sender: string): void {
    const source = this.#prefix === '' ? sender : this.#prefix + sender;
    for (const sink of this.#sinks) sink.frame(timeUs, frame, source);
    this.#recorder?.frame(timeUs, frame, sender);
    this.#guard?.frame();
  }

  changed(timeUs: Micros): void {
    this.#recorder?.changed(timeUs);
  }

  event(happened: CarEvent): void {
    if (this.#sinks.length > 0) {
      const record = eventRecordOf({ ...happened, source: this.#prefix + happened.source });
      for (const sink of this.#sinks) sink.event(record);
    }
    this.#recorder?.event(happened);
  }
}

/** Passes on as many frames and events. */
class FirstRecords implements TraceSink {
  readonly #sink: TraceSink;
  #left: number;

  constructor(sink: TraceSink, records: number) {
    this.#sink = sink;
    this.#left = records;
  }

  frame(timeUs: Micros, frame: CanFrame, source: string): void {
    if (this.#left-- > 0) this.#sink.frame(timeUs, frame, source);
  }

  event(event: TracedEvent): void {
    if (this.#left-- > 0) this.#sink.event(event);
  }
}

interface OpenedTrace {
  readonly file: TraceFile | null;
  readonly trouble: TraceFileError | null;
}

/** A trace that cannot be written does not stop the measurement. */
function openTrace(path: string | null, scenario: Scenario, profile: ProfileFields): OpenedTrace {
  if (path === null) return { file: null, trouble: null };
  const { calendarStart } = profileOf(scenario.cars[0]?.profile ?? {}, profile);
  try {
    return { file: TraceFile.open(path, { format: 'jsonl', calendarStart }), trouble: null };
  } catch (error) {
    if (!(error instanceof TraceFileError)) throw error;
    return { file: null, trouble: error };
  }
}

/** The bench refuses an invalid profile with a message; here it is only drawn. */
function profileOf(own: ProfileFields, base: ProfileFields): Profile {
  try {
    return parseProfile(mergeProfileFields(base, own));
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return DEFAULT_PROFILE;
  }
}
