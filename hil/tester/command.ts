import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { KeySeedText } from '../../ecu-sim/identity/seed-data.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { BeepsHeard } from '../view/beep-text.ts';

/**
 * What a conversation requests from its driver, and the replies. A conversation does nothing itself: it is a generator
 * that yields a command, gets the reply of the same kind, and returns a result. A driver carries the commands out: in
 * virtual time against a car in this process, or over a port against the ECU on the bus.
 */

/** Sends a request to the Smart Key ECU and waits for its answer; handles 0x78 and 0x21. */
export interface RequestCommand {
  readonly kind: 'request';
  readonly payload: Uint8Array;
  /** Sends it functionally; false where absent. */
  readonly functional?: boolean;
  /** Silence is expected; by default where bit 7 of the sub-function says so. */
  readonly suppress?: boolean;
}

/** Sends a message and collects all answers, until a final response or the end of P2 (P2* after a 0x78). */
export interface GatherCommand {
  readonly kind: 'gather';
  readonly payload: Uint8Array;
  readonly functional: boolean;
}

/** Sends bare frames one after the other, and collects what the ECU sends until `listenUs` after the last. */
export interface FramesCommand {
  readonly kind: 'frames';
  /** The bytes after the id and the address byte, if there is one. */
  readonly frames: readonly Uint8Array[];
  readonly functional: boolean;
  readonly listenUs: Micros;
}

/** A command that the tester carries out on the bus. */
export type BusCommand = RequestCommand | GatherCommand | FramesCommand;

/** Lets vehicle time pass. */
interface WaitCommand {
  readonly kind: 'wait';
  readonly durationUs: Micros;
  /** Nothing is sent meanwhile, so that a session may end; by default it is kept alive. */
  readonly silent?: boolean;
}

/** A seed as the tool shows it and the dealer types it into a form. */
export type ShownSeed =
  /** Level 1: 16 hexadecimal digits. */
  | { readonly kind: 'seed-number'; readonly seedNumber: string }
  /** Levels 2 to 4: Data1 to Data3 with their check digits. */
  | ({ readonly kind: 'data' } & KeySeedText);

/** The form fields that a seed fills in, by their names. */
export function seedFields(shown: ShownSeed): Readonly<Record<string, string>> {
  if (shown.kind === 'seed-number') return { seedNumber: shown.seedNumber };
  const { data1, data1CheckDigit, data2, data2CheckDigit, data3 } = shown;
  return { data1, data1CheckDigit, data2, data2CheckDigit, data3 };
}

/** Gets the dealer's pass-code for a seed. */
export interface PassCodeRequest {
  readonly level: SecurityLevel;
  readonly vin: string;
  /** The character shown after the VIN (Luhn modulo 36). */
  readonly vinCheckDigit: string;
  readonly shown: ShownSeed;
  /** The seed as received over the bus, 8 or 16 bytes. */
  readonly seed: Uint8Array;
}

export interface PassCodeCommand extends PassCodeRequest {
  readonly kind: 'pass-code';
  /** The number of the screen on which it is entered. */
  readonly number: string | null;
  readonly title: string;
}

/** An action at the car. */
export type Stimulus =
  /** `role`: a key that is already registered, one to be added, or one that is present and to be kept. */
  | { readonly kind: 'touch-key'; readonly keyId: number; readonly role: 'registered' | 'new' | 'present' }
  | { readonly kind: 'open-driver-door' }
  /** Opens or closes it: any edge wakes a sleeping bus (TEC-5). */
  | { readonly kind: 'toggle-driver-door' };

/** Has the operator do it. */
export interface StimulusCommand {
  readonly kind: 'stimulus';
  readonly stimulus: Stimulus;
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

/** Shows a screen of the bulletin, and returns the button that was pressed. */
export interface ScreenCommand extends ShownText {
  readonly kind: 'screen';
  /** Text to be agreed to before continuing ("I agree", "I understand"); null where there is none. */
  readonly agree: string | null;
  /** Label of the button that continues; "Next" where absent. */
  readonly next?: string;
  /** Offers a way back to the previous screen; by default it does not. */
  readonly back?: boolean;
  /** The last screen: nothing more is requested from the vehicle, and every button ends it. False where absent. */
  readonly isLast?: boolean;
  /** The text for "Copy" and "Send"; they are not offered where absent. */
  readonly seed?: PassCodeRequest;
  /** Instructions of which a technician checks each, before the rest of the screen; none where absent. */
  readonly checks?: readonly string[];
  /** Keys whose functions may be checked from here (bulletin step 20); that is not offered where absent. */
  readonly functionCheck?: readonly number[];
}

/** The progress of a long procedure. */
interface Progress {
  readonly elapsedMs: number;
  readonly remainingMs: number;
}

export interface ProgressCommand extends Progress {
  readonly kind: 'progress';
  readonly text: string;
}

/**
 * Lets vehicle time pass while the technician does something at the car, or waits: the display stays from one such
 * command to the next. Only for a person.
 */
export interface WatchCommand extends ShownText {
  readonly kind: 'watch';
  /** The present status, in one line. */
  readonly status: string;
  readonly progress?: Progress;
  /** Label of the button that ends the display; null where only the vehicle ends it. */
  readonly next: string | null;
  readonly durationUs: Micros;
  /** An action at the car; a virtual car can perform it itself. */
  readonly stimulus?: Stimulus['kind'];
  /** The bus may be lost: then it is reopened if possible. */
  readonly reconnect?: boolean;
}

/** Reports a problem that a person can fix, and asks whether to try again. */
export interface RetryCommand extends ShownText {
  readonly kind: 'retry';
}

/** Asks how many keys the customer has brought. */
export interface CountCommand extends ShownText {
  readonly kind: 'count';
  readonly question: string;
  readonly min: number;
  readonly max: number;
}

/** Asks for model, year and VIN, which the vehicle does not report (TEC-5). */
export interface VehicleCommand extends ShownText {
  readonly kind: 'vehicle';
  /** What the vehicle did report. */
  readonly vin: string | null;
}

/** Commands that only a person can answer, or the flags of a script. */
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
 * The dealer's answer: a pass-code as shown there, six digits (level 1) or twelve hexadecimal digits, or a refusal. In
 * virtual time a delayed one gives the vehicle time of its delay (`lateUs`); over a port it simply arrives later.
 */
export type PassCodeAnswer =
  | { readonly granted: true; readonly passCode: string; readonly lateUs?: Micros }
  | {
      readonly granted: false;
      readonly message: string;
      readonly hint: string;
      readonly lateUs?: Micros;
      /** No dealer server answers. */
      readonly unreachable?: true;
    };

/** A message of the ECU. */
export interface ReceivedMessage {
  readonly payload: Uint8Array;
  /** When its first frame was complete on the wire. */
  readonly startUs: Micros;
}

/** A frame of the ECU: the bytes after id and address byte. */
export interface ReceivedFrame {
  readonly data: Uint8Array;
  readonly timeUs: Micros;
}

/** The result of a stimulus. */
export type StimulusAnswer =
  /** The car's reaction where it is known (the virtual car reports it), otherwise null; kebab-case, like the reason. */
  | { readonly done: true; readonly reaction: string | null; readonly reason: string | null }
  /** No operator is available, or the action is not possible. */
  | { readonly done: false; readonly message: string; readonly hint: string };

export type BusReply =
  | { readonly kind: 'request'; readonly outcome: UdsOutcome }
  | {
      readonly kind: 'gather';
      /** When its last frame was on the wire; null where it was not sent. */
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

/** A source of pass-codes: the dealer's rules in this process, a fixed answer of a test. */
export type PassCodeSource = (request: PassCodeRequest) => PassCodeAnswer;
