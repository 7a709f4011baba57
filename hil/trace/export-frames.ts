import { openTrace } from './read-trace.ts';
import { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

/** The formats for other programs, with their extensions. */
const ENDINGS: readonly (readonly [TraceFormat, string])[] = [
  ['candump', '.log'],
  ['asc', '.asc'],
  ['pcapng', '.pcapng'],
];

/**
 * Writes the frames of a JSONL trace in the other formats beside it, in portions.
 *
 * @param calendarStart the date at time 0, for ASC
 * @returns their paths
 * @throws TraceFileError
 */
export async function exportFrames(path: string, calendarStart: string): Promise<readonly string[]> {
  const stem = path.replace(/\.jsonl$/, '');
  const files = ENDINGS.map(([format, ending]) => TraceFile.open(stem + ending, { format, calendarStart }));
  try {
    const { items } = await openTrace(path, { format: 'jsonl' });
    for await (const some of items) {
      for (const item of some) {
        if (item.kind !== 'frame') continue;
        for (const file of files) file.frame(item.timeUs, item.frame, item.source);
      }
    }
  } finally {
    for (const file of files) file.close();
  }
  const trouble = files.find((file) => file.trouble !== null)?.trouble ?? null;
  if (trouble !== null) throw trouble;
  return files.map((file) => file.path);
}
