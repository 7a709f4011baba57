import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { EcuTimer, TimerName } from '../../ecu-sim/smart-key/timers.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { LaneBuilder } from './lane-builder.ts';

const LABELS: Readonly<Record<TimerName, string>> = {
  reset: 'reset',
  'registration-step': 'registration step',
  'erase-window': 'erase window',
  s3: 'S3',
  'attempts-delay': 'attempts delay',
  'start-window': 'start window',
};

/**
 * The timers of the ECU with their deadlines, as the ECU reports them. One that is ended before its deadline is
 * labelled accordingly.
 */
export class TimerLane {
  readonly #lane: LaneBuilder;
  #timers: () => readonly EcuTimer[] = () => NONE;
  #seen: readonly EcuTimer[] = NONE;
  /** Those drawn as running. */
  readonly #running = new Map<TimerName, EcuTimer>();

  constructor(lane: LaneBuilder) {
    this.#lane = lane;
  }

  /** @param timers the timers running now; the same list as long as nothing has changed */
  attached(timers: () => readonly EcuTimer[]): void {
    this.#timers = timers;
  }

  /**
   * Called after each event and frame: a timer that starts between events is detected with the next one, and drawn from
   * its start.
   */
  update(timeUs: Micros): void {
    const timers = this.#timers();
    if (timers === this.#seen) return;
    this.#seen = timers;
    for (const timer of timers) this.#follow(timer);
    for (const name of [...this.#running.keys()]) {
      // S3 is stopped while a request is processed; its end is that of the session.
      if (name !== 's3' && !timers.some((timer) => timer.name === name)) this.#end(name, timeUs);
    }
  }

  event(timeUs: Micros, event: CarEvent['event']): void {
    if (event.kind === 'session' || (event.kind === 'ecu' && event.state !== 'running')) this.#end('s3', timeUs);
    this.update(timeUs);
  }

  #follow(timer: EcuTimer): void {
    const { name, startedUs, deadlineUs } = timer;
    const known = this.#running.get(name);
    if (known?.deadlineUs === deadlineUs) return;
    this.#running.set(name, timer);
    // Each request postpones the end of the session; that is not a separate timer (conformance 25).
    if (name === 's3' && known !== undefined) return;
    if (known !== undefined && !this.#lane.drop(name, startedUs)) this.#close(known, startedUs);
    const label = `${LABELS[name]} ${seconds(deadlineUs - startedUs)}`;
    this.#lane.open(name, startedUs, label, 'wait', `deadline ${seconds(deadlineUs)}`);
  }

  #end(name: TimerName, timeUs: Micros): void {
    const timer = this.#running.get(name);
    this.#running.delete(name);
    if (timer !== undefined) this.#close(timer, timeUs);
  }

  #close({ name, deadlineUs }: EcuTimer, timeUs: Micros): void {
    const detail = `deadline ${seconds(deadlineUs)}`;
    if (timeUs < deadlineUs) {
      const early = seconds(deadlineUs - timeUs);
      this.#lane.close(name, timeUs, { tone: 'muted', detail: `${detail}, ended ${early} before` });
    } else this.#lane.close(name, deadlineUs, { detail: `${detail}, reached` });
  }
}

const NONE: readonly EcuTimer[] = [];

/** Without trailing zeros: `960.058212 s`. */
export function seconds(us: Micros): string {
  return `${us / MICROS_PER_SECOND} s`;
}
