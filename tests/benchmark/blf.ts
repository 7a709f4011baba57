import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { encodeBlf } from '../../can-bus/trace/blf.ts';
import { BlfDecoder } from '../../can-bus/trace/blf-decoder.ts';
import type { TraceItem } from '../../can-bus/trace/trace-decoder.ts';
import { atLeast, type Row } from './figures.ts';

const FRAMES = 1_000_000;
const ASKED = 300_000;
const CHUNK_BYTES = 65_536;

/** Frames a second by processor time. */
function speed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (FRAMES / (user + system)) * 1e6;
}

function* frames(): Generator<
  { readonly timeUs: number; readonly frame: ReturnType<typeof dataFrame> },
  void,
  undefined
> {
  for (let index = 0; index < FRAMES; index++) {
    const data = Uint8Array.of(index & 0xff, (index >> 8) & 0xff, (index >> 16) & 0xff, 4, 5, 6, 7, 8);
    yield { timeUs: index * 250, frame: dataFrame(0x100 + (index % 40), data) };
  }
}

/** A BLF log, compressed, written and read. */
export function blfRows(): readonly Row[] {
  const parts: Uint8Array[] = [];
  const written = speed(() => parts.push(...encodeBlf(frames(), '2019-07-01T08:00:00Z')));
  const file = Buffer.concat(parts);
  let count = 0;
  const read = speed(() => {
    const decoder = new BlfDecoder();
    for (let at = 0; at < file.length; at += CHUNK_BYTES) {
      const items: TraceItem[] = [];
      decoder.push(file.subarray(at, at + CHUNK_BYTES), items);
      count += items.length;
    }
  });
  if (count !== FRAMES) throw new Error(`${count} frames were read`);
  return [
    atLeast('BLF written, compressed', written, 'frames/s', ASKED, ASKED),
    atLeast('BLF read, compressed', read, 'frames/s', ASKED, ASKED),
  ];
}
