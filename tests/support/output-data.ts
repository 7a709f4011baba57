import type { OutputData } from '../../can-bus/ports/bounded-output.ts';

/** What a protocol sends, as text: one character for each byte. */
export function textOf(data: OutputData): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
}

/** The same as bytes. */
export function bytesOf(data: OutputData): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
}
