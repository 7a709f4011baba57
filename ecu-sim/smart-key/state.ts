import type { Micros } from '../../can-bus/time/micros.ts';
import type { PassCodes } from '../identity/pass-code.ts';
import type { NvmContent } from '../memory/content.ts';
import type { Profile } from '../profile.ts';
import type { Buzzers } from './buzzers.ts';
import type { ProcedureStateName, ReasonName } from '../description/codes.ts';

export type SessionName = 'default' | 'extended';
/** Security levels of 0x27: 1 and 2 reset, 3 registration, 4 erasure; 0 is locked. */
export type SecurityLevel = 1 | 2 | 3 | 4;

/** The endpoint of a request, which is also the endpoint of its answer. */
export type EndpointName = 'oem' | 'generic' | 'functional';

/** Faults that a bench can set (VEH-8). */
export const BENCH_FAULTS = ['B278D', 'B2785', 'B2781', 'B27A5'] as const;
export type BenchFault = (typeof BENCH_FAULTS)[number];

export interface ResetProcedure {
  readonly kind: 'reset';
  readonly state: 'armed' | 'running';
  /** Armed: since arming. Running: since begin. */
  readonly sinceUs: Micros;
  /** Running: the completion; armed: never. */
  readonly deadlineUs: Micros;
}

export interface RegistrationProcedure {
  readonly kind: 'registration';
  readonly mode: 'additional' | 'initial';
  readonly state: 'awaiting-registered-key' | 'awaiting-pre-start-check' | 'ready-to-start' | 'awaiting-new-key';
  readonly sinceUs: Micros;
  /** The step timeout (REG-7). */
  readonly deadlineUs: Micros;
  readonly added: number;
  readonly lastRefusal: ReasonName;
}

export interface ErasureProcedure {
  readonly kind: 'erasure';
  readonly state: 'declared' | 'window-open';
  readonly sinceUs: Micros;
  /** Window: its end, if its clock were not stopped; never while declared. */
  readonly deadlineUs: Micros;
  readonly declared: number;
  /** Registered keys touched in the window, each once. */
  readonly touched: readonly number[];
  /** Set while the delete is being written: the window's clock is stopped at this instant (ERA-7). */
  readonly stoppedAtUs: Micros | null;
}

export type Procedure = { readonly kind: 'none' } | ResetProcedure | RegistrationProcedure | ErasureProcedure;

/** A request whose action takes time: answered at `finishUs`, with "response pending" before P2 expires. */
export interface Processing {
  readonly endpoint: EndpointName;
  readonly request: Uint8Array;
  readonly finishUs: Micros;
  readonly nextPendingUs: Micros;
  readonly pendingSent: boolean;
  /** The complete answer; for a delete it is built when the write is complete. */
  readonly response: Uint8Array | null;
  readonly suppressed: boolean;
  /** Memory that is being written; it counts when its last byte is stored (ERA-7). */
  readonly write: { readonly startUs: Micros } | null;
}

/** Which broadcast frames the ECU still receives and sends (0x28). */
export interface Communication {
  readonly receive: boolean;
  readonly transmit: boolean;
}

export const FULL_COMMUNICATION: Communication = { receive: true, transmit: true };

/** The complete state of the running firmware. A plain immutable value: save it, compare it, replay from it. */
export interface FirmwareState {
  readonly content: NvmContent;
  /** Neither copy is readable: nothing is written and no procedure starts (VEH-5). */
  readonly memoryDamaged: boolean;
  readonly session: SessionName;
  /** When the session ends without requests; never in the default session and while a request is processed. */
  readonly s3DeadlineUs: Micros;
  readonly unlockedLevel: SecurityLevel | 0;
  readonly pendingSeed: { readonly level: SecurityLevel; readonly seed: Uint8Array } | null;
  readonly lockoutDeadlineUs: Micros;
  readonly procedure: Procedure;
  readonly processing: Processing | null;
  /** The answer that is being sent: reset when it has been sent (0x11). */
  readonly resetAfterResponse: boolean;
  readonly supplyMv: number;
  /** Ids of the keys in the cabin, ascending. */
  readonly cabinKeys: readonly number[];
  readonly faults: readonly BenchFault[];
  /** False while 0x85 freezes the fault records. */
  readonly faultSetting: boolean;
  readonly communication: Communication;
  /** The state of the security indicator under 0x2F control; null while the ECU decides. */
  readonly indicatorOverride: 0 | 1 | 2 | null;
  /** A touched key permits a start until then (KEY-4). */
  readonly startWindowUntilUs: Micros;
  /** A second unlock until then opens all doors (KEY-5). */
  readonly unlockAllUntilUs: Micros;
  readonly lockRequest: 0 | 1 | 2 | 3;
  readonly lockRequestUntilUs: Micros;
  readonly alarmOn: boolean;
  readonly keyLowBatterySeen: boolean;
  readonly buzzers: Buzzers;
}

/** The state while a step computes it. */
export type FirmwareDraft = { -readonly [Name in keyof FirmwareState]: FirmwareState[Name] };

/** A copy to be changed. To list the fields is twice as fast as a spread of that many. */
export function draftOf(state: FirmwareState): FirmwareDraft {
  return {
    content: state.content,
    memoryDamaged: state.memoryDamaged,
    session: state.session,
    s3DeadlineUs: state.s3DeadlineUs,
    unlockedLevel: state.unlockedLevel,
    pendingSeed: state.pendingSeed,
    lockoutDeadlineUs: state.lockoutDeadlineUs,
    procedure: state.procedure,
    processing: state.processing,
    resetAfterResponse: state.resetAfterResponse,
    supplyMv: state.supplyMv,
    cabinKeys: state.cabinKeys,
    faults: state.faults,
    faultSetting: state.faultSetting,
    communication: state.communication,
    indicatorOverride: state.indicatorOverride,
    startWindowUntilUs: state.startWindowUntilUs,
    unlockAllUntilUs: state.unlockAllUntilUs,
    lockRequest: state.lockRequest,
    lockRequestUntilUs: state.lockRequestUntilUs,
    alarmOn: state.alarmOn,
    keyLowBatterySeen: state.keyLowBatterySeen,
    buzzers: state.buzzers,
  };
}

/** The values from the body ECU's frames, at the present instant (VEH-2). */
export interface VehicleSignals {
  /** False where the last door frame is 2 s old or older, or none came. */
  readonly doorKnown: boolean;
  readonly doorDriver: boolean;
  readonly doorPassenger: boolean;
  readonly doorRearLeft: boolean;
  readonly doorRearRight: boolean;
  readonly trunk: boolean;
  readonly brake: boolean;
  readonly shiftP: boolean;
  /** 0.01 km/h; unknown speed counts as too fast. */
  readonly speedCkmh: number;
  readonly powerMode: number;
}

/** The ECU's values before the first frame of the body ECU: speed too high, door unknown (VEH-2). */
export const UNKNOWN_SIGNALS: VehicleSignals = {
  doorKnown: false,
  doorDriver: false,
  doorPassenger: false,
  doorRearLeft: false,
  doorRearRight: false,
  trunk: false,
  brake: false,
  shiftP: false,
  speedCkmh: 0xffff,
  powerMode: 0,
};

/** Constants of the running firmware. */
export interface FirmwareContext {
  readonly profile: Profile;
  readonly passCodes: PassCodes;
  /** Seconds of the ECU's life at vehicle time 0. */
  readonly lifeBaseSeconds: number;
}

/** What a key's transponder reports when it is held to the engine switch. */
export interface KeyReading {
  readonly id: number;
  /** The VIN it was bound to when it was registered; null for a blank key. */
  readonly boundVin: string | null;
  readonly batteryMv: number;
}

export function procedureStateOf(procedure: Procedure): ProcedureStateName {
  return procedure.kind === 'none' ? 'idle' : procedure.state;
}
