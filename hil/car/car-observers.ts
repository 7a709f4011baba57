import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { TimerEvent } from '../../ecu-sim/smart-key/events.ts';
import type { CarEvent, CarObserver } from './car-event.ts';

/** All who watch a car, in the order in which they came. */
export class CarObservers {
  readonly #observers: CarObserver[] = [];

  /** @returns ends it */
  add(observer: CarObserver): () => void {
    this.#observers.push(observer);
    return () => {
      const index = this.#observers.indexOf(observer);
      if (index >= 0) this.#observers.splice(index, 1);
    };
  }

  frame(timeUs: Micros, frame: CanFrame, sender: string): void {
    for (const observer of this.#observers) observer.frame?.(timeUs, frame, sender);
  }

  event(event: CarEvent): void {
    for (const observer of this.#observers) observer.event?.(event);
  }

  timer(timeUs: Micros, timer: TimerEvent): void {
    for (const observer of this.#observers) observer.timer?.(timeUs, timer);
  }
}
