import { encodeAsc } from '../../../can-bus/trace/asc.ts';
import { encodeBlf } from '../../../can-bus/trace/blf.ts';
import { encodeCandump } from '../../../can-bus/trace/candump.ts';
import type { FrameLog } from '../../../can-bus/trace/frame-log.ts';
import type { FrameRecord } from '../../../can-bus/trace/frame-record.ts';
import { encodePcapng } from '../../../can-bus/trace/pcapng.ts';
import { encodeJsonl, interleave } from '../../trace/jsonl-trace.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { chunkStream } from '../../http/chunk-stream.ts';
import { DESCRIPTION_FILES, descriptionFile, type DescriptionKind } from '../description-files.ts';
import { missingAfter, type EventFeed, type FeedCursor } from '../event-feed.ts';
import { EncodedEvents, eventStream, FRAME_CHOICES } from '../event-stream.ts';
import { HttpError } from '../../http/http-error.ts';
import { eventId, namedValue, parametersOf } from '../../http/query.ts';
import type { QueryParameter, Route } from '../../http/route.ts';
import { SERVED_KINDS } from '../../view/served-event.ts';
import { TRACE_FORMATS, type TraceFormat } from '../../trace/trace-format.ts';

/** Maximum number of clients of the event stream. */
const MAX_EVENT_CLIENTS = 64;

const TRACE_FILES: Readonly<Record<TraceFormat, { readonly type: string; readonly name: string }>> = {
  candump: { type: 'text/plain; charset=utf-8', name: 'trace.log' },
  asc: { type: 'text/plain; charset=utf-8', name: 'trace.asc' },
  pcapng: { type: 'application/x-pcapng', name: 'trace.pcapng' },
  jsonl: { type: 'application/jsonl', name: 'trace.jsonl' },
  blf: { type: 'application/octet-stream', name: 'trace.blf' },
};

/** What happens, as it happens and afterwards. */
export function streamRoutes(control: CarControl, feed: EventFeed): readonly Route[] {
  const descriptions = (['pdx', 'dbc', 'json'] as const).map(descriptionRoute);
  return [eventsRoute(feed), traceRoute(control, feed), ...descriptions];
}

const EVENT_PARAMETERS: readonly QueryParameter[] = [
  {
    name: 'kinds',
    description: 'only these, separated by commas; default: all',
    schema: { type: 'string', examples: ['uds,state'] },
  },
  {
    name: 'frames',
    description:
      'all; at most 50 a second ("sampled" events count the others); live: the same, without those before the client ' +
      'connected; or none; default: all',
    schema: { type: 'string', enum: [...FRAME_CHOICES], default: 'all' },
  },
  {
    name: 'since',
    description: 'everything after the event with this id; a Last-Event-ID header wins over it; default: from now on',
    schema: { type: 'integer', minimum: 0, examples: [1042] },
  },
  {
    name: 'instance',
    description: 'the state\'s "instance" that "since" belongs to: another one gives a "reset"',
    schema: { type: 'string' },
  },
];

function eventsRoute(feed: EventFeed): Route {
  let clients = 0;
  const encoded = new EncodedEvents();
  return {
    method: 'get',
    path: '/api/events',
    summary: 'stream events as server-sent events',
    description:
      `Each event has its kind as event name (${SERVED_KINDS.join(', ')}), its number as id, and JSON with timeUs and ` +
      'text as data. A client that comes back gets everything after its last event, or a "reset" with the reason: ' +
      'forgotten, unknown or restarted; it then reads GET /api/state and goes on. A client that does not keep up ' +
      'receives a final "overflow" and is disconnected.',
    query: EVENT_PARAMETERS,
    body: null,
    status: 200,
    answer: {
      description: 'events until the client disconnects',
      types: ['text/event-stream'],
      example: EVENTS_EXAMPLE,
    },
    errors: [400, 503],
    respond: (context) => {
      const asked = parametersOf(context, ['kinds', 'frames', 'since', 'instance']);
      const kinds = asked.kinds?.split(',').map((name) => namedValue('kinds', name, SERVED_KINDS));
      const frames = namedValue('frames', asked.frames ?? 'all', FRAME_CHOICES);
      const last = context.req.header('last-event-id');
      const since =
        last !== undefined && last !== ''
          ? eventId('Last-Event-ID', last)
          : asked.since === undefined
            ? null
            : eventId('since', asked.since);
      if (clients >= MAX_EVENT_CLIENTS) {
        throw new HttpError(503, `${MAX_EVENT_CLIENTS} clients are already connected`, { hint: 'close one of them' });
      }
      const stream = eventStream(feed, encoded, {
        kinds: kinds === undefined ? null : new Set(kinds),
        frames,
        since,
        instance: asked.instance ?? null,
        onBegin: () => clients++,
        onEnd: () => clients--,
      });
      return new Response(stream, { headers: EVENT_HEADERS });
    },
  };
}

const EVENTS_EXAMPLE = `retry: 2000

event: stimulus
id: 1043
data: {"id":1043,"timeUs":52000000,"kind":"stimulus","source":"stimulus","event":"key-moved","keyId":"A1000001",\
"to":"outside","text":"Key A1000001 was moved out of the vehicle."}

`.replace('\\\n', '');

/** The last one keeps a proxy from collecting them. */
const EVENT_HEADERS = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };

function traceRoute(control: CarControl, feed: EventFeed): Route {
  return {
    method: 'get',
    path: '/api/trace',
    summary: 'download the trace of the bus',
    description:
      'A file with vehicle time from 0: a candump log, a Vector ASC or BLF log, pcapng for Wireshark, or JSON lines with the ' +
      'events too. At least the last 1,000,000 frames are kept.',
    query: [
      {
        name: 'format',
        description: 'default: candump',
        schema: { type: 'string', enum: [...TRACE_FORMATS], default: 'candump' },
      },
      {
        name: 'since',
        description: 'only what comes after the event with this id; default: all that is kept',
        schema: { type: 'integer', minimum: 0, examples: [1042] },
      },
    ],
    body: null,
    status: 200,
    answer: {
      description: 'the trace',
      types: [...new Set(Object.values(TRACE_FILES).map(({ type }) => type.split(';', 1)[0] ?? type))],
      headers: { 'X-Trace-Dropped': 'number of frames dropped; absent if none' },
    },
    errors: [400, 409],
    respond: (context) => {
      const asked = parametersOf(context, ['format', 'since']);
      const format = namedValue('format', asked.format ?? 'candump', TRACE_FORMATS);
      const since = asked.since === undefined ? null : eventId('since', asked.since);
      const { type, name } = TRACE_FILES[format];
      const { parts, dropped } = control.act(() => traceParts(control, feed, format, since));
      const headers = new Headers({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` });
      if (dropped > 0) headers.set('x-trace-dropped', String(dropped));
      return new Response(chunkStream(parts), { headers });
    },
  };
}

/** A description of the car as the project ships it. */
function descriptionRoute(kind: DescriptionKind): Route {
  const { name, type, summary, description } = DESCRIPTION_FILES[kind];
  return {
    method: 'get',
    path: `/api/files/${name}`,
    summary,
    description,
    query: [],
    body: null,
    status: 200,
    answer: { description: 'the file', types: [type.split(';', 1)[0] ?? type] },
    errors: [],
    respond: () =>
      new Response(descriptionFile(kind), {
        headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
      }),
  };
}

interface TraceParts {
  readonly parts: Iterable<string | Uint8Array>;
  readonly dropped: number;
}

/** Of the present instant: what comes while the trace is being sent is not part of it. */
function traceParts({ car }: CarControl, feed: EventFeed, format: TraceFormat, since: number | null): TraceParts {
  const log = car.log.snapshot();
  const from = since === null ? { frames: log.dropped, events: 0 } : placeAfter(feed, since);
  const dropped = since === null ? log.dropped : 0;
  const frames = since === null ? log : framesFrom(log, from.frames - log.dropped);
  switch (format) {
    case 'candump':
      return { parts: encodeCandump(frames), dropped };
    case 'asc':
      return { parts: encodeAsc(frames, car.profile.calendarStart), dropped };
    case 'blf':
      return { parts: encodeBlf(frames, car.profile.calendarStart), dropped };
    case 'pcapng':
      return { parts: encodePcapng(frames), dropped };
    case 'jsonl': {
      const happenings = interleave(frames, from.frames, [...feed.log.traced(from.events)]);
      const events = since === null ? feed.log.droppedEvents : 0;
      return { parts: encodeJsonl(happenings, { frames: dropped, events }), dropped };
    }
  }
}

/** @throws HttpError (409) where what follows is not kept */
function placeAfter(feed: EventFeed, since: number): FeedCursor['place'] {
  const cursor = feed.cursorAfter(since, null);
  if (typeof cursor !== 'string') return cursor.place;
  throw new HttpError(409, missingAfter(since, cursor), {
    field: 'since',
    hint: `ids from ${feed.log.oldestId - 1} to ${feed.lastId} are known`,
  });
}

function* framesFrom(frames: FrameLog, index: number): Generator<FrameRecord, void, undefined> {
  for (let at = index; at < frames.length; at++) {
    const record = frames.at(at);
    if (record !== undefined) yield record;
  }
}
