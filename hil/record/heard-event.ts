import type { HostedEvent } from '../car/car-event.ts';
import { servedEvent } from '../report/served-event.ts';
import type { HeardEvent } from './session-recorder.ts';

/** What happens to a car in this process, as the recorder hears it. */
export function heardEvent(happened: HostedEvent): HeardEvent {
  if (happened.kind === 'frame') {
    const { timeUs, frame, sender } = happened;
    return { kind: 'frame', timeUs, frame, source: sender };
  }
  const report = servedEvent(happened);
  if (report.kind === 'frame') throw new TypeError('an event is served as a frame');
  return { kind: 'report', report };
}
