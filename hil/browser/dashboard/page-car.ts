import type { Fetch } from './api-call.ts';
import type { EventSourceLike } from './event-hub.ts';

/** How a page reaches its car. */
export interface PageCar {
  readonly fetch: Fetch;
  readonly open: (url: string) => EventSourceLike;
}

declare global {
  /** Set by a script that comes before the dashboard's own: the car is a recording, and time alone can be changed. */
  var recordedCar: PageCar | undefined;
}
