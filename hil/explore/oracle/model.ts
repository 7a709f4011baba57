/** The profile, the state, the inputs and the effects of the oracle. Everything is read-only; times are whole µs. */
import type { Answer, ByteSpec } from './answer-set.ts';
import type { Level } from './pass-codes.ts';

/**
 * Where the contract leaves a choice that an answer does not show at once, the reading is set here. Every entry is an
 * open point of the contract; a lock-step run may try the other value before it calls a difference a fault.
 */
export interface Readings {
  /** VEH-2: does a 0x620/0x5B0 frame that arrives while the ECU boots count? */
  readonly hearsFramesWhileBooting: boolean;
  /** VEH-2, conformance 34: does what was last received on the bus survive 0x11? */
  readonly signalsSurviveEcuReset: boolean;
  /** Diagnostics 0x28 02/03: does switching reception off make the door and speed frames go stale? */
  readonly receptionOffStopsSignals: boolean;
  /** AUT-3 "the delay restarts at power-on and after 0x11": from that instant, or from the end of the boot? */
  readonly delayRestartsAt: 'restart' | 'boot-end';
  /** Conformance 46: does a request answered with the all-zero seed drop another level's pending seed? */
  readonly zeroSeedVoidsPending: boolean;
  /** VEH-6: is a wrong pass-code (0x35, 0x36) a "refusal with a reason code" (03)? */
  readonly logsWrongPassCode: boolean;
  /** VEH-6: is a routine start without its level (0x33) such a refusal (03)? */
  readonly logsMissingLevel: boolean;
  /** VEH-6: the counter of the first entry. */
  readonly firstHistoryCounter: number;
  /** AUT-6: is armed, registration or erasure that a power loss ended logged, or a running reset alone (RST-6)? */
  readonly logsEveryPowerLoss: boolean;
  /** REG-1, REG-6: does a fault that is stored, but no longer present, still prohibit? */
  readonly storedFaultProhibits: boolean;
  /** REG-3, REG-6: does an antenna fault also make the touch of a registered key go unseen? */
  readonly antennaFaultHidesRegisteredKey: boolean;
  /** REG-3: may the Pre-Start Check be repeated in state 23 (and so restart the step time), or is that 0x24? */
  readonly checkMayRepeat: boolean;
  /** Conformance 26 with 6: does a request that gets no answer for its SID restart S3? */
  readonly silentSidRestartsS3: boolean;
}

export interface OracleProfile {
  readonly vin: string;
  readonly ecuSerial: number;
  readonly keySlots: number;
  readonly resetDurationUs: number;
  readonly eraseWindowUs: number;
  readonly registrationStepTimeoutUs: number;
  readonly batteryMinMv: number;
  readonly attemptsMax: number;
  readonly attemptsDelayUs: number;
  readonly resetCommit: 'at-completion' | 'at-start';
  readonly bootTimeUs: number;
  readonly erasureWriteUs: number;
  readonly busSleep: boolean;
  readonly passcodeSecret: string;
  readonly p2Us: number;
  readonly p2StarUs: number;
  readonly s3Us: number;
  /** What the transport can carry in one answer (conformance 48). */
  readonly maxAnswerBytes: number;
  /** Key ids in slots 1.. at the start; all are bound to this VIN. */
  readonly initialKeys: readonly number[];
  readonly initialSupplyMv: number;
  readonly readings: Readings;
}

export type FaultName = 'B278D' | 'B2785' | 'B2781' | 'B27A5' | 'memory';
export type Buzzer = 'exterior' | 'interior' | 'answerBack';

export interface Key {
  readonly id: number;
  readonly batteryMv: number;
  /** The VIN it was bound to before the run, or null. Keys bound in the run are known to the oracle. */
  readonly boundVin: string | null;
}

export interface DoorFrame {
  readonly frontLeft: boolean;
  readonly frontRight: boolean;
  readonly rearLeft: boolean;
  readonly rearRight: boolean;
}

interface VehicleFrame {
  readonly powerMode: 0 | 1 | 2 | 3;
  readonly trunkOpen: boolean;
  readonly brake: boolean;
  readonly shiftP: boolean;
  /** In 0.01 km/h. */
  readonly speed: number;
}

export type Endpoint = 'oem' | 'generic' | 'functional';

export type Input =
  | { readonly kind: 'time' }
  | {
      readonly kind: 'request';
      readonly endpoint: Endpoint;
      readonly payload: Uint8Array;
      /** A response is still being sent on another endpoint (conformance 28); no where absent. */
      readonly isBesideResponse?: boolean;
    }
  /** The last frame of a final response has left: S3 and the boot after 0x11 count from here. */
  | { readonly kind: 'responseSent' }
  | { readonly kind: 'touch'; readonly key: Key }
  | { readonly kind: 'keyPlace'; readonly id: number; readonly isInCabin: boolean }
  | { readonly kind: 'keyButton'; readonly id: number; readonly button: 'lock' | 'unlock' }
  | { readonly kind: 'doors'; readonly frame: DoorFrame }
  | { readonly kind: 'vehicle'; readonly frame: VehicleFrame }
  | { readonly kind: 'supply'; readonly mv: number }
  | { readonly kind: 'fault'; readonly fault: FaultName; readonly isPresent: boolean }
  | { readonly kind: 'powerLoss' }
  | { readonly kind: 'powerReturn'; readonly isMemoryUnreadable?: boolean };

export type Effect =
  | {
      readonly kind: 'answer';
      readonly atUs: number;
      readonly endpoint: 'oem' | 'generic';
      readonly allowed: readonly Answer[];
    }
  /** `7F SID 78`: the first one no later than `latestUs`, and between `atLeast` and `atMost` in all. */
  | {
      readonly kind: 'pending';
      readonly atUs: number;
      readonly endpoint: 'oem' | 'generic';
      readonly sid: number;
      readonly latestUs: number;
      readonly atLeast: number;
      readonly atMost: number;
    }
  | {
      readonly kind: 'beeps';
      readonly atUs: number;
      readonly buzzer: Buzzer;
      readonly count: number;
    }
  | { readonly kind: 'keyBound'; readonly atUs: number; readonly id: number }
  | { readonly kind: 'startAllowed'; readonly atUs: number; readonly untilUs: number }
  | { readonly kind: 'lockRequest'; readonly atUs: number; readonly allowed: readonly (1 | 2 | 3)[] };

export type ProcedureNumber = 1 | 2 | 3;

export interface HistoryEntry {
  readonly procedure: number;
  readonly outcome: number;
  readonly reason: ByteSpec;
  readonly counter: number;
  readonly seconds: readonly number[];
}

/** A run of a procedure that has ended, as 0x31 03 shows it. */
export interface FinishedRun {
  readonly outcome: number;
  readonly reason: ByteSpec;
  /** Allowed values in ms; null: any. */
  readonly elapsedMs: readonly number[] | null;
  readonly remainingMs: readonly number[] | null;
  readonly tail: readonly ByteSpec[];
}

/** The runs that may be the last one; null: none ever. */
type LastRuns = Readonly<Record<ProcedureNumber, readonly (FinishedRun | null)[]>>;

/** What survives power loss. */
export interface Memory {
  readonly isUnreadable: boolean;
  readonly slots: readonly (number | null)[];
  readonly retired: readonly number[];
  readonly seedCounter: number | null;
  readonly usedSeeds: readonly string[];
  readonly attempts: number;
  readonly isDelayPending: boolean;
  readonly testerSerial: readonly ByteSpec[];
  readonly testerDate: readonly ByteSpec[];
  readonly history: readonly HistoryEntry[];
  readonly historyCounter: number;
  readonly lastRuns: LastRuns;
  /** RST-6 with `at-start`: refused until a reset completes. */
  readonly isRegistrationBlocked: boolean;
}

export type Procedure =
  | { readonly kind: 'idle' }
  | { readonly kind: 'armed'; readonly sinceUs: number }
  | { readonly kind: 'running'; readonly sinceUs: number }
  | {
      readonly kind: 'registration';
      readonly phase: 0x21 | 0x22 | 0x23 | 0x24;
      readonly mode: 0 | 1;
      readonly enteredUs: number;
      readonly lastStepUs: number;
      readonly added: number;
      readonly lastRefusal: ByteSpec;
    }
  | { readonly kind: 'declared'; readonly sinceUs: number; readonly count: number }
  | {
      readonly kind: 'window';
      readonly sinceUs: number;
      readonly count: number;
      readonly touched: readonly number[];
      /** ERA-7: the delete was received here, and the clock is stopped. */
      readonly deleteUs: number | null;
      /** A delete was refused for its count in this run. */
      readonly wasRefused: boolean;
    };

interface Busy {
  readonly untilUs: number;
  readonly sinceUs: number;
  readonly endpoint: 'oem' | 'generic';
  readonly isSuppressed: boolean;
}

export interface FaultState {
  readonly isPresent: boolean;
  /** The status bits that the contract fixes (0 test failed, 3 confirmed), and their values. */
  readonly known: number;
  readonly value: number;
  /** null: any. */
  readonly occurrences: number | null;
}

export interface State {
  readonly nowUs: number;
  readonly power: 'off' | 'booting' | 'on';
  readonly bootUntilUs: number;
  readonly supplyMv: number;
  readonly memory: Memory;
  readonly faults: Readonly<Record<FaultName, FaultState>>;
  readonly doors: { readonly frame: DoorFrame; readonly atUs: number } | null;
  readonly vehicle: { readonly frame: VehicleFrame; readonly atUs: number } | null;
  /** Or of the last order to lock or unlock. */
  readonly lastDoorEdgeUs: number;
  readonly session: 1 | 3;
  readonly s3DeadlineUs: number | null;
  readonly unlocked: Level | null;
  /** `seed` is null until `seedAnswered` has been called, and stays so when the answer was suppressed. */
  readonly pendingSeed: { readonly level: Level; readonly seed: Uint8Array | null } | null;
  readonly delayUntilUs: number | null;
  /** Conformance 33: 0x28 control type 0–3 and 0x85. */
  readonly communication: number;
  readonly isFaultStorageOn: boolean;
  readonly indicator: number | null;
  readonly procedure: Procedure;
  readonly busy: Busy | null;
  readonly beeps: {
    readonly total: number;
    readonly last: number;
    readonly interior: number;
    readonly answerBack: number;
    /** Counted before the last 0x11: "since power-on" may or may not include them. */
    readonly beforeReset: { readonly total: number; readonly last: number };
  };
  readonly lowBattery: readonly number[];
  readonly boundKeys: readonly number[];
  readonly cabin: readonly number[];
  readonly startUntilUs: number | null;
  readonly unlockUs: { readonly atUs: number; readonly presses: number } | null;
  /** A run that a power loss ended: it is logged at the end of the boot. */
  readonly interrupted: {
    readonly procedure: ProcedureNumber;
    readonly run: FinishedRun;
    /** Times that the entry may have so far. */
    readonly seconds: readonly number[];
  } | null;
}

/** What one input brought about. */
export interface StepResult {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** What a service answers: `allowed` before suppression and functional addressing are looked at. */
export interface Reply {
  readonly state: State;
  readonly allowed: readonly Answer[];
  readonly effects?: readonly Effect[];
}

export type Handler = (profile: OracleProfile, state: State, request: Uint8Array, endpoint: Endpoint) => Reply;
