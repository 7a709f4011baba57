import type { BeepsHeard } from './beep-text.ts';

/** What a person sees of the scan tool that a car serves, as `GET /api/technician` answers it. */

export const TECHNICIAN_UTILITIES = ['reset', 'register', 'erase', 'read', 'faults', 'clear'] as const;
export type TechnicianUtility = (typeof TECHNICIAN_UTILITIES)[number];

/** A button, or a box to tick before going on. */
export interface TechnicianChoice {
  /** What is answered where it is pressed. */
  readonly answer: string;
  readonly label: string;
}

/** Something to type instead of pressing a button. */
export interface TechnicianInput {
  readonly form: 'pass-code' | 'count' | 'vin';
  readonly label: string;
  /** What is typed already. */
  readonly value: string;
}

/** A seed with what its dealer form wants to know. */
export interface TechnicianSeed {
  /** The level it unlocks; 1 is the reset's first pass-code. */
  readonly level: number;
  readonly vin: string;
  /** The fields of the dealer's form by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** As "Copy" copies it. */
  readonly copy: string;
  /** The dealer's form, filled in. */
  readonly link: string;
}

/** What is asked now, or what is watched. */
export interface TechnicianQuestion {
  /** An answer names it; each question has another one. */
  readonly id: number;
  /** `watch`: nothing has to be answered, it goes on when the vehicle does. */
  readonly kind: 'screen' | 'pass-code' | 'retry' | 'count' | 'vehicle' | 'watch';
  /** The bulletin's screen number; null where it gives none. */
  readonly number: string | null;
  readonly title: string;
  readonly text: readonly string[];
  /** The first line warns of what cannot be undone, or says what went wrong. */
  readonly isWarning: boolean;
  /** What went wrong meanwhile. */
  readonly alerts: readonly string[];
  /** The bulletin's NOTEs. */
  readonly notes: readonly string[];
  /** Where beeps are waited for, or have just been heard. */
  readonly beeps: BeepsHeard | null;
  /** What a technician checks before continuing, item by item. */
  readonly checks: readonly string[];
  readonly choices: readonly TechnicianChoice[];
  /** The first choice agrees to the screen. */
  readonly agrees: boolean;
  readonly input: TechnicianInput | null;
  readonly seed: TechnicianSeed | null;
  /** What is being watched, in one line. */
  readonly status: string | null;
  readonly progress: { readonly elapsedMs: number; readonly remainingMs: number } | null;
  /** What is to be done at the car now. */
  readonly stimulus: 'touch-key' | 'open-driver-door' | 'toggle-driver-door' | null;
}

/** A screen that was shown, with what was pressed; never a pass-code. */
export interface TechnicianScreen {
  readonly timeUs: number;
  readonly number: string | null;
  readonly title: string;
  readonly text: readonly string[];
  /** Null where nothing was. */
  readonly pressed: string | null;
}

export interface TechnicianResult {
  readonly outcome: 'done' | 'failed';
  /** A table of two columns. */
  readonly rows: readonly (readonly [label: string, value: string])[];
}

export interface TechnicianState {
  /** The utility that runs, or ran last; null before the first. */
  readonly utility: TechnicianUtility | null;
  readonly running: boolean;
  /** Oldest first. */
  readonly log: readonly TechnicianScreen[];
  readonly question: TechnicianQuestion | null;
  readonly result: TechnicianResult | null;
}
