import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { CarEvent, CarObserver } from './car-event.ts';

type Watching<Name extends keyof CarObserver> = CarObserver & Required<Pick<CarObserver, Name>>;

function watches<Name extends keyof CarObserver>(observer: CarObserver, name: Name): observer is Watching<Name> {
  return observer[name] !== undefined;
}

/**
 * Those who watch a car, by what they watch: who hears nothing of a frame is not asked with each one. It refers to the
 * observers alone. V8 may move an ECU to its old generation early, where an unused one keeps what it refers to until the
 * next full collection: that must not be a whole car.
 */
export class CarObservers {
  #ofFrames: readonly Watching<'frame'>[] = [];
  #ofEvents: readonly Watching<'event'>[] = [];
  #ofChanges: readonly Watching<'changed'>[] = [];

  /** Whether one of them watches frames. */
  get areShownFrames(): boolean {
    return this.#ofFrames.length > 0;
  }

  /** From here on it hears, after those who were there before. @returns ends that */
  add(observer: CarObserver): () => void {
    if (watches(observer, 'frame')) this.#ofFrames = [...this.#ofFrames, observer];
    if (watches(observer, 'event')) this.#ofEvents = [...this.#ofEvents, observer];
    if (watches(observer, 'changed')) this.#ofChanges = [...this.#ofChanges, observer];
    return () => {
      this.#ofFrames = this.#ofFrames.filter((other) => other !== observer);
      this.#ofEvents = this.#ofEvents.filter((other) => other !== observer);
      this.#ofChanges = this.#ofChanges.filter((other) => other !== observer);
    };
  }

  frame(timeUs: Micros, frame: CanFrame, sender: string): void {
    for (const observer of this.#ofFrames) observer.frame(timeUs, frame, sender);
  }

  event(event: CarEvent): void {
    for (const observer of this.#ofEvents) observer.event(event);
  }

  readonly changed = (timeUs: Micros): void => {
    for (const observer of this.#ofChanges) observer.changed(timeUs);
  };
}
