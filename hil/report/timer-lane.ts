import { toHex } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import { START_WINDOW_US } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { LaneBuilder } from './lane-builder.ts';

/** "Too many wrong pass-codes": from then on the delay of AUT-3 runs. */
const EXCEEDED_ATTEMPTS = '7F2736';

/**
 * The timers of the ECU with their deadlines, as they follow from what it reports and from the profile: the ECU itself
 * does not tell them. A timer that is ended before its deadline says so.
 */
export class TimerLane {
  readonly #lane: LaneBuilder;
  readonly #profile: Profile;
  /** Deadlines of what runs, by the timer's name. */
  readonly #deadlinesUs = new Map<string, Micros>();

  constructor(lane: LaneBuilder, profile: Profile) {
    this.#lane = lane;
    this.#profile = profile;
  }

  event(timeUs: Micros, event: CarEvent['event']): void {
    const { resetDurationUs, eraseWindowUs, registrationStepTimeoutUs, timing, attemptsDelayUs } = this.#profile;
    if (event.kind === 'procedure') {
      this.#stop('procedure', timeUs);
      if (event.state === 'running') this.#start('procedure', timeUs, 'reset', resetDurationUs);
      else if (event.state === 'window-open') this.#start('procedure', timeUs, 'erase window', eraseWindowUs);
      else if (event.procedure === 'registration') {
        this.#start('procedure', timeUs, 'registration step', registrationStepTimeoutUs);
      }
    } else if (event.kind === 'session') {
      this.#stop('session', timeUs);
      if (event.session === 'extended') this.#start('session', timeUs, 'S3', timing.s3Us);
    } else if (event.kind === 'uds') {
      // Each request puts the end of the session off; that is no timer of its own (conformance 25).
      if (this.#deadlinesUs.has('session')) this.#deadlinesUs.set('session', timeUs + timing.s3Us);
      if (toHex(event.payload) === EXCEEDED_ATTEMPTS && !this.#lane.isOpen('lockout')) {
        this.#start('lockout', timeUs, 'attempts delay', attemptsDelayUs);
      }
    } else if (event.kind === 'key-touched' && event.reaction === 'start-permitted') {
      this.#start('start', timeUs, 'start window', START_WINDOW_US);
    } else if (event.kind === 'key-touched' && event.reaction === 'registered') {
      if (this.#lane.isOpen('procedure')) {
        this.#start('procedure', timeUs, 'registration step', registrationStepTimeoutUs);
      }
    }
    this.#expire(timeUs);
  }

  #start(key: string, timeUs: Micros, label: string, spanUs: Micros): void {
    const deadlineUs = timeUs + spanUs;
    if (!this.#lane.drop(key, timeUs)) this.#stop(key, timeUs);
    this.#deadlinesUs.set(key, deadlineUs);
    this.#lane.open(key, timeUs, `${label} ${seconds(spanUs)}`, 'wait', `deadline ${seconds(deadlineUs)}`);
  }

  #stop(key: string, timeUs: Micros): void {
    const deadlineUs = this.#deadlinesUs.get(key);
    this.#deadlinesUs.delete(key);
    if (deadlineUs === undefined) return;
    const detail = `deadline ${seconds(deadlineUs)}`;
    if (timeUs < deadlineUs) {
      this.#lane.close(key, timeUs, {
        tone: 'muted',
        detail: `${detail}, ended ${seconds(deadlineUs - timeUs)} before`,
      });
    } else this.#lane.close(key, deadlineUs, { detail: `${detail}, reached` });
  }

  /** Timers that nobody reports the end of. */
  #expire(timeUs: Micros): void {
    for (const [key, deadlineUs] of [...this.#deadlinesUs]) {
      if ((key === 'lockout' || key === 'start') && deadlineUs <= timeUs) this.#stop(key, timeUs);
    }
  }
}

/** Without zeros behind: `960.058212 s`. */
export function seconds(us: Micros): string {
  return `${us / MICROS_PER_SECOND} s`;
}
