import { counted } from '../../can-bus/text/counted.ts';
import type { BrokenMessage } from './transport-watch.ts';

/**
 * Why nothing follows from a response that is missing: the log ends before its time is over, a part of the log that was
 * skipped may hold it, or the ECU restarts.
 */
export type Unjudged = 'log-ends' | 'skipped' | 'restart';

const MISSING: Readonly<Record<Unjudged, string>> = {
  'log-ends': 'the log ends before it could be answered',
  skipped: 'no response, but a part of the log behind it was skipped',
  restart: 'no response: the ECU restarts',
};

/**
 * In place of the outcome.
 *
 * @param brokenOff how much of the message came; null where none of it did
 */
export function unjudgedWords(why: Unjudged, brokenOff: BrokenMessage | null, what = 'the response'): string {
  if (brokenOff === null) return MISSING[why];
  const part = `${brokenOff.received} of ${counted(brokenOff.length, 'byte')} of ${what}`;
  return why === 'log-ends' ? `the log ends after ${part}` : `a part of the log was skipped after ${part}`;
}
