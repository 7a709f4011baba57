import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { TimerEvent } from '../../ecu-sim/smart-key/events.ts';
import type { TimerName } from '../../ecu-sim/smart-key/timer-names.ts';
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

/** The timers of the ECU with their deadlines, as it reports them. One that is ended before its deadline says so. */
export class TimerLane {
  readonly #lane: LaneBuilder;
  /** Deadlines of what runs. */
  readonly #deadlinesUs = new Map<TimerName, Micros>();

  constructor(lane: LaneBuilder) {
    this.#lane = lane;
  }

  timer(timeUs: Micros, { name, startedUs, deadlineUs }: TimerEvent): void {
    if (startedUs === null || deadlineUs === null) {
      // S3 stands still while a request is processed; its end is the session's.
      if (name !== 's3') this.#end(name, timeUs);
    } else if (name === 's3' && this.#lane.isOpen(name)) {
      // Each request puts the end of the session off; that is no timer of its own (conformance 25).
      this.#deadlinesUs.set(name, deadlineUs);
    } else this.#start(name, startedUs, deadlineUs);
  }

  /** What ends timers besides: the session its own, the ECU that goes off or boots all of them. */
  event(timeUs: Micros, event: CarEvent['event']): void {
    if (event.kind === 'session') this.#end('s3', timeUs);
    else if (event.kind === 'ecu' && event.state !== 'running') {
      for (const name of [...this.#deadlinesUs.keys()]) this.#end(name, timeUs);
    }
  }

  #start(name: TimerName, startedUs: Micros, deadlineUs: Micros): void {
    if (!this.#lane.drop(name, startedUs)) this.#end(name, startedUs);
    this.#deadlinesUs.set(name, deadlineUs);
    const label = `${LABELS[name]} ${seconds(deadlineUs - startedUs)}`;
    this.#lane.open(name, startedUs, label, 'wait', `deadline ${seconds(deadlineUs)}`);
  }

  #end(name: TimerName, timeUs: Micros): void {
    const deadlineUs = this.#deadlinesUs.get(name);
    if (deadlineUs === undefined) return;
    this.#deadlinesUs.delete(name);
    const detail = `deadline ${seconds(deadlineUs)}`;
    if (timeUs < deadlineUs) {
      const early = seconds(deadlineUs - timeUs);
      this.#lane.close(name, timeUs, { tone: 'muted', detail: `${detail}, ended ${early} before` });
    } else this.#lane.close(name, deadlineUs, { detail: `${detail}, reached` });
  }
}

/** Without zeros behind: `960.058212 s`. */
export function seconds(us: Micros): string {
  return `${us / MICROS_PER_SECOND} s`;
}
