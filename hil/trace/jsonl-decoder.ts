import { counted } from '../../can-bus/text/counted.ts';
import { fromHex, HexError } from '../../can-bus/bytes/hex.ts';
import { CanFrameError, dataFrame, remoteFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { OWN_BUS } from '../../can-bus/trace/frame-record.ts';
import { LineDecoder, shownLine } from '../../can-bus/trace/line-decoder.ts';
import { NO_DETAILS, type TraceDecoder } from '../../can-bus/trace/trace-decoder.ts';
import { withPresentNames } from './former-names.ts';
import { RECORD_KINDS, type TracedEvent, type TraceEntry } from './trace-record.ts';

const EXPECTED = '{"timeUs":12345,"kind":"frame","source":"body","id":"620","data":"0011"}, or another kind of event';
const EXTENDED_DIGITS = 8;

type Fields = Readonly<Record<string, unknown>>;

/** One line of our own JSONL traces. */
export function decodeRecord(text: string, where: string): TraceEntry {
  const bad = (message: string): TraceEntry => ({ kind: 'bad', where, message, expected: EXPECTED });
  const fields = fieldsOf(text);
  if (fields === null) return bad(`${shownLine(text)} is not a JSON object`);
  const { timeUs, kind } = fields;
  if (typeof timeUs !== 'number' || !Number.isSafeInteger(timeUs) || timeUs < 0)
    return bad('timeUs is not a whole number from 0');
  if (kind === 'frame') return decodeFrameLine(fields, timeUs, where);
  if (kind === 'dropped') {
    const what = `${counted(Number(fields['frames']), 'frame')} and ${counted(Number(fields['events']), 'event')} before this, which the car had dropped`;
    return { kind: 'passed-over', where, what };
  }
  const present = withPresentNames(fields);
  return isEventFields(present) ? present : bad(`there is no kind ${JSON.stringify(kind)} with such fields`);
}

/** Reads our own JSONL traces. */
export function jsonlDecoder(): TraceDecoder<TraceEntry> {
  return new LineDecoder<TraceEntry>({
    read: decodeRecord,
    // A truncated JSON object is invalid.
    isWhole: () => true,
    expected: EXPECTED,
  });
}

function fieldsOf(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isEventFields(fields: Fields): fields is TracedEvent {
  const { kind, source, event } = fields;
  const isKnown = RECORD_KINDS.some((known) => known === kind && known !== 'frame');
  return isKnown && typeof source === 'string' && typeof event === 'string';
}

function decodeFrameLine(fields: Fields, timeUs: Micros, where: string): TraceEntry {
  const bad = (message: string): TraceEntry => ({ kind: 'bad', where, message, expected: EXPECTED });
  const { source, id, data, receivedUs, bus: named } = fields;
  if (typeof source !== 'string' || typeof id !== 'string' || typeof data !== 'string') {
    return bad('a frame has source, id and data');
  }
  if (!/^(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{8})$/.test(id)) return bad(`id "${id}" has neither 3 nor 8 hex digits`);
  const stamped = typeof receivedUs === 'number' && Number.isSafeInteger(receivedUs) ? { receivedUs } : {};
  try {
    const bus = typeof named === 'string' && named !== '' ? named : OWN_BUS;
    const frame = frameOf(id, data, fields);
    return { kind: 'frame', timeUs, frame, source, bus, details: NO_DETAILS, ...stamped };
  } catch (error) {
    if (error instanceof CanFrameError || error instanceof HexError) return bad(error.message);
    throw error;
  }
}

/** @throws CanFrameError, HexError */
export function frameOf(idText: string, data: string, { remoteLength, fd }: Fields): CanFrame {
  const id = Number.parseInt(idText, 16);
  const extended = idText.length === EXTENDED_DIGITS;
  if (typeof remoteLength === 'number') return remoteFrame(id, remoteLength, { extended });
  const isFd = typeof fd === 'object' && fd !== null;
  const bitRateSwitch = isFd && 'bitRateSwitch' in fd && fd.bitRateSwitch === true;
  return dataFrame(id, fromHex(data), { extended, fd: isFd, bitRateSwitch });
}
