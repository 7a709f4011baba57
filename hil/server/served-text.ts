import { eventRecordOf, kindOf, recordOf } from '../trace/record-of-car.ts';
import { encodeRecord, recordJson } from '../trace/record-json.ts';
import { eventText } from '../trace/event-text.ts';
import type { OtherEvent, ServedKind } from '../view/served-event.ts';
import { isServedOnly, type FeedEntry, type FeedEvent } from './feed-log.ts';

/** Kinds by which a client may choose. */
export function kindOfEntry(entry: FeedEntry): ServedKind {
  if (entry.event === undefined) return 'frame';
  return isServedOnly(entry.event) ? entry.event.servedKind : kindOf(entry.event);
}

/** An event as it is served. */
export function servedEvent(id: number, event: FeedEvent): OtherEvent {
  const record = recordFields(event);
  const { refusal } = event;
  const sentence = eventText(record);
  return {
    id,
    ...record,
    text: refusal === undefined ? sentence : `${sentence} ${refusal.text}`,
    ...(refusal === undefined ? {} : { refusal }),
  };
}

interface EventFields {
  readonly timeUs: number;
  readonly kind: Exclude<ServedKind, 'frame'>;
  readonly source: string;
  readonly event: string;
  readonly [detail: string]: unknown;
}

function recordFields(event: FeedEvent): EventFields {
  if (!isServedOnly(event)) return eventRecordOf(event);
  const { kind: name, ...details } = event.event;
  return { timeUs: event.timeUs, kind: event.servedKind, source: event.source, event: name, ...details };
}

interface ServedObject {
  readonly kind: ServedKind;
  readonly timeUs: number;
  readonly eventId?: number;
}

/** A frame or an event as it is served, as an object. */
export function servedEntry(entry: FeedEntry): ServedObject {
  if (entry.event !== undefined) return servedEvent(entry.id, entry.event);
  const fields: ServedObject = recordJson(recordOf(entry.frame));
  return { ...fields, eventId: entry.id };
}

/** What a client of `GET /api/events` is sent of it. */
export function encodeEntry(entry: FeedEntry): string {
  if (entry.event === undefined) {
    const record = encodeRecord(recordOf(entry.frame));
    return `event: frame\nid: ${entry.id}\ndata: ${record.slice(0, -1)},"eventId":${entry.id}}\n\n`;
  }
  const served = servedEvent(entry.id, entry.event);
  return `event: ${served.kind}\nid: ${entry.id}\ndata: ${JSON.stringify(served)}\n\n`;
}
