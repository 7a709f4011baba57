import { fromHex } from '../../../can-bus/bytes/hex.ts';
import { broadcastName, readBroadcast } from '../../../ecu-sim/signals/broadcast-words.ts';
import type { ServedFrame } from '../../view/served-event.ts';

/** Names of the diagnostic channels by id. */
const CHANNELS: Readonly<Record<string, string>> = {
  '7DF': 'functional request',
  '7E0': 'engine request',
  '7E8': 'engine response',
  '750': 'request',
  '758': 'response',
};

/** Broadcast messages have 11-bit ids; null for a longer one. */
function shortId({ id }: ServedFrame): number | null {
  return id.length === 3 ? Number.parseInt(id, 16) : null;
}

/** The frame's name: of a broadcast message, or of a diagnostic channel; empty for any other id. */
export function nameOf(frame: ServedFrame): string {
  const id = shortId(frame);
  return (id === null ? undefined : broadcastName(id)) ?? CHANNELS[frame.id] ?? '';
}

/** The signals of a broadcast message in words: those that are not 0, and those with a value table; empty for other frames. */
export function signalsOf(frame: ServedFrame): string {
  const id = shortId(frame);
  const signals = id === null || broadcastName(id) === undefined ? null : readBroadcast(id, fromHex(frame.data));
  if (signals === null) return '';
  const shown = signals.filter(({ coded, isListed }) => coded !== 0 || isListed);
  return shown.length === 0 ? 'all signals 0' : shown.map(({ name, text }) => `${name} ${text}`).join(', ');
}
