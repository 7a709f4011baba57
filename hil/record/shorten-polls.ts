import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import type { RecordedStep } from './recorded-step.ts';

/** Fewer than this are written as they were. */
const LEAST_POLLS = 5;
/** Polls this far apart keep a session alive (S3 is 5 s). */
const LONGEST_GAP_US: Micros = 4_500 * MICROS_PER_MILLI;

/**
 * A tool that waits asks the same again and again, hundreds of times. Of a row of requests that only look and are
 * answered alike the first and the last stay; between them the scenario's own tester keeps the session alive.
 */
export function shortenPolls(steps: readonly RecordedStep[]): readonly RecordedStep[] {
  const shortened: RecordedStep[] = [];
  for (let start = 0; start < steps.length;) {
    const end = endOfRow(steps, start);
    const [first, last] = [steps[start], steps[end - 1]];
    if (first === undefined || last === undefined) break;
    if (end - start < LEAST_POLLS) shortened.push(...steps.slice(start, end));
    else {
      const { startUs } = last;
      const silent = { verb: 'keepAlive', poll: null };
      const on: RecordedStep = { ...silent, value: 'on', startUs: first.startUs, quietSinceUs: first.startUs };
      const off: RecordedStep = { ...silent, value: 'off', startUs, quietSinceUs: first.startUs };
      shortened.push(first, on, off, { ...last, quietSinceUs: startUs });
    }
    start = end;
  }
  return shortened;
}

/** The index behind the row of like requests that begins there: one step, where it is none of such a row. */
function endOfRow(steps: readonly RecordedStep[], start: number): number {
  const first = steps[start];
  let end = start + 1;
  if (first?.poll == null) return end;
  for (let next = steps[end]; next?.poll === first.poll; next = steps[end]) {
    if (next.startUs - (steps[end - 1]?.startUs ?? 0) > LONGEST_GAP_US) break;
    end++;
  }
  return end;
}
