import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { OWN_BUS } from '../../can-bus/trace/frame-record.ts';
import type { TracedEvent, TracedFrame, TraceRecord } from './trace-record.ts';

/** A frame in JSON: id of 3 hex digits, 8 where it has 29 bits; data as hex. */
interface FrameJson {
  readonly id: string;
  readonly data: string;
  /** Only of a remote frame: the bytes it asks for. */
  readonly remoteLength?: number;
  /** Only of a CAN FD frame: whether its bit rate is switched. */
  readonly fd?: { readonly bitRateSwitch: boolean };
}

interface FrameRecordJson extends FrameJson {
  readonly timeUs: Micros;
  readonly kind: 'frame';
  readonly source: string;
  readonly receivedUs?: Micros;
  /** Only where it is not `can0`: in traces converted from other programs' logs. */
  readonly bus?: string;
}

/** A record in its one JSON form; an event is that form already. */
export function recordJson(record: TraceRecord): FrameRecordJson | TracedEvent {
  return record.kind === 'frame' ? frameRecordJson(record) : record;
}

/** As a line of a JSONL trace without its line end, or the data of a server-sent event. */
export function encodeRecord(record: TraceRecord): string {
  return JSON.stringify(recordJson(record));
}

export function frameJson(frame: CanFrame): FrameJson {
  const id = numberToHex(frame.id, frame.extended ? 8 : 3);
  const data = toHex(frame.data);
  if (frame.kind === 'remote') return { id, data, remoteLength: frame.length };
  return frame.fd ? { id, data, fd: { bitRateSwitch: frame.bitRateSwitch } } : { id, data };
}

function frameRecordJson({ timeUs, source, frame, bus, receivedUs }: TracedFrame): FrameRecordJson {
  const received = receivedUs === undefined ? {} : { receivedUs };
  const named = bus === OWN_BUS ? {} : { bus };
  return { timeUs, kind: 'frame', source, ...named, ...received, ...frameJson(frame) };
}
