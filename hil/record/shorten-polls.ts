import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import type { RecordedStep } from './recorded-step.ts';

/** Shorter sequences are written unchanged. */
const LEAST_POLLS = 6;
/** Number of different requests that a waiting tool repeats in turn: results, tester present. */
const MOST_KINDS = 3;
/** Polls with at most this distance keep a session alive (S3 is 5 s). */
const LONGEST_GAP_US: Micros = 4_500 * MICROS_PER_MILLI;

/**
 * A waiting tool repeats the same requests hundreds of times. Of a sequence of requests that only read and have equal
 * answers the first and the last of each kind stay; between them the scenario's own tester keeps the session alive.
 */
export function shortenPolls(steps: readonly RecordedStep[]): readonly RecordedStep[] {
  const shortened: RecordedStep[] = [];
  for (let start = 0; start < steps.length;) {
    const end = endOfRow(steps, start);
    const row = steps.slice(start, end);
    shortened.push(...(row.length < LEAST_POLLS ? row : firstAndLast(row)));
    start = end;
  }
  return shortened;
}

/** The index after the sequence of polls that begins there; after one step, where there is none. */
function endOfRow(steps: readonly RecordedStep[], start: number): number {
  const kinds = new Set<string>();
  let end = start;
  for (let next = steps[end]; next?.poll != null; next = steps[end]) {
    const pauseUs = next.startUs - (steps[end - 1]?.startUs ?? next.startUs);
    kinds.add(next.poll);
    if (end > start && (pauseUs > LONGEST_GAP_US || kinds.size > MOST_KINDS)) break;
    end++;
  }
  return Math.max(end, start + 1);
}

function firstAndLast(row: readonly RecordedStep[]): readonly RecordedStep[] {
  const polls = row.map(({ poll }) => poll);
  const kept: RecordedStep[] = [];
  let before: number | null = null;
  for (const [index, step] of row.entries()) {
    if (polls.indexOf(step.poll) !== index && polls.lastIndexOf(step.poll) !== index) continue;
    if (before === null || before === index - 1) kept.push(step);
    else kept.push(...keptAlive(row[before]?.startUs ?? step.startUs, step));
    before = index;
  }
  return kept;
}

/** The session is kept alive up to a step. */
function keptAlive(fromUs: Micros, step: RecordedStep): readonly RecordedStep[] {
  const { startUs } = step;
  const keepAlive = { verb: 'keepAlive', poll: null };
  return [
    { ...keepAlive, value: 'on', startUs: fromUs, quietSinceUs: fromUs },
    { ...keepAlive, value: 'off', startUs, quietSinceUs: fromUs },
    { ...step, quietSinceUs: startUs },
  ];
}
