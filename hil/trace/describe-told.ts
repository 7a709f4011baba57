import { decodeSignal } from '../../can-bus/dbc/signal.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { encodeCandumpFrame } from '../../can-bus/trace/candump.ts';
import { secondsText } from '../../can-bus/trace/seconds.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { BROADCAST_MESSAGES } from '../../ecu-sim/signals/broadcast-database.ts';
import { DiagnosticChannels } from '../tester/passive-diagnostics.ts';
import { describeRequest } from '../tester/describe-exchange.ts';
import { timeOf, type Told } from './compare-traces.ts';
import { toHex } from '../../can-bus/bytes/hex.ts';

/** Fields that every event has. */
const HEAD_FIELDS: readonly string[] = ['timeUs', 'kind', 'source', 'event'];

/** A record of a trace in one line: time, frame or event, and what it means. */
export function describeTold(told: Told): string {
  const time = `${secondsText(timeOf(told)).padStart(14)} s`;
  if (told.kind === 'frame') {
    const meaning = meaningOf(told.frame);
    return `${time}  ${told.source}  ${encodeCandumpFrame(told.frame)}${meaning === '' ? '' : `  ${meaning}`}`;
  }
  const { source, event } = told.report;
  const details = Object.fromEntries(Object.entries(told.report).filter(([name]) => !HEAD_FIELDS.includes(name)));
  return `${time}  ${source}  ${event} ${JSON.stringify(details)}`;
}

/** Signals of a broadcast frame, or the message that a single frame of the diagnostics is; empty for all else. */
function meaningOf(frame: CanFrame): string {
  const broadcast = frame.extended ? undefined : BROADCAST_MESSAGES.find(({ id }) => id === frame.id);
  if (broadcast !== undefined && frame.data.length >= broadcast.length) {
    const signals = broadcast.signals.map((spec) => `${spec.name} ${decodeSignal(frame.data, spec)}`);
    return `${broadcast.name}: ${signals.join(', ')}`;
  }
  const heard = new DiagnosticChannels(DEFAULT_PROFILE).take(frame, 0);
  if (heard === null) return '';
  const { message } = heard;
  if (message === null) return 'part of a message';
  const { endpoint, direction, payload } = message;
  const words = direction === 'request' ? describeRequest(payload) : toHex(payload, ' ');
  return `${direction} on ${endpoint}: ${words}`;
}
