import type { CanFrame } from '../frame/can-frame.ts';
import type { AdapterState } from './adapter-state.ts';

/** What an AT command asks for. */
export type AtOutcome =
  | { readonly kind: 'answer'; readonly lines: readonly string[] }
  | { readonly kind: 'reset' }
  | { readonly kind: 'monitor'; readonly accepts: (frame: CanFrame) => boolean }
  | { readonly kind: 'remote-frame' }
  | { readonly kind: 'baud-rate' }
  | { readonly kind: 'unknown' };

/** A command: how it is written, without blanks and in upper case, and what it does. */
export interface AtCommand {
  readonly pattern: RegExp;
  /** Clones do not have it. */
  readonly isExtra?: boolean;
  /** @param digits its values as they are written; the empty text for one that is left out */
  readonly run: (state: AdapterState, ...digits: readonly string[]) => AtOutcome;
}

export const UNKNOWN: AtOutcome = { kind: 'unknown' };
export const OK: AtOutcome = { kind: 'answer', lines: ['OK'] };

export function answer(...lines: readonly string[]): AtOutcome {
  return { kind: 'answer', lines };
}

/** A command that sets something, from its values in hexadecimal. */
export function setting(
  pattern: RegExp,
  set: (state: AdapterState, value: number, other: number) => void,
  isExtra: boolean = false,
): AtCommand {
  return {
    pattern,
    isExtra,
    run: (state, first = '', second = '') => {
      set(state, Number.parseInt(first, 16), Number.parseInt(second, 16));
      return OK;
    },
  };
}

/** Commands for other buses, or without an effect here: the adapter accepts them. */
export function accepted(pattern: RegExp, isExtra: boolean = false): AtCommand {
  return { pattern, isExtra, run: () => OK };
}

/** Carries a command out. @param text without `AT` and blanks, in upper case */
export function runAtCommand(state: AdapterState, text: string, commands: readonly AtCommand[]): AtOutcome {
  for (const { pattern, isExtra = false, run } of commands) {
    const match = pattern.exec(text);
    if (match === null) continue;
    if (isExtra && !state.variant.isComplete) return UNKNOWN;
    return run(state, ...match.slice(1).map((digits: string | undefined) => digits ?? ''));
  }
  return UNKNOWN;
}
