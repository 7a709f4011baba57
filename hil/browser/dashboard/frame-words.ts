import { fromHex } from '../../../can-bus/bytes/hex.ts';
import { decodeSignal } from '../../../can-bus/dbc/signal.ts';
import { BROADCAST_MESSAGES } from '../../../ecu-sim/signals/broadcast-database.ts';
import type { ServedFrame } from '../../view/served-event.ts';

/** Names of the diagnostic channels by id. */
const CHANNELS: Readonly<Record<string, string>> = {
  '7DF': 'functional request',
  '7E0': 'engine request',
  '7E8': 'engine response',
  '750': 'request',
  '758': 'response',
};

function messageOf({ id }: ServedFrame): (typeof BROADCAST_MESSAGES)[number] | undefined {
  return id.length === 3 ? BROADCAST_MESSAGES.find((message) => message.id === Number.parseInt(id, 16)) : undefined;
}

/** The frame's name: of a broadcast message, or of a diagnostic channel; empty for any other id. */
export function nameOf(frame: ServedFrame): string {
  return messageOf(frame)?.name ?? CHANNELS[frame.id] ?? '';
}

/** The signals of a broadcast message, each with its value; empty for other frames. */
export function signalsOf(frame: ServedFrame): string {
  const message = messageOf(frame);
  if (message === undefined || frame.data.length < message.length * 2) return '';
  const data = fromHex(frame.data);
  return message.signals.map((spec) => `${spec.name} ${decodeSignal(data, spec)}`).join(', ');
}
