import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { KeySeedText } from '../../ecu-sim/identity/seed-data.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';

/**
 * What a conversation asks of its driver, and what it gets back. A conversation does nothing itself: it is a generator
 * that yields a command, gets the reply of the same kind, and returns a result. A driver carries the commands out: in
 * virtual time against a car in this process, or over a port against what is on the bus.
 */

/** Send a request to the Smart Key ECU and wait for its answer, 0x78 and 0x21 seen to. */
export interface RequestCommand {
  readonly kind: 'request';
  readonly payload: Uint8Array;
  /** To all ECUs instead of the Smart Key ECU alone; false where absent. */
  readonly functional?: boolean;
  /** Silence is what is looked for; by default where bit 7 of the sub-function says so. */
  readonly suppress?: boolean;
}

/** Send a message and gather all that is answered, until a final response or the end of P2 (P2* after a 0x78). */
export interface GatherCommand {
  readonly kind: 'gather';
  readonly payload: Uint8Array;
  readonly functional: boolean;
}

/** Send frames as they are, one behind the other, and gather what the ECU sends until `listenUs` after the last. */
export interface FramesCommand {
  readonly kind: 'frames';
  /** What comes after the id and, where there is one, the address byte. */
  readonly frames: readonly Uint8Array[];
  readonly functional: boolean;
  readonly listenUs: Micros;
}

/** A command that the tester itself carries out on the bus. */
export type BusCommand = RequestCommand | GatherCommand | FramesCommand;

/** Let vehicle time pass. */
interface WaitCommand {
  readonly kind: 'wait';
  readonly durationUs: Micros;
  /** Nothing is sent meanwhile, so that a session may end; it is kept alive where absent. */
  readonly silent?: boolean;
}

/** What the tool shows of a seed, and the dealer types into a form. */
export type ShownSeed =
  /** Level 1: 16 hexadecimal digits. */
  | { readonly kind: 'seed-number'; readonly seedNumber: string }
  /** Levels 2 to 4: Data1 to Data3 with their check digits. */
  | ({ readonly kind: 'data' } & KeySeedText);

/** The fields of a form that a seed fills in, by their names there. */
export function seedFields(shown: ShownSeed): Readonly<Record<string, string>> {
  if (shown.kind === 'seed-number') return { seedNumber: shown.seedNumber };
  const { data1, data1CheckDigit, data2, data2CheckDigit, data3 } = shown;
  return { data1, data1CheckDigit, data2, data2CheckDigit, data3 };
}

/** Ask the dealer for the pass-code of a seed. */
export interface PassCodeRequest {
  readonly level: SecurityLevel;
  readonly vin: string;
  /** The sign shown after the VIN (Luhn modulo 36). */
  readonly vinCheckDigit: string;
  readonly shown: ShownSeed;
  /** The seed as it came over the bus, 8 or 16 bytes. */
  readonly seed: Uint8Array;
}

export interface PassCodeCommand extends PassCodeRequest {
  readonly kind: 'pass-code';
  /** The screen on which it is entered. */
  readonly number: string | null;
  readonly title: string;
}

/** A thing to be done at the car. */
export type Stimulus =
  /** `role`: a key that is registered already, one to be added, or one that is present and to be kept. */
  | { readonly kind: 'touch-key'; readonly keyId: number; readonly role: 'registered' | 'new' | 'present' }
  | { readonly kind: 'open-driver-door' }
  /** Open it if it is closed, close it if it is open: any edge wakes a sleeping bus (TEC-5). */
  | { readonly kind: 'toggle-driver-door' };

/** Have the operator do it. */
export interface StimulusCommand {
  readonly kind: 'stimulus';
  readonly stimulus: Stimulus;
}

/** Beeps of the exterior buzzer, as the ECU counts them. */
export interface BeepsHeard {
  /** In the last signal. */
  readonly last: number;
  /** Since the run began. */
  readonly total: number;
}

/** Head and text of anything shown to a technician. */
export interface ShownText {
  /** The bulletin's screen number, such as `SMRT-18-002`; null where it gives none. */
  readonly number: string | null;
  readonly title: string;
  readonly lines: readonly string[];
  /** The first line warns of what cannot be undone, or says what went wrong. Not so where absent. */
  readonly isWarning?: boolean;
  /** What went wrong meanwhile. */
  readonly alerts?: readonly string[];
  /** The bulletin's NOTEs. */
  readonly notes?: readonly string[];
  /** Shown where beeps are waited for, or have just been heard. */
  readonly beeps?: BeepsHeard;
}

/** A screen of the bulletin: show it, and say which of its buttons was pressed. */
export interface ScreenCommand extends ShownText {
  readonly kind: 'screen';
  /** What has to be agreed to before going on ("I agree", "I understand"); null where nothing has. */
  readonly agree: string | null;
  /** Label of the button that continues; "Next" where absent. */
  readonly next?: string;
  /** A way back to the screen before is offered; not where absent. */
  readonly back?: boolean;
  /** All is done: nothing is asked of the vehicle any more, and every button ends it. Not so where absent. */
  readonly isLast?: boolean;
  /** What "Copy" and "Send" are for; they are not offered where absent. */
  readonly seed?: PassCodeRequest;
  /** Instructions of which a technician checks each, before the rest of the screen; none where absent. */
  readonly checks?: readonly string[];
  /** Keys whose functions may be checked from here (bulletin step 20); that is not offered where absent. */
  readonly functionCheck?: readonly number[];
}

/** How far a long procedure is. */
interface Progress {
  readonly elapsedMs: number;
  readonly remainingMs: number;
}

export interface ProgressCommand extends Progress {
  readonly kind: 'progress';
  readonly text: string;
}

/**
 * Let vehicle time pass while the technician does something at the car, or waits: what is shown stays there from one
 * such command to the next. Asked of a person only.
 */
export interface WatchCommand extends ShownText {
  readonly kind: 'watch';
  /** The present status, in one line. */
  readonly status: string;
  readonly progress?: Progress;
  /** Label of the button that ends the watching; null where only the vehicle ends it. */
  readonly next: string | null;
  readonly durationUs: Micros;
  /** What is to be done at the car; a virtual one can do it itself. */
  readonly stimulus?: Stimulus['kind'];
  /** The bus may be gone: then it is opened again if it can be. */
  readonly reconnect?: boolean;
}

/** Something went wrong that a person can fix: report it, and ask whether to try again. */
export interface RetryCommand extends ShownText {
  readonly kind: 'retry';
}

/** Ask how many keys the customer has brought. */
export interface CountCommand extends ShownText {
  readonly kind: 'count';
  readonly question: string;
  readonly min: number;
  readonly max: number;
}

/** Ask for model, year and VIN, which the vehicle does not give now (TEC-5). */
export interface VehicleCommand extends ShownText {
  readonly kind: 'vehicle';
  /** What the vehicle gave all the same. */
  readonly vin: string | null;
}

/** What only a person can answer, or the flags of a script. */
export type OperatorQuestion = ScreenCommand | PassCodeCommand | RetryCommand | CountCommand | VehicleCommand;

export type TesterCommand =
  | BusCommand
  | WaitCommand
  | PassCodeCommand
  | StimulusCommand
  | ScreenCommand
  | ProgressCommand
  | WatchCommand
  | RetryCommand
  | CountCommand
  | VehicleCommand;

/** The buttons of a screen. */
export type ScreenChoice = 'next' | 'back' | 'exit';

/**
 * The dealer's answer: a pass-code as shown there, six digits (level 1) or twelve hexadecimal digits, or a refusal.
 * In virtual time a late one says by how much vehicle time (`lateUs`); over a port it just comes late.
 */
export type PassCodeAnswer =
  | { readonly granted: true; readonly passCode: string; readonly lateUs?: Micros }
  | {
      readonly granted: false;
      readonly message: string;
      readonly hint: string;
      readonly lateUs?: Micros;
      /** There was nobody to refuse it: no dealer server answers. */
      readonly unreachable?: true;
    };

/** A message of the ECU. */
export interface ReceivedMessage {
  readonly payload: Uint8Array;
  /** When its first frame was complete on the wire. */
  readonly startUs: Micros;
}

/** A frame of the ECU: what comes after id and address byte. */
export interface ReceivedFrame {
  readonly data: Uint8Array;
  readonly timeUs: Micros;
}

/** What came of a stimulus. */
export type StimulusAnswer =
  /** The car's reaction where it is known (the virtual car reports it), else null; kebab-case, as is the reason. */
  | { readonly done: true; readonly reaction: string | null; readonly reason: string | null }
  /** Nobody is there to do it, or it cannot be done. */
  | { readonly done: false; readonly message: string; readonly hint: string };

export type BusReply =
  | { readonly kind: 'request'; readonly outcome: UdsOutcome }
  | {
      readonly kind: 'gather';
      /** When its last frame was on the wire; null where it never was. */
      readonly sentUs: Micros | null;
      readonly messages: readonly ReceivedMessage[];
    }
  | { readonly kind: 'frames'; readonly sentUs: Micros | null; readonly frames: readonly ReceivedFrame[] };

/** The reply to a command has the command's kind. */
export type TesterReply =
  | BusReply
  | { readonly kind: 'wait' }
  | { readonly kind: 'pass-code'; readonly answer: PassCodeAnswer | 'back' | 'exit' }
  | { readonly kind: 'stimulus'; readonly answer: StimulusAnswer }
  | { readonly kind: 'screen'; readonly choice: ScreenChoice }
  | { readonly kind: 'progress' }
  /** Null: the time has passed and nothing was pressed. */
  | { readonly kind: 'watch'; readonly pressed: 'next' | 'exit' | null }
  | { readonly kind: 'retry'; readonly again: boolean }
  | { readonly kind: 'count'; readonly count: number | 'back' | 'exit' }
  /** Null: the technician left. */
  | { readonly kind: 'vehicle'; readonly vin: string | null };

/** Where pass-codes come from: the dealer's rules in this process, a fixed answer of a test. */
export type PassCodeSource = (request: PassCodeRequest) => PassCodeAnswer;
