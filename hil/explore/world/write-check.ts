import type { NvmContent } from '../../../ecu-sim/memory/content.ts';
import { ContentForms } from './content-forms.ts';
import type { Difference } from './difference.ts';
import { brokenWriteRule } from './write-cuts.ts';

/** More than the forms of contents in any world: two of them together are a whole number. */
const MAX_FORMS = 2 ** 26;

/** Checks writes byte by byte, once for each pair of contents that differ in more than counters and times. */
export class WriteCheck {
  readonly #forms = new ContentForms();
  /** Pairs of forms between which a write was checked. */
  readonly #pairs = new Set<number>();
  /** Forms after which a write of counters and times was checked. */
  readonly #logs = new Set<number>();
  /** The content before the last write, and its form: the same for each input of a state. */
  #last: { readonly content: NvmContent; readonly form: number } | null = null;

  /** @returns the rule that this write breaks; null where it breaks none, or was checked before */
  check(before: NvmContent, after: NvmContent): Difference | null {
    if (this.#last?.content !== before) this.#last = { content: before, form: this.#forms.numberOf(before) };
    const { form } = this.#last;
    const isLog = sameButForLog(before, after);
    const checked = isLog ? this.#logs : this.#pairs;
    const name = isLog ? form : form * MAX_FORMS + this.#forms.numberOf(after);
    if (checked.has(name)) return null;
    checked.add(name);
    return brokenWriteRule(before, after);
  }
}

/** The write changes counters, times and nonces only. */
function sameButForLog(before: NvmContent, after: NvmContent): boolean {
  const isSameRun = before.lastRuns === after.lastRuns && before.resetIncomplete === after.resetIncomplete;
  const isSameLock = before.attempts === after.attempts && before.delayPending === after.delayPending;
  return isSameRun && isSameLock && before.slots === after.slots && before.retired === after.retired;
}
