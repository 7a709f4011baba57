import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { DiagnosticPair } from '../../../../hil/explain/diagnostic-pair.ts';
import type { Explained } from '../../../../hil/explain/explained.ts';
import { Explainer } from '../../../../hil/explain/explainer.ts';

/** Milliseconds, id (8 digits: 29 bits), data. */
export type Line = readonly [ms: number, id: string, data: string];

/** A part of the log that cannot be read. */
export const SKIPPED = 'skipped';
/** A line of a log, or a part that is skipped. */
export type LogPart = Line | typeof SKIPPED;

/** A frame of no diagnostics, when every time has run out. */
export const MUCH_LATER: Line = [60_000, '123', '00'];

interface ExplainedLog {
  readonly explainer: Explainer;
  readonly items: readonly Explained[];
}

export function explainLog(lines: readonly LogPart[], given: readonly DiagnosticPair[] = []): ExplainedLog {
  const items: Explained[] = [];
  const explainer = new Explainer(given, (item) => items.push(item));
  for (const line of lines) {
    if (line === SKIPPED) {
      explainer.skipped();
      continue;
    }
    const [ms, id, data] = line;
    const frame = dataFrame(Number.parseInt(id, 16), fromHex(data.replaceAll(' ', '')), { extended: id.length > 3 });
    explainer.take(frame, ms * 1000, 'can0');
  }
  explainer.end();
  return { explainer, items };
}

/** Rules that are broken, by number. */
export function brokenRules(lines: readonly LogPart[], given: readonly DiagnosticPair[] = []): readonly number[] {
  return explainLog(lines, given)
    .explainer.ledger.rules.filter(({ broken }) => broken > 0)
    .map(({ rule }) => rule);
}
