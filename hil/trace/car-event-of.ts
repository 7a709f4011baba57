import { fromHex, HexError } from '../../can-bus/bytes/hex.ts';
import { CanFrameError } from '../../can-bus/frame/can-frame.ts';
import { KEY_ID_PATTERN } from '../../ecu-sim/identity/key-id.ts';
import type { CarEvent } from '../car/car-event.ts';
import { frameOf } from './jsonl-decoder.ts';
import type { EventName, TracedEvent } from './trace-record.ts';

/** Reads a field from JSON; undefined where it is of another form. */
type Field = (value: unknown) => unknown;
type Fields = Readonly<Record<string, unknown>>;

const text: Field = (value) => (typeof value === 'string' ? value : undefined);
const number: Field = (value) => (typeof value === 'number' ? value : undefined);
const flag: Field = (value) => (typeof value === 'boolean' ? value : undefined);
const texts: Field = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
const bytes: Field = (value) => (typeof value === 'string' ? fromHex(value) : undefined);
const keyId: Field = (value) =>
  typeof value === 'string' && KEY_ID_PATTERN.test(value) ? Number.parseInt(value, 16) : undefined;
const fields: Field = (value) => withMillivolts(value) ?? undefined;
const frame: Field = (value) => {
  const parts = fieldsOf(value);
  const { id, data } = parts ?? {};
  return parts !== null && typeof id === 'string' && typeof data === 'string' ? frameOf(id, data, parts) : undefined;
};
const outcome: Field = (value) => {
  const { kind, response, ...others } = fieldsOf(value) ?? {};
  if (typeof kind !== 'string') return undefined;
  return { kind, ...others, ...(typeof response === 'string' ? { response: fromHex(response) } : {}) };
};
const locks: Field = (value) => {
  const { driver, others, cause } = fieldsOf(value) ?? {};
  return typeof driver === 'boolean' && typeof others === 'boolean' ? { driver, others, cause } : undefined;
};

function orNull(field: Field): Field {
  return (value) => (value === null ? null : field(value));
}

const REACTION = { keyId, reaction: text, reason: orNull(text) };
const BUS = { node: text, frame };

/** The fields that an event has to have. */
const FORMS: Readonly<Record<EventName, Readonly<Record<string, Field>>>> = {
  uds: { endpoint: text, direction: text, payload: bytes },
  'uds-exchange': {
    target: text,
    request: bytes,
    response: orNull(bytes),
    outcome,
    pendingCount: number,
    startedUs: number,
    finishedUs: number,
  },
  'message-lost': { endpoint: text, direction: text, reason: text },
  'beeps-ordered': { buzzer: text, count: number },
  buzzer: { buzzer: text, on: flag },
  'lock-request': { request: text },
  'locks-changed': { locks },
  flashers: { count: number },
  'trunk-opener': {},
  alarm: { on: flag },
  'key-bound': { keyId, vin: text },
  procedure: { procedure: text, state: text },
  history: { procedure: text, outcome: text, reason: text },
  session: { session: text },
  security: { unlockedLevel: number },
  fault: { code: text, on: flag },
  ecu: { state: text },
  'vehicle-changed': { change: fields },
  'key-made': { keyId, life: text, batteryMv: number },
  'key-removed': { keyId },
  'key-battery-set': { keyId, batteryMv: number },
  'key-moved': { keyId, to: text },
  'key-touched': REACTION,
  'button-pressed': { ...REACTION, button: text },
  'engine-switch-pressed': { running: flag, reason: orNull(text) },
  'faults-set': { faults: fields },
  'faults-cleared': {},
  'dealer-asked': { action: text, by: text, requestNumber: orNull(text), outcome: orNull(text), refusal: orNull(text) },
  'power-cut': {},
  'power-back': {},
  'queue-overflow': BUS,
  'error-frame': BUS,
  'error-state': { node: text, state: text },
  'frame-dropped': BUS,
  'frame-aborted': BUS,
  'fault-struck': { node: text, frame: orNull(frame), fault: text },
  'memory-written': { blocks: texts },
  'memory-damaged': { blocks: texts },
  'memory-repaired': { parts: texts },
  'memory-write-cut': { blocks: texts, bytesWritten: number, totalBytes: number },
};

/** What a car reported, from its record; null where this version knows no such event. */
export function carEventOf(record: TracedEvent): CarEvent | null {
  const { timeUs, source, event: name, ...details } = record;
  const form = formOf(name);
  if (form === null) return null;
  const given = withMillivolts(details) ?? {};
  const event: Record<string, unknown> = { ...given, kind: name };
  try {
    for (const [field, read] of Object.entries(form)) {
      event[field] = read(given[field]);
      if (event[field] === undefined) return null;
    }
  } catch (error) {
    if (isBadValue(error)) return null;
    throw error;
  }
  return isCarEvent(event) ? { timeUs, source, event } : null;
}

function formOf(name: string): Readonly<Record<string, Field>> | null {
  return Object.entries(FORMS).find(([known]) => known === name)?.[1] ?? null;
}

/** Its fields have been read one by one. */
function isCarEvent(event: object): event is CarEvent['event'] {
  return 'kind' in event;
}

function isBadValue(error: unknown): boolean {
  return error instanceof HexError || error instanceof CanFrameError;
}

function withMillivolts(value: unknown): Fields | null {
  const given = fieldsOf(value);
  if (given === null) return null;
  const { batteryV, ...others } = given;
  if (typeof batteryV !== 'number') return given;
  return { ...others, batteryMv: Math.round(batteryV * 1000) };
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
