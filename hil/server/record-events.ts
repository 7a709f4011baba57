import { EventLog } from '../trace/event-log.ts';
import type { CarControl } from '../car/host/car-control.ts';

interface EventRecording {
  readonly log: EventLog;
  stop(): void;
}

/** Records a car's events from now on, each with its position among the frames. */
export function recordEvents({ car, events }: CarControl): EventRecording {
  const log = new EventLog();
  let frames = car.log.dropped + car.log.length;
  const subscription = events.subscribe((happened) => {
    if ('frame' in happened) frames++;
    else log.append(frames, happened);
  });
  return { log, stop: () => subscription.unsubscribe() };
}
