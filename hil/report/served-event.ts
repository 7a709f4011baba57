import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { OWN_BUS } from '../../can-bus/trace/frame-record.ts';
import type { CarEvent, HostedEvent } from '../car/car-event.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';

/**
 * `frame`: complete on the wire. `uds`: a request or a response as a whole. `effect`: beeps, locks, flashers, alarm,
 * a key bound. `state`: procedure, history, session, security, faults, the ECU itself. `hand`: what was done to the
 * car. `bus`: errors and lost frames. `memory`: writes, and what could not be read.
 */
export const SERVED_KINDS = ['frame', 'uds', 'effect', 'state', 'hand', 'bus', 'memory'] as const;
export type ServedKind = (typeof SERVED_KINDS)[number];

type Inner = CarEvent['event']['kind'];

const KIND_OF: Readonly<Record<Inner, ServedKind>> = {
  uds: 'uds',
  'uds-exchange': 'uds',
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
  'vehicle-changed': 'hand',
  'key-made': 'hand',
  'key-moved': 'hand',
  'key-touched': 'hand',
  'button-pressed': 'hand',
  'engine-switch-pressed': 'hand',
  'faults-set': 'hand',
  'faults-cleared': 'hand',
  'dealer-asked': 'hand',
  'power-cut': 'hand',
  'power-back': 'hand',
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

/** A frame in JSON: id of 3 hex digits, 8 where it has 29 bits; data as hex. */
export interface ServedFrame {
  readonly id: string;
  readonly data: string;
  /** Only of a remote frame: the bytes it asks for. */
  readonly remoteLength?: number;
  /** Only of a CAN FD frame: whether its bit rate is switched. */
  readonly fd?: { readonly bitRateSwitch: boolean };
}

export interface ServedFrameEvent extends ServedFrame {
  readonly timeUs: Micros;
  readonly kind: 'frame';
  /** The node that sent it. */
  readonly source: string;
  /** Vehicle time at which a port received it from outside; only where the port has stamped it. */
  readonly receivedUs?: Micros;
  /** The bus it was on, only where that is not `can0`: in traces made of other programs' logs. */
  readonly bus?: string;
}

/** Anything but a frame; `event` says what, and further fields what of it: ids and bytes in upper-case hex. */
export interface ServedReport {
  readonly timeUs: Micros;
  readonly kind: Exclude<ServedKind, 'frame'>;
  /** The node, `hand`, `dealer` or `bus`. */
  readonly source: string;
  readonly event: Inner;
  readonly [detail: string]: unknown;
}

export type ServedEvent = ServedFrameEvent | ServedReport;

/** Under which kind an event is served. */
export function servedKindOf(happened: HostedEvent): ServedKind {
  return happened.kind === 'frame' ? 'frame' : KIND_OF[happened.event.event.kind];
}

/** What happened as JSON has it, for event streams and traces alike. */
export function servedEvent(happened: HostedEvent): ServedEvent {
  if (happened.kind === 'frame') {
    const { timeUs, frame, sender, receivedUs, bus = OWN_BUS } = happened;
    const received = receivedUs === undefined ? {} : { receivedUs };
    const named = bus === OWN_BUS ? {} : { bus };
    return { timeUs, kind: 'frame', source: sender, ...named, ...received, ...servedFrame(frame) };
  }
  const { timeUs, source, event } = happened.event;
  const { kind: inner, ...details } = event;
  const kind = KIND_OF[inner];
  if (kind === 'frame') throw new TypeError(`${inner} is no frame`);
  return { timeUs, kind, source, event: inner, ...servedFields(details) };
}

function servedFrame(frame: CanFrame): ServedFrame {
  const id = numberToHex(frame.id, frame.extended ? 8 : 3);
  const data = toHex(frame.data);
  if (frame.kind === 'remote') return { id, data, remoteLength: frame.length };
  return frame.fd ? { id, data, fd: { bitRateSwitch: frame.bitRateSwitch } } : { id, data };
}

function servedFields(fields: object): Record<string, unknown> {
  const served: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'keyId' && typeof value === 'number') served[name] = formatKeyId(value);
    else if (name === 'batteryMv' && typeof value === 'number') served['batteryV'] = value / 1000;
    else served[name] = servedValue(value);
  }
  return served;
}

function servedValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof CanFrame) return servedFrame(value);
  if (Array.isArray(value)) return value.map(servedValue);
  return typeof value === 'object' && value !== null ? servedFields(value) : value;
}
