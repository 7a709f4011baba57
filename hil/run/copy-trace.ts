import { open } from 'node:fs/promises';

const CHUNK_BYTES = 262_144;
const LINE_END = 0x0a;
/** Of the line after the last whole one: readers see that the trace is cut off there. */
const REST_BYTES = 8;

/**
 * Copies the first records of a JSONL trace; where there are more, the copy ends within the next one, as a trace that
 * was cut off.
 *
 * @returns whether it is the whole trace
 */
export async function copyTrace(from: string, to: string, records: number): Promise<boolean> {
  const [input, output] = [await open(from, 'r'), await open(to, 'w')];
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    let lines = 0;
    for (;;) {
      const { bytesRead } = await input.read(buffer);
      if (bytesRead === 0) return true;
      let end = 0;
      while (lines < records) {
        const next = buffer.subarray(0, bytesRead).indexOf(LINE_END, end);
        if (next < 0) break;
        lines += 1;
        end = next + 1;
      }
      if (lines < records) await output.write(buffer, 0, bytesRead);
      else if (end < bytesRead) {
        await output.write(buffer, 0, Math.min(bytesRead, end + REST_BYTES));
        return false;
      } else await output.write(buffer, 0, bytesRead);
    }
  } finally {
    await input.close();
    await output.close();
  }
}
