import type { TraceDecoder } from '../../../../can-bus/trace/trace-decoder.ts';

/** All that a decoder makes of a file. @param pieces how many bytes it is given at a time */
export function readAll<Item>(decoder: TraceDecoder<Item>, file: string | Uint8Array, pieces = 65_536): Item[] {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const items: Item[] = [];
  for (let at = 0; at < bytes.length; at += pieces) decoder.push(bytes.subarray(at, at + pieces), items);
  decoder.end(items);
  return items;
}
