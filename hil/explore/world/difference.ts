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

/** The rules that the answer to a request follows, by its service, and for 0x31 by its routine. */
const RULES_BY_SID: ReadonlyMap<number, string> = new Map([
  [0x10, 'conformance 19, 29 to 33'],
  [0x11, 'conformance 34, RST-5'],
  [0x14, 'VEH-8'],
  [0x19, 'VEH-8'],
  [0x22, 'conformance 48'],
  [0x27, 'AUT-1 to AUT-5, conformance 36 to 47'],
  [0x28, 'conformance 33'],
  [0x2e, 'conformance 49'],
  [0x2f, 'VEH-3'],
  [0x3e, 'conformance 17, 51'],
  [0x85, 'conformance 33'],
]);
const RULES_BY_ROUTINE: ReadonlyMap<number, string> = new Map([
  [1, 'RST-1 to RST-7, conformance 50'],
  [2, 'REG-1 to REG-8, conformance 50'],
  [3, 'ERA-1 to ERA-7, conformance 50'],
]);

export function rulesOfAnswer(request: Uint8Array): string {
  const sid = request[0] ?? 0;
  const rule = sid === 0x31 ? RULES_BY_ROUTINE.get(request[3] ?? 0) : RULES_BY_SID.get(sid);
  return rule ?? 'conformance 1 to 17';
}
