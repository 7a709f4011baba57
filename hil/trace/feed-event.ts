import type { Micros } from '../../can-bus/time/micros.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { Refusal } from '../view/refusal.ts';
import { passCodeBytesOfHex } from '../view/sent-key.ts';
import type { OtherEvent, ServedKind } from '../view/served-event.ts';
import { eventText } from './event-text.ts';
import { eventRecordOf } from './record-of-car.ts';

/** What is served and in no trace: it follows from the rest, or happens around the car and not in it. */
export interface ServedOnlyEvent {
  readonly timeUs: Micros;
  readonly source: string;
  readonly servedKind: Exclude<ServedKind, 'frame'>;
  readonly event: { readonly kind: string; readonly [detail: string]: unknown };
}

/** An event with its explanation: why something was refused is found out when it happens. */
export type FeedEvent = (CarEvent | ServedOnlyEvent) & {
  readonly refusal?: Refusal;
  /** The same exchange, as a tester of this process reports it: it is in traces, and not served once more. */
  readonly isDoubled?: true;
};

export function isServedOnly(event: FeedEvent): event is FeedEvent & ServedOnlyEvent {
  return 'servedKind' in event;
}

/** An event in words, as it is served: without the bytes of a pass-code, which frames and traces have as they were sent. */
export function servedEvent(id: number, event: FeedEvent): OtherEvent {
  const record = withoutPassCode(recordFields(event));
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

/** Where the bytes of a request are, by the name of the event. */
const REQUEST_FIELDS: Readonly<Record<string, string>> = { uds: 'payload', 'uds-exchange': 'request' };

function withoutPassCode(fields: EventFields): EventFields {
  const name = REQUEST_FIELDS[fields.event];
  const hex = name === undefined ? undefined : fields[name];
  const hiddenBytes = typeof hex === 'string' ? passCodeBytesOfHex(hex) : 0;
  if (name === undefined || typeof hex !== 'string' || hiddenBytes === 0) return fields;
  return { ...fields, [name]: hex.slice(0, -2 * hiddenBytes), hiddenBytes };
}

function recordFields(event: FeedEvent): EventFields {
  if (!isServedOnly(event)) return eventRecordOf(event);
  const { kind: name, ...details } = event.event;
  return { timeUs: event.timeUs, kind: event.servedKind, source: event.source, event: name, ...details };
}
