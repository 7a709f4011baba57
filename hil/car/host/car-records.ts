import { Observable } from 'rxjs';
import type { Car } from '../car.ts';
import type { CarRecord } from '../car-event.ts';

/** The frames and events of a car, until it ends; a car that nobody watches is spared the work. */
export function carRecords(car: Car, ended: Observable<never>): Observable<CarRecord> {
  return new Observable((subscriber) => {
    subscriber.add(ended.subscribe({ complete: () => subscriber.complete() }));
    return car.observe({
      frame: (timeUs, frame, sender) => {
        const receivedUs = car.log.receivedUs(frame);
        const record = { timeUs, frame, sender };
        subscriber.next(receivedUs === undefined ? record : { ...record, receivedUs });
      },
      event: (event) => subscriber.next(event),
    });
  });
}
