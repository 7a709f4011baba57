import type { Subscription } from 'rxjs';
import type { CarHost } from '../../car/host/car-host.ts';
import { carStateOf } from '../../car/car-state.ts';
import type { RecordedSession } from '../../record/recorded-step.ts';
import { SessionRecorder } from '../../record/session-recorder.ts';
import { recordOf } from '../../trace/record-of-car.ts';
import { onRestart, pathOfCar } from './session-cars.ts';

/** What is recorded of each car of a session. */
export class KeptRecording {
  readonly sessions: { readonly path: string; readonly session: RecordedSession }[] = [];
  readonly #host: CarHost;
  readonly #path: string;
  readonly #subscription: Subscription;
  #recorder: SessionRecorder;
  #isFinished = false;

  constructor(host: CarHost, path: string) {
    this.#host = host;
    this.#path = path;
    this.#recorder = this.#begin();
    this.#subscription = host.events.subscribe((happened) => this.#recorder.take(recordOf(happened)));
    this.#subscription.add(host.ending.subscribe(() => this.finish()));
    this.#subscription.add(onRestart(host, () => (this.#recorder = this.#begin())));
  }

  /** The car is at its last instant; may be called again. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const path = pathOfCar(this.#path, this.sessions.length + 1);
    this.sessions.push({ path, session: this.#recorder.finish(carStateOf(this.#host.car)) });
  }

  close(): void {
    this.#subscription.unsubscribe();
  }

  #begin(): SessionRecorder {
    this.#isFinished = false;
    return new SessionRecorder(this.#host.car.profile, carStateOf(this.#host.car));
  }
}
