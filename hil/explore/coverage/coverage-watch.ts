import { toHex } from '../../../can-bus/bytes/hex.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { procedureStateOf } from '../../../ecu-sim/smart-key/state.ts';
import { timersOf, type TimerName } from '../../../ecu-sim/smart-key/timers.ts';
import type { CarEvent, CarObserver } from '../../car/car-event.ts';
import type { Car } from '../../car/car.ts';
import type { CoverageCounter } from './coverage-counts.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET, SID } from '../../../can-bus/uds/service-ids.ts';

/** The rule that each timer is about. */
const TIMER_RULES: Readonly<Record<TimerName, string>> = {
  reset: 'RST-4',
  'registration-step': 'REG-7',
  'erase-window': 'ERA-2',
  s3: 'conformance 25',
  'attempts-delay': 'AUT-3',
  'start-window': 'KEY-4',
};

interface KnownDeadline {
  readonly state: string;
  readonly deadlineUs: Micros;
}

const EVENTS: readonly string[] = ['memory-write-cut', 'memory-repaired', 'memory-damaged', 'power-cut', 'error-frame'];

/** Counts what a car's runs reach. It begins anew at each run's start. */
export class CoverageWatch implements CarObserver {
  readonly #car: Car;
  readonly #counter: { readonly current: CoverageCounter };
  #states: readonly [string, string] = ['idle', 'idle'];
  #state = 'idle';
  /** Also those that have just passed. */
  readonly #deadlines = new Map<TimerName, KnownDeadline>();
  #lastRequest: Uint8Array | null = null;

  /** @param counter the one that counts at present */
  constructor(car: Car, counter: { readonly current: CoverageCounter }) {
    this.#car = car;
    this.#counter = counter;
  }

  /** The car was taken to another instant. */
  begin(): void {
    this.#deadlines.clear();
    this.#state = this.#present();
    this.#states = [this.#state, this.#state];
    this.beforeStep();
  }

  /** Between two steps: the deadlines that an input may meet. */
  beforeStep(): void {
    const { firmware } = this.#car.smartKey;
    const state = this.#present();
    for (const { name, deadlineUs } of timersOf(firmware, this.#car.profile)) {
      this.#deadlines.set(name, { state, deadlineUs });
    }
  }

  /** An input at this instant. */
  input(kind: string, timeUs: Micros): void {
    for (const [name, { state, deadlineUs }] of this.#deadlines) {
      const offsetUs = timeUs - deadlineUs;
      if (Math.abs(offsetUs) <= 1) this.#counter.current.count('deadline', TIMER_RULES[name], state, kind, offsetUs);
    }
  }

  event({ event, source }: CarEvent): void {
    const { kind } = event;
    if (kind === 'uds') this.#noteMessage(event.direction, event.payload);
    else if (kind === 'procedure') {
      if (source === 'smart-key') this.#noteState(event.state);
    } else if (kind === 'history') {
      this.#counter.current.count('history', event.procedure, event.outcome, event.reason);
    } else if (kind === 'key-touched') {
      this.#counter.current.count('touch', this.#state, event.reaction, event.reason ?? 'none');
    } else if (kind === 'engine-switch-pressed') {
      this.#counter.current.count('event', event.running ? 'engine-started' : 'engine-refused');
    } else if (EVENTS.includes(kind)) this.#counter.current.count('event', kind);
  }

  #noteState(state: string): void {
    if (state === this.#state) return;
    const [, before] = this.#states;
    this.#counter.current.count('transition', before, this.#state, state);
    this.#states = [before, this.#state];
    this.#state = state;
  }

  #noteMessage(direction: 'request' | 'response', payload: Uint8Array): void {
    if (direction === 'request') {
      this.#lastRequest = payload;
      return;
    }
    const session = this.#car.smartKey.firmware?.session ?? 'default';
    const [first = 0, sid = 0, nrc = 0] = payload;
    if (first === NEGATIVE_RESPONSE) this.#counter.current.count('response', hexByte(sid), session, hexByte(nrc));
    else if (
      first === SID.securityAccess + POSITIVE_RESPONSE_OFFSET &&
      payload.subarray(2).length > 0 &&
      payload.subarray(2).every((byte) => byte === 0)
    ) {
      this.#counter.current.count('event', 'all-zero-seed');
    } else if (this.#lastRequest !== null)
      this.#counter.current.count('response', hexByte(first - POSITIVE_RESPONSE_OFFSET), session, 'positive');
  }

  #present(): string {
    const { firmware } = this.#car.smartKey;
    return firmware === null ? 'idle' : procedureStateOf(firmware.procedure);
  }
}

function hexByte(byte: number): string {
  return toHex(Uint8Array.of(byte), '');
}
