/** Firmware and oracle disagree, or an invariant does not hold: the rule, and both sides. */
export interface Difference {
  /** As in the rules: `RST-4`, `conformance 30`; several where the observation fits each of them. */
  readonly rule: string;
  /** What was compared. */
  readonly what: string;
  readonly firmware: string;
  readonly oracle: string;
}

/** What a side may be. */
export type Shown = string | number | boolean | null | undefined;

/** A side that has no value is shown as `none`. */
export function difference(rule: string, what: string, firmware: Shown, oracle: Shown): Difference {
  return { rule, what, firmware: String(firmware ?? 'none'), oracle: String(oracle ?? 'none') };
}
