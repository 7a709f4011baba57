import { toHex } from '../../can-bus/bytes/hex.ts';
import { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { OWN_BUS } from '../../can-bus/trace/frame-record.ts';
import type { CarEvent, CarRecord } from '../car/car-event.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { frameJson } from './record-json.ts';
import type { EventKind, EventName, RecordKind, TracedEvent, TraceRecord } from './trace-record.ts';

const KIND_OF: Readonly<Record<EventName, EventKind>> = {
  uds: 'uds',
  'uds-exchange': 'uds',
  'message-lost': 'uds',
  'beeps-ordered': 'effect',
  buzzer: 'effect',
  'lock-request': 'effect',
  'locks-changed': 'effect',
  flashers: 'effect',
  'trunk-opener': 'effect',
  alarm: 'effect',
  'key-bound': 'effect',
  procedure: 'state',
  history: 'state',
  session: 'state',
  security: 'state',
  fault: 'state',
  ecu: 'state',
  'vehicle-changed': 'stimulus',
  'key-made': 'stimulus',
  'key-removed': 'stimulus',
  'key-battery-set': 'stimulus',
  'key-moved': 'stimulus',
  'key-touched': 'stimulus',
  'button-pressed': 'stimulus',
  'engine-switch-pressed': 'stimulus',
  'faults-set': 'stimulus',
  'faults-cleared': 'stimulus',
  'dealer-asked': 'dealer',
  'power-cut': 'stimulus',
  'power-back': 'stimulus',
  'queue-overflow': 'bus',
  'error-frame': 'bus',
  'error-state': 'bus',
  'frame-dropped': 'bus',
  'frame-aborted': 'bus',
  'fault-struck': 'bus',
  'memory-written': 'memory',
  'memory-damaged': 'memory',
  'memory-repaired': 'memory',
  'memory-write-cut': 'memory',
};

/** Of which kind the record of something will be. */
export function kindOf(happened: CarRecord): RecordKind {
  return 'frame' in happened ? 'frame' : KIND_OF[happened.event.kind];
}

/** What a car reports, as a record. */
export function recordOf(happened: CarRecord): TraceRecord {
  if (!('frame' in happened)) return eventRecordOf(happened);
  const { timeUs, frame, sender, receivedUs, bus = OWN_BUS } = happened;
  const record = { kind: 'frame', timeUs, source: sender, frame, bus } as const;
  return receivedUs === undefined ? record : { ...record, receivedUs };
}

export function eventRecordOf({ timeUs, source, event }: CarEvent): TracedEvent {
  const { kind: name, ...details } = event;
  return { timeUs, kind: KIND_OF[name], source, event: name, ...jsonFields(details) };
}

function jsonFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const name in fields) {
    const value = fields[name];
    if (name === 'keyId' && typeof value === 'number') json[name] = formatKeyId(value);
    else if (name === 'batteryMv' && typeof value === 'number') json['batteryV'] = value / 1000;
    else json[name] = jsonValue(value);
  }
  return json;
}

function jsonValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof CanFrame) return frameJson(value);
  if (Array.isArray(value)) return value.map(jsonValue);
  return typeof value === 'object' && value !== null ? jsonFields({ ...value }) : value;
}
