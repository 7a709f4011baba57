import type { Timeline } from '../../hil/report/timeline-data.ts';
import type { ViewedCar } from '../../hil/report/viewer-data.ts';
import { STATE_EXAMPLE } from '../../hil/server/state-example.ts';

/** What the viewer shows of a car of which there is a timeline alone, or the parts given. */
export function viewedOf(timeline: Timeline, part: Partial<ViewedCar> = {}): ViewedCar {
  const frames = { heads: [], rows: [], omitted: 0 };
  return {
    timeline,
    start: { ...STATE_EXAMPLE, timeUs: 0 },
    known: null,
    events: [],
    stepEnds: [],
    omittedEvents: 0,
    frames,
    ...part,
  };
}
