import type { Micros } from '../../can-bus/time/micros.ts';
import type { CarObserver } from './car-event.ts';

/**
 * Refers to the observers alone. V8 may move an ECU to its old generation early, where an unused one keeps what it refers
 * to until the next full collection: that must not be a whole car.
 */
export function reportChange(observers: readonly CarObserver[]): (nowUs: Micros) => void {
  return (nowUs) => {
    for (const observer of observers) observer.changed?.(nowUs);
  };
}
