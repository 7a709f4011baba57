import { EventHub } from './dashboard/event-hub.ts';
import { serveEvents } from './dashboard/shared-events.ts';

/** The worker that all dashboards of a browser share: they follow one stream of events together. */
const hub = new EventHub({
  open: (url) => new EventSource(url),
  later: (work, ms) => void setTimeout(work, ms),
});

addEventListener('connect', (event) => {
  if (!(event instanceof MessageEvent)) return;
  for (const port of event.ports) serveEvents(hub, port);
});
