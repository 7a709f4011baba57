/*
 * Scenarios in TypeScript: the same steps as in YAML, with the same names. This file is the whole of
 * `virtual-smart-key/scenario`, and imports nothing, so that its types stand alone.
 */

/** A number of seconds, or a text such as `'10 s'`, `'50 ms'`, `'16 min'`. */
export type Time = number | string;
/** A number of volts, or a text with V or mV. */
export type Voltage = number | string;
/** A number, or limits; in the field's own unit unless `unit` says another. */
export type Limits = number | { readonly min?: number; readonly max?: number; readonly unit?: string };
export type OnOff = boolean | 'on' | 'off';
export type OpenClosed = boolean | 'open' | 'closed';
export type DoorName = 'driver' | 'passenger' | 'rearLeft' | 'rearRight' | 'trunk';
export type SecurityLevel = 1 | 2 | 3 | 4;
/** The name of a reaction, or its parts. */
export type Reaction = string | { readonly reaction?: string; readonly reason?: string | null };

/** What `expect` and `within` look at; parts left out are not looked at. */
export interface StateInput {
  readonly timeUs?: Limits;
  readonly procedure?: 'none' | 'reset' | 'registration' | 'erasure';
  readonly state?: string;
  readonly elapsedMs?: Limits | null;
  readonly remainingMs?: Limits | null;
  readonly slots?: readonly (string | null)[];
  readonly registered?: readonly string[];
  readonly freeSlots?: Limits;
  readonly retired?: readonly string[];
  readonly keys?: Readonly<
    Record<
      string,
      { readonly life?: 'blank' | 'bound'; readonly location?: 'cabin' | 'outside'; readonly batteryV?: Limits }
    >
  >;
  readonly doors?: { readonly [Door in DoorName]?: OpenClosed };
  readonly powerMode?: 'off' | 'acc' | 'on' | 'running';
  readonly batteryV?: Limits;
  readonly brake?: boolean;
  readonly shiftP?: boolean;
  readonly speedKmh?: Limits;
  readonly beeps?: {
    readonly total?: Limits;
    readonly last?: Limits;
    readonly interior?: Limits;
    readonly answerBack?: Limits;
  };
  readonly immobilizer?: 'set' | 'unset';
  readonly engine?: 'running' | 'stopped';
  readonly session?: 'default' | 'extended';
  readonly securityLevel?: Limits;
  readonly attempts?: Limits;
  readonly lockedOut?: boolean;
  readonly faults?: readonly string[];
  readonly history?: 'none' | { readonly procedure?: string; readonly outcome?: string; readonly reason?: string };
}

export interface UdsInput {
  readonly send: string;
  readonly expect?: string;
  /** Its name in ISO 14229-1, or the number. */
  readonly nrc?: string | number;
  readonly fails?: string;
  readonly capture?: Readonly<Record<string, readonly [from: number, length: number]>>;
  readonly endpoint?: 'oem' | 'generic' | 'functional';
  readonly awaitAnswer?: boolean;
  readonly within?: Time;
  readonly responseMs?: Limits;
  readonly pending?: Limits;
}

interface DealerForm {
  readonly by?: string;
  readonly expect?: {
    readonly answer?: 'accepted' | 'refused';
    readonly reason?: string | null;
    readonly requestNumber?: string;
    readonly logged?: Limits;
    readonly newestEntry?: string;
  };
}
interface DealerTexts {
  readonly vin?: string;
  readonly repairOrder?: string;
  readonly customer?: string;
}
interface ToolExpectation {
  readonly kind?: 'done' | 'failed';
  readonly reason?: string;
  readonly keysErased?: number | 'yes' | 'no' | 'unknown';
  readonly registered?: Limits;
  readonly freeSlots?: Limits;
}
type Repeated = { readonly cycle?: undefined; readonly as?: undefined } | { readonly cycle: Time; readonly as: string };

/** Each verb with what stands behind it. */
export interface Verbs {
  readonly vehicle: {
    readonly doors?: { readonly [Door in DoorName]?: OpenClosed };
    readonly powerMode?: 'off' | 'acc' | 'on';
    readonly batteryV?: Voltage;
    readonly brake?: boolean;
    readonly shiftP?: boolean;
    readonly speedKmh?: number;
  };
  readonly startEngine: { readonly expect: { readonly running?: boolean; readonly reason?: string | null } };
  readonly touch: string | { readonly key: string; readonly expect?: Reaction };
  readonly move: { readonly key: string; readonly to: 'cabin' | 'outside' };
  readonly press: {
    readonly key: string;
    readonly button: 'lock' | 'unlock' | 'trunk' | 'panic';
    readonly holdMs?: number;
    readonly expect?: Reaction;
  };
  readonly powerCycle: null | { readonly offMs?: number };
  /** A fault of the ECU, parts of the fault plan, or `'none'` to end them all. */
  readonly fault: 'none' | Readonly<Record<string, unknown>>;
  readonly uds: UdsInput;
  readonly unlock: SecurityLevel;
  readonly passcode: { readonly level: SecurityLevel; readonly wrong?: boolean; readonly nrc?: string | number };
  readonly tool:
    | { readonly reset: { readonly expect?: ToolExpectation } }
    | { readonly register: { readonly touch: readonly string[]; readonly expect?: ToolExpectation } }
    | { readonly erase: { readonly touch: readonly string[]; readonly expect?: ToolExpectation } };
  readonly keepAlive: OnOff;
  readonly at: Time;
  readonly advance: Time;
  readonly advanceTo: { readonly deadline: 'procedure' | 'session' | 'lockout' | 'next'; readonly offset?: Time };
  readonly within: { readonly time: Time; readonly expect: StateInput };
  readonly expect: StateInput;
  readonly frame:
    | { readonly name: string; readonly signals: Readonly<Record<string, Limits>>; readonly within?: Time }
    | { readonly id: number; readonly data: string; readonly within?: Time };
  readonly noFrame: { readonly for: Time; readonly name?: string; readonly id?: number; readonly data?: string };
  readonly send: (
    | { readonly id: number; readonly data: string; readonly extended?: boolean; readonly fd?: boolean }
    | { readonly name: string; readonly signals: Readonly<Record<string, number>> }
  ) &
    Repeated;
  readonly stopSending: string;
  readonly dealer:
    | {
        readonly request:
          | null
          | (DealerForm & DealerTexts & { readonly managers?: readonly string[]; readonly ticks?: 'all' | 'none' });
      }
    | { readonly approve: null | (DealerForm & { readonly ticks?: 'all' | 'none' }) }
    | { readonly decline: null | DealerForm }
    | { readonly retitle: DealerForm & { readonly who: string; readonly title: string } }
    | { readonly close: null | DealerForm }
    | {
        readonly passCode: DealerForm &
          DealerTexts & {
            readonly level: SecurityLevel;
            readonly seed: string;
            readonly toolVersion?: string;
            readonly capture?: string;
          };
      };
  /** Steps of a fragment file, relative to this one. */
  readonly include:
    string | { readonly file: string; readonly with?: Readonly<Record<string, string | number | boolean>> };
}

interface BesideTheVerb {
  /** Numbers of the rules of behaviour, such as `'RST-2'`. */
  readonly rules?: readonly string[];
  readonly note?: string | null;
  readonly car?: string | null;
}

/** A step: one verb, and what every step may carry. */
export type StepInput = {
  [Verb in keyof Verbs]: { readonly [Name in Verb]: Verbs[Verb] } & BesideTheVerb;
}[keyof Verbs];

export interface CarInput {
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly registered?: readonly string[];
}

export interface KeyInput {
  /** 8 hex digits. */
  readonly id?: string;
  readonly life?: 'blank' | 'bound';
  readonly location?: 'cabin' | 'outside';
  readonly batteryV?: Voltage;
}

/** A scenario, as a YAML file has it. */
export interface ScenarioInput {
  readonly name: string;
  readonly description?: string | null;
  readonly tags?: readonly string[];
  readonly rules?: readonly string[];
  readonly quarantine?: string | null;
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly seed?: number | null;
  readonly cars?: Readonly<Record<string, CarInput>>;
  readonly keys?: Readonly<Record<string, KeyInput | null>>;
  readonly given?: readonly StepInput[];
  readonly steps: readonly StepInput[];
}

/** What {@link defineScenario} makes: a file's default export, or one of a list. */
export interface DefinedScenario {
  readonly kind: 'virtual-smart-key/scenario';
  readonly input: ScenarioInput;
  /** Where it was defined, from 1: problems are told there. */
  readonly line: number;
  readonly column: number;
}

/** Declares a scenario. It is checked, and its names looked up, when it is run. */
export function defineScenario(input: ScenarioInput): DefinedScenario {
  const [, , caller = ''] = (new Error().stack ?? '').split('\n');
  const [, line = '1', column = '1'] = /:(\d+):(\d+)\)?$/.exec(caller) ?? [];
  return { kind: 'virtual-smart-key/scenario', input, line: Number(line), column: Number(column) };
}
