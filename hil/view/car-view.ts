import type { PowerMode, ProcedureName, ProcedureStateName, ReasonName } from '../../ecu-sim/description/codes.ts';

/** The timers of the Smart Key ECU that a person or a tool waits for. */
export type TimerName = 'reset' | 'registration-step' | 'erase-window' | 's3' | 'attempts-delay' | 'start-window';

/** A running timer. Instants are whole microseconds of vehicle time. */
export interface ViewTimer {
  readonly name: TimerName;
  readonly startedUs: number;
  readonly deadlineUs: number;
}

export interface ViewKey {
  /** 8 upper-case hex digits. */
  readonly id: string;
  readonly life: 'blank' | 'bound';
  readonly location: 'cabin' | 'outside';
  readonly batteryV: number;
}

/** True = open. */
interface ViewDoors {
  readonly driver: boolean;
  readonly passenger: boolean;
  readonly rearLeft: boolean;
  readonly rearRight: boolean;
  readonly trunk: boolean;
}

interface ViewClient {
  /** The client's name, as the car's log has it. */
  readonly id: string;
  /** When it connected, in microseconds of vehicle time. */
  readonly since: number;
  /** Frames it has sent. */
  readonly framesIn: number;
  /** Frames it has been sent. */
  readonly framesOut: number;
  /** Frames of it that wait for the bus. */
  readonly waiting: number;
}

/** Where tools connect. */
export interface ViewBus {
  readonly url: string;
  readonly clients: readonly ViewClient[];
  /** Load of the car's bus over the last second of vehicle time. */
  readonly loadPercent: number;
}

/** What the car itself shows at one instant: the part of {@link CarView} that its events determine. */
export interface CarState {
  readonly timeUs: number;
  readonly vin: string;
  /** Phase of the Smart Key ECU. */
  readonly ecu: 'off' | 'booting' | 'running';
  readonly procedure: ProcedureName;
  readonly state: ProcedureStateName;
  /** Milliseconds, rounded down; null where nothing runs. */
  readonly elapsedMs: number | null;
  /** Milliseconds, rounded up; null where nothing runs. */
  readonly remainingMs: number | null;
  /** Since when the state's time counts; null where nothing runs. */
  readonly procedureSinceUs: number | null;
  /** Where the procedure's clock stopped while its delete is being written (ERA-7); else null. */
  readonly procedureStoppedUs: number | null;
  readonly procedureDeadlineUs: number | null;
  readonly timers: readonly ViewTimer[];
  /** Registered keys by slot; null where a slot is free. */
  readonly slots: readonly (string | null)[];
  readonly freeSlots: number;
  readonly retired: readonly string[];
  readonly keys: readonly ViewKey[];
  readonly doors: ViewDoors;
  /** The lock motors, as the body ECU knows them. */
  readonly locks: 'locked' | 'unlocked' | 'driver-unlocked';
  readonly powerMode: PowerMode;
  readonly batteryV: number;
  readonly brake: boolean;
  readonly shiftP: boolean;
  readonly speedKmh: number;
  /** Exterior beeps since power-on; the others are counted apart (VEH-3). */
  readonly beeps: {
    readonly total: number;
    readonly last: number;
    readonly interior: number;
    readonly answerBack: number;
  };
  /** Buzzers that sound at this instant. */
  readonly sounding: { readonly exterior: boolean; readonly interior: boolean; readonly answerBack: boolean };
  /** The flashers flash: with the answer-back signal, or with the alarm. */
  readonly flashers: boolean;
  /** The panic alarm is on. */
  readonly panic: boolean;
  readonly immobilizer: 'set' | 'unset';
  /** A touched key permits a start until then (KEY-4). */
  readonly startWindow: { readonly deadlineUs: number } | null;
  readonly session: 'default' | 'extended';
  /** Security level unlocked; 0 none. */
  readonly securityLevel: number;
  /** Level whose seed waits for its pass-code; 0 none. */
  readonly seedLevel: number;
  /** Wrong pass-codes counted (AUT-3). */
  readonly attempts: number;
  readonly attemptsDelayUntilUs: number | null;
  readonly registration: {
    readonly mode: 'additional' | 'initial' | null;
    readonly lastRefusal: Exclude<ReasonName, 'none'> | null;
  };
  readonly erasure: { readonly declared: number | null; readonly touched: readonly string[] };
  /** A reset has begun with `resetCommit: at-start` and not been completed: registration is refused (RST-6). */
  readonly resetIncomplete: boolean;
  readonly faults: readonly string[];
}

/** The car at one instant, as `GET /api/state` answers it. */
export interface CarView extends CarState {
  readonly timeMode: 'virtual' | 'real';
  /** Vehicle seconds in a real second. */
  readonly rate: number;
  readonly paused: boolean;
  /** How far the car is behind real time. */
  readonly lagMs: number;
  /** Another one after each start of the process: event ids count within it. */
  readonly instance: string;
  readonly seed: number;
  readonly profile: {
    readonly name: string;
    /** Values that differ from the default profile, by the names a profile's file gives them. */
    readonly differs: Readonly<Record<string, unknown>>;
  };
  readonly buses: readonly ViewBus[];
  /** The last event that this state includes. */
  readonly lastEventId: number;
}
