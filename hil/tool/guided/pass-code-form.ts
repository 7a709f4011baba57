import type { SecurityLevel } from '../../../ecu-sim/smart-key/state.ts';

/** A pass-code in capitals, without blanks from pasting. */
export function passCodeText(typed: string): string {
  return typed.replaceAll(/\s/g, '').toUpperCase();
}

/**
 * The problem with the form of a typed pass-code; null where there is none. An invalid one is not sent to the vehicle.
 */
export function findPassCodeFault(level: SecurityLevel, typed: string): string | null {
  const text = passCodeText(typed);
  const [digits, what, form] =
    level === 1 ? ([6, 'digits', /^\d*$/] as const) : ([12, 'hexadecimal digits (0-9, A-F)', /^[0-9A-F]*$/] as const);
  if (text === '') return `Enter the pass-code (${digits} ${what}), "back" or "exit".`;
  if (!form.test(text)) return `This pass-code consists of ${digits} ${what}.`;
  return text.length === digits ? null : `This pass-code has ${digits} ${what}; you entered ${text.length}.`;
}
