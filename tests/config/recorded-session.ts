import type { Recording } from '../../hil/browser/dashboard/recording-player.ts';
import type { CarView } from '../../hil/view/car-view.ts';
import type { ServedEvent } from '../../hil/view/served-event.ts';

/** A session that a car has served, as the dashboard plays it: its state before the events, and the stream of these. */
export function recordedSession(start: CarView, stream: string): Recording {
  const served = stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as ServedEvent)
    // Events of the stream itself have no source.
    .filter((event) => 'source' in event);
  const frames = served.flatMap((event) => {
    return event.kind === 'frame' ? [[event.timeUs, event.source, event.id, event.data] as const] : [];
  });
  const events = served.filter(({ kind }) => kind !== 'frame');
  return { start, events, frames, endUs: Math.max(start.timeUs, ...served.slice(-1).map(({ timeUs }) => timeUs)) };
}

/** The page of a car's dashboard, for a static server: what it loads is beside it. */
export function recordedPage(page: string): string {
  return page
    .replaceAll('"/assets/', '"./')
    .replace('"/favicon.svg"', '"./favicon.svg"')
    .replace('"/api/openapi.json"', '"../../openapi.json"')
    .replace('<script src', '<script src="./recorded-car.js"></script>\n<script src');
}
