import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import { MAX_BASE_ID } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';

/** An id in the form of bus logs: three hex digits, eight for 29 bits. */
export function formatCanId(id: number): string {
  return `0x${numberToHex(id, id > MAX_BASE_ID ? 8 : 3)}`;
}

/** A time span in the largest unit that gives a short number: `10 s`, `1 us`, `50 ms`. */
export function formatSpan(us: Micros): string {
  if (us >= MICROS_PER_SECOND && us % MICROS_PER_MILLI === 0) return `${us / MICROS_PER_SECOND} s`;
  if (us >= MICROS_PER_MILLI && us % MICROS_PER_MILLI === 0) return `${us / MICROS_PER_MILLI} ms`;
  return us >= MICROS_PER_SECOND ? `${(us / MICROS_PER_SECOND).toFixed(6)} s` : `${us} us`;
}

/** Bytes as a report shows them. */
export function formatBytes(bytes: Uint8Array): string {
  return toHex(bytes, ' ');
}
