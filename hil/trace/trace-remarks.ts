import type { FrameDetail } from '../../can-bus/trace/trace-decoder.ts';
import type { TraceEntry } from './trace-record.ts';

/** Number of remarks kept individually. */
const MAX_REMARKS = 20;

type BadRemark = Extract<TraceEntry, { kind: 'bad' }>;
type CutOffRemark = Extract<TraceEntry, { kind: 'cut-off' }>;

/** Remarks on a trace, beside its frames and events. */
export class TraceRemarks {
  /** What was skipped, and how many times. */
  readonly passedOver: Map<string, number> = new Map<string, number>();
  /** Properties of frames that none of our formats keeps, with the number of frames. */
  readonly notKept: Map<FrameDetail, number> = new Map<FrameDetail, number>();
  /** Unreadable lines or blocks: the first ones. */
  readonly bad: BadRemark[] = [];
  /** Their total number. */
  badCount = 0;
  cutOff: CutOffRemark | null = null;

  take(item: TraceEntry): void {
    switch (item.kind) {
      case 'frame':
        for (const detail of item.details ?? []) count(this.notKept, detail);
        return;
      case 'passed-over':
        count(this.passedOver, item.what);
        return;
      case 'bad':
        this.badCount++;
        if (this.bad.length < MAX_REMARKS) this.bad.push(item);
        return;
      case 'cut-off':
        this.cutOff = item;
        return;
      case 'uds':
      case 'effect':
      case 'state':
      case 'stimulus':
      case 'bus':
      case 'memory':
      case 'dealer':
        return;
    }
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const DETAIL_WORDS: Readonly<Record<FrameDetail, string>> = {
  sent: 'the direction Tx',
  'error-state': 'the error state indicator (ESI)',
  'raw-dlc': 'a DLC above 8',
};

/** Unreadable and truncated parts, in lines for people. */
export function badLines({ bad, badCount, cutOff }: TraceRemarks, input: string, level: 'error' | 'warning'): string[] {
  const lines = bad.map(
    ({ where, message, expected }) => `${level}: ${input}, ${where}: ${message}; expected ${expected}`,
  );
  if (badCount > bad.length) lines.push(`${level}: and ${badCount - bad.length} more`);
  if (cutOff !== null) lines.push(`warning: ${input} is cut off at ${cutOff.where}: ${cutOff.message}`);
  return lines;
}

/**
 * What is missing from the output, in lines for people. @param details those that count there; all of them by default
 */
export function leftOutLines(
  { passedOver, notKept }: TraceRemarks,
  details: readonly FrameDetail[] = ['sent', 'error-state', 'raw-dlc'],
): string[] {
  return [
    ...[...passedOver].map(([what, times]) => `passed over: ${what}${times === 1 ? '' : ` (${times} times)`}`),
    ...[...notKept]
      .filter(([detail]) => details.includes(detail))
      .map(
        ([detail, frames]) =>
          `warning: not kept: ${DETAIL_WORDS[detail]} of ${frames} ${frames === 1 ? 'frame' : 'frames'}`,
      ),
  ];
}
