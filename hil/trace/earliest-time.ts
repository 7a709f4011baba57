import { statSync } from 'node:fs';
import type { Micros } from '../../can-bus/time/micros.ts';
import { openTrace, type ReadTraceOptions } from './read-trace.ts';
import { STANDARD_STREAM } from './standard-stream.ts';
import { isEvent } from './trace-record.ts';

/**
 * The earliest time in a trace, which need not be the first one; null where there is none, and where the trace can be
 * read only once: standard input, a pipe.
 *
 * @param withEvents whether events other than frames count
 * @throws TraceFileError
 */
export async function earliestTime(
  path: string,
  withEvents: boolean,
  reading: ReadTraceOptions = {},
): Promise<Micros | null> {
  if (path === STANDARD_STREAM || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const { items } = await openTrace(path, reading);
  let earliestUs: Micros | null = null;
  for await (const portion of items) {
    for (const item of portion) {
      if (item.kind !== 'frame' && !(withEvents && isEvent(item))) continue;
      const { timeUs } = item;
      if (earliestUs === null || timeUs < earliestUs) earliestUs = timeUs;
    }
  }
  return earliestUs;
}
