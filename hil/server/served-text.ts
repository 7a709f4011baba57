import { isServedOnly, servedEvent } from '../trace/feed-event.ts';
import { kindOf, recordOf } from '../trace/record-of-car.ts';
import { encodeRecord, recordJson } from '../trace/record-json.ts';
import type { ServedKind } from '../view/served-event.ts';
import type { FeedEntry } from './feed-log.ts';

/** Kinds by which a client may choose. */
export function kindOfEntry(entry: FeedEntry): ServedKind {
  if (entry.event === undefined) return 'frame';
  return isServedOnly(entry.event) ? entry.event.servedKind : kindOf(entry.event);
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
