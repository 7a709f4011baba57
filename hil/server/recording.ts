import type { Subscription } from 'rxjs';
import { carStateOf } from '../car/car-state.ts';
import type { CarControl } from '../car/host/car-control.ts';
import { SessionRecorder } from '../record/session-recorder.ts';
import type { RecordedSession } from '../record/recorded-step.ts';
import { writeScenario } from '../record/write-scenario.ts';
import { recordOf } from '../trace/record-of-car.ts';
import type { CarView } from '../view/car-view.ts';
import type { RecordingState } from '../view/recording-state.ts';

const RESTARTED = 'the car was restarted: the recording begins there';

/** A scenario of what is done to a car from some instant on. */
export class Recording {
  readonly #control: CarControl;
  readonly #view: () => CarView;
  #recorder: SessionRecorder | null = null;
  #sinceUs = 0;
  #watch: Subscription | null = null;
  #isRestarted = false;
  /** Of a recording that was switched off. */
  #finished: RecordedSession | null = null;

  constructor(control: CarControl, view: () => CarView) {
    this.#control = control;
    this.#view = view;
  }

  /** On: a new one begins, unless one is under way. Off: what has been recorded is kept. */
  set(on: boolean): RecordingState {
    if (on && this.#watch === null) this.#start();
    if (!on && this.#watch !== null) this.#stop();
    return this.state();
  }

  state(): RecordingState {
    const session = this.#session();
    const written = session === null ? null : this.#written(session);
    return {
      on: this.#watch !== null,
      sinceUs: this.#recorder === null ? null : this.#sinceUs,
      steps: written?.steps ?? 0,
      warnings: [...(this.#isRestarted ? [RESTARTED] : []), ...(written?.warnings ?? [])],
    };
  }

  /** The scenario's file so far; null before the first recording. */
  scenario(): string | null {
    const session = this.#session();
    return session === null ? null : this.#written(session).text;
  }

  #start(): void {
    this.#isRestarted = false;
    this.#begin();
    this.#watch = this.#control.events.subscribe((happened) => this.#recorder?.take(recordOf(happened)));
    this.#watch.add(
      this.#control.hostEvents.subscribe(({ event }) => {
        if (event !== 'car-restarted') return;
        this.#isRestarted = true;
        this.#begin();
      }),
    );
  }

  #stop(): void {
    this.#finished = this.#session();
    this.#watch?.unsubscribe();
    this.#watch = null;
  }

  #begin(): void {
    this.#finished = null;
    this.#control.act((car) => {
      this.#sinceUs = car.nowUs;
      this.#recorder = new SessionRecorder(car.profile, carStateOf(car));
    });
  }

  #session(): RecordedSession | null {
    if (this.#finished !== null) return this.#finished;
    const recorder = this.#recorder;
    return recorder === null ? null : this.#control.act((car) => recorder.finish(carStateOf(car)));
  }

  #written(session: RecordedSession): ReturnType<typeof writeScenario> {
    return writeScenario(session, recordedHead(this.#view(), this.#sinceUs));
  }
}

/** The head of a scenario that was recorded from a car's page. */
export function recordedHead({ profile, seed }: CarView, originUs: number): Parameters<typeof writeScenario>[1] {
  const description = "Recorded on the car's page.";
  return { name: 'A recorded session', description, profile: profile.differs, seed, originUs };
}
