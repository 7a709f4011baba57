import { NEVER, Observable } from 'rxjs';
import type { CarRecord } from '../../hil/car/car-event.ts';
import type { Car } from '../../hil/car/car.ts';
import type { CarControl } from '../../hil/car/host/car-control.ts';

/** A car that a test moves, as a server has it. */
export function controlOf(car: Car): CarControl {
  const events = new Observable<CarRecord>((subscriber) =>
    car.observe({
      frame: (timeUs, frame, sender) => subscriber.next({ timeUs, frame, sender }),
      event: (event) => subscriber.next(event),
    }),
  );
  return {
    timeMode: 'virtual',
    rate: 1,
    paused: false,
    car,
    act: (action) => action(car),
    powerCycle: () => Promise.resolve(true),
    advanceTo: (timeUs) => car.advanceTo(timeUs),
    advance: (timeUs) => {
      car.advanceTo(timeUs);
      return Promise.resolve(true);
    },
    advancing: null,
    events,
    hostEvents: NEVER,
    setTime: () => undefined,
    lagMs: () => 0,
    restart: () => undefined,
    buses: () => [],
    connectTool: () => {
      throw new Error('this car has no tools');
    },
  };
}
