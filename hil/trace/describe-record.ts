import { fromHex, HexError, toHex } from '../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { encodeCandumpFrame } from '../../can-bus/trace/candump.ts';
import { secondsText } from '../../can-bus/trace/seconds.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { broadcastName, readBroadcast } from '../../ecu-sim/signals/broadcast-words.ts';
import { DiagnosticChannels } from '../tester/passive-diagnostics.ts';
import { describeRequest } from '../tester/describe-exchange.ts';
import { decodeRecord } from './jsonl-decoder.ts';
import { isRecord, type TracedEvent, type TraceRecord } from './trace-record.ts';

/** A record in one line of words: when, who, what, and what it means. */
export function describeRecord(record: TraceRecord): string {
  const time = `${secondsText(record.timeUs).padStart(14)} s`;
  const what = record.kind === 'frame' ? describeFrame(record.frame) : describeEvent(record);
  return `${time}  ${record.source}: ${what}`;
}

/** A line of a JSONL trace in words, without padding before its time; the line itself where it is no record. */
export function describeLine(line: string): string {
  const entry = decodeRecord(line, 'the line');
  return isRecord(entry) ? describeRecord(entry).trimStart() : line;
}

function describeFrame(frame: CanFrame): string {
  const meaning = meaningOf(frame);
  return `${encodeCandumpFrame(frame)}${meaning === '' ? '' : `  ${meaning}`}`;
}

/** Signals of a broadcast frame, or the message that a single frame of the diagnostics is; empty for all else. */
function meaningOf(frame: CanFrame): string {
  const signals = frame.extended ? null : readBroadcast(frame.id, frame.data);
  if (signals !== null) {
    return `${broadcastName(frame.id)}: ${signals.map(({ name, text }) => `${name} ${text}`).join(', ')}`;
  }
  const heard = new DiagnosticChannels(DEFAULT_PROFILE).take(frame, 0);
  if (heard === null) return '';
  const { message } = heard;
  if (message === null) return 'part of a message';
  const { endpoint, direction, payload } = message;
  const words = direction === 'request' ? describeRequest(payload) : toHex(payload, ' ');
  return `${direction} on ${endpoint}: ${words}`;
}

/** Every event has these; they are in its line already. */
const HEAD_FIELDS: readonly string[] = ['timeUs', 'kind', 'source', 'event'];

function describeEvent(record: TracedEvent): string {
  const details = Object.entries(record).filter(([name]) => !HEAD_FIELDS.includes(name));
  const parts = details.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const { payload, request } = record;
  const meanings = [request, payload].flatMap((hex) => (typeof hex === 'string' ? requestMeaning(hex) : []));
  return [record.event, ...parts, ...meanings].join(' ');
}

/** In brackets; nothing where it is no request that is known. */
function requestMeaning(hex: string): readonly string[] {
  try {
    const words = describeRequest(fromHex(hex));
    return /[a-z]/.test(words) ? [`(${words})`] : [];
  } catch (error) {
    if (!(error instanceof HexError)) throw error;
    return [];
  }
}
