import type { Enumeration } from './value-spec.ts';

/** The codes of the Smart Key ECU's procedures, states, outcomes and reasons on the bus. */

export const PROCEDURES = { none: 0, reset: 1, registration: 2, erasure: 3 } as const;
export type ProcedureName = keyof typeof PROCEDURES;
/** A procedure that can be in progress. */
export type KeyProcedure = Exclude<ProcedureName, 'none'>;
/** In the order of their codes, and of `lastRuns` in the memory. */
export const KEY_PROCEDURES: readonly ['reset', 'registration', 'erasure'] = ['reset', 'registration', 'erasure'];

export const PROCEDURE_STATES = {
  idle: 0x00,
  armed: 0x11,
  running: 0x12,
  'awaiting-registered-key': 0x21,
  'awaiting-pre-start-check': 0x22,
  'ready-to-start': 0x23,
  'awaiting-new-key': 0x24,
  declared: 0x31,
  'window-open': 0x32,
} as const;
export type ProcedureStateName = keyof typeof PROCEDURE_STATES;
export const PROCEDURE_STATE_NAMES: readonly ProcedureStateName[] = namesOf(PROCEDURE_STATES);

export const OUTCOMES = { 'under-way': 0, completed: 1, refused: 2, aborted: 3, 'timed-out': 4, stopped: 5 } as const;
export type OutcomeName = keyof typeof OUTCOMES;

export const REASONS = {
  none: 0x00,
  door: 0x01,
  battery: 0x02,
  'pass-code': 0x03,
  full: 0x04,
  'already-registered': 0x05,
  'bound-elsewhere-or-retired': 0x06,
  'weak-key-battery': 0x07,
  antenna: 0x08,
  'prohibited-by-fault': 0x09,
  speed: 0x0a,
  'session-ended': 0x0b,
  'power-loss': 0x0c,
  'count-differs': 0x0d,
  'step-timeout': 0x0e,
  'other-procedure': 0x0f,
  memory: 0x10,
} as const;
export type ReasonName = keyof typeof REASONS;

export const SESSIONS = { default: 0x01, extended: 0x03 } as const;
export const REGISTRATION_MODES = { additional: 0, initial: 1 } as const;

export type PowerMode = 'off' | 'acc' | 'on' | 'running';
export type LockRequest = 'none' | 'lock' | 'unlock-driver' | 'unlock-all';

/** By code. */
export const POWER_MODES: readonly [PowerMode, PowerMode, PowerMode, PowerMode] = ['off', 'acc', 'on', 'running'];
/** By code. */
export const LOCK_REQUESTS: readonly [LockRequest, LockRequest, LockRequest, LockRequest] = [
  'none',
  'lock',
  'unlock-driver',
  'unlock-all',
];
export const INDICATOR = { off: 0, steady: 1, flashing: 2 } as const;

type EnumerationName =
  | 'procedure'
  | 'procedureState'
  | 'outcome'
  | 'reason'
  | 'session'
  | 'registrationMode'
  | 'powerMode'
  | 'indicator'
  | 'lockRequest'
  | 'lockStatus'
  | 'immobilizer';

/** Enumerations by the names that declarations use. */
export const ENUMERATIONS: Readonly<Record<EnumerationName, Enumeration>> = {
  procedure: { codes: PROCEDURES },
  procedureState: {
    codes: PROCEDURE_STATES,
    words: { 'awaiting-pre-start-check': 'awaiting Pre-Start Check' },
  },
  outcome: { codes: OUTCOMES },
  reason: { codes: REASONS, words: { 'pass-code': 'pass-code' } },
  session: { codes: SESSIONS },
  registrationMode: { codes: REGISTRATION_MODES },
  powerMode: { codes: numbered(POWER_MODES), words: { acc: 'ACC', on: 'IG on', running: 'engine running' } },
  indicator: { codes: INDICATOR },
  lockRequest: { codes: numbered(LOCK_REQUESTS) },
  lockStatus: { codes: { locked: 0, unlocked: 1 } },
  immobilizer: { codes: { unset: 0, set: 1 } },
};

function numbered(names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, code) => [name, code]));
}

function namesOf<Name extends string>(table: Readonly<Record<Name, number>>): readonly Name[] {
  const names: Name[] = [];
  for (const name in table) names.push(name);
  return names;
}

function nameOf<Name extends string>(table: Readonly<Record<Name, number>>, code: number): Name | undefined {
  for (const name in table) if (table[name] === code) return name;
  return undefined;
}

/** The procedure's name by its code; undefined where the code is unknown. */
export function procedureName(code: number): ProcedureName | undefined {
  return nameOf(PROCEDURES, code);
}

export function procedureStateName(code: number): ProcedureStateName | undefined {
  return nameOf(PROCEDURE_STATES, code);
}

export function outcomeName(code: number): OutcomeName | undefined {
  return nameOf(OUTCOMES, code);
}

export function reasonName(code: number): ReasonName | undefined {
  return nameOf(REASONS, code);
}
