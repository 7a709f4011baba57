import { encodeAsc } from '../../../can-bus/trace/asc.ts';
import { encodeCandump } from '../../../can-bus/trace/candump.ts';
import { encodePcapng } from '../../../can-bus/trace/pcapng.ts';
import type { EventLog } from '../../trace/event-log.ts';
import { encodeJsonl, interleave } from '../../trace/jsonl-trace.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { chunkStream } from '../../http/chunk-stream.ts';
import { eventStream } from '../event-stream.ts';
import { HttpError } from '../../http/http-error.ts';
import { namedValue, onlyParameter } from '../../http/query.ts';
import type { Route } from '../../http/route.ts';
import { RECORD_KINDS } from '../../trace/trace-record.ts';
import { TRACE_FORMATS, type TraceFormat } from '../../trace/trace-format.ts';

/** Maximum number of clients of the event stream. */
export const MAX_EVENT_CLIENTS = 64;

const TRACE_FILES: Readonly<Record<TraceFormat, { readonly type: string; readonly name: string }>> = {
  candump: { type: 'text/plain; charset=utf-8', name: 'trace.log' },
  asc: { type: 'text/plain; charset=utf-8', name: 'trace.asc' },
  pcapng: { type: 'application/x-pcapng', name: 'trace.pcapng' },
  jsonl: { type: 'application/jsonl', name: 'trace.jsonl' },
};

/** Events, live and as a trace. */
export function streamRoutes(control: CarControl, log: EventLog): readonly Route[] {
  return [eventsRoute(control), traceRoute(control, log)];
}

function eventsRoute(control: CarControl): Route {
  let clients = 0;
  return {
    method: 'get',
    path: '/api/events',
    summary: 'stream events as server-sent events',
    description:
      `Each event has its kind as event name (${RECORD_KINDS.join(', ')}) and JSON with timeUs as data. A client that ` +
      'does not keep up receives a final "overflow" and is disconnected.',
    query: [
      {
        name: 'kinds',
        description: 'only these, separated by commas; default: all',
        schema: { type: 'string', examples: ['uds,state'] },
      },
    ],
    body: null,
    status: 200,
    answer: { description: 'events until the client disconnects', types: ['text/event-stream'] },
    errors: [400, 503],
    respond: (context) => {
      const asked = onlyParameter(context, 'kinds');
      const kinds =
        asked === undefined ? null : asked.split(',').map((name) => namedValue('kinds', name, RECORD_KINDS));
      if (clients >= MAX_EVENT_CLIENTS) {
        throw new HttpError(503, `${MAX_EVENT_CLIENTS} clients are already connected`, { hint: 'close one of them' });
      }
      const stream = eventStream(control.events, {
        kinds: kinds === null ? null : new Set(kinds),
        onBegin: () => clients++,
        onEnd: () => clients--,
      });
      return new Response(stream, { headers: EVENT_HEADERS });
    },
  };
}

/** The last header keeps a proxy from buffering the events. */
const EVENT_HEADERS = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };

function traceRoute(control: CarControl, log: EventLog): Route {
  return {
    method: 'get',
    path: '/api/trace',
    summary: 'download the trace of the bus',
    description:
      'A file with vehicle time from 0: a candump log, a Vector ASC log, pcapng for Wireshark, or JSON lines with the ' +
      'events too. At least the last 1,000,000 frames are kept.',
    query: [
      {
        name: 'format',
        description: 'default: candump',
        schema: { type: 'string', enum: [...TRACE_FORMATS], default: 'candump' },
      },
    ],
    body: null,
    status: 200,
    answer: {
      description: 'the trace',
      types: [...new Set(Object.values(TRACE_FILES).map(({ type }) => type.split(';', 1)[0] ?? type))],
      headers: { 'X-Trace-Dropped': 'number of frames dropped; absent if none' },
    },
    errors: [400],
    respond: (context) => {
      const format = namedValue('format', onlyParameter(context, 'format') ?? 'candump', TRACE_FORMATS);
      const { type, name } = TRACE_FILES[format];
      const { parts, dropped } = control.act(() => traceParts(control, log, format));
      const headers = new Headers({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` });
      if (dropped > 0) headers.set('x-trace-dropped', String(dropped));
      return new Response(chunkStream(parts), { headers });
    },
  };
}

interface TraceParts {
  readonly parts: Iterable<string | Uint8Array>;
  readonly dropped: number;
}

/** At this instant: frames during the transmission are not part of it. */
function traceParts({ car }: CarControl, log: EventLog, format: TraceFormat): TraceParts {
  const frames = car.log.snapshot();
  const { dropped } = frames;
  switch (format) {
    case 'candump':
      return { parts: encodeCandump(frames), dropped };
    case 'asc':
      return { parts: encodeAsc(frames, car.profile.calendarStart), dropped };
    case 'pcapng':
      return { parts: encodePcapng(frames), dropped };
    case 'jsonl': {
      const happenings = interleave(frames, dropped, log.records());
      return { parts: encodeJsonl(happenings, { frames: dropped, events: log.dropped }), dropped };
    }
  }
}
