import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import { immobilizerSet } from '../../../ecu-sim/smart-key/immobilizer.ts';
import { expiryUs } from '../../../ecu-sim/smart-key/progress.ts';
import { procedureStateOf, type FirmwareState, type Procedure } from '../../../ecu-sim/smart-key/state.ts';
import type { NvmContent } from '../../../ecu-sim/memory/content.ts';
import type { Car } from '../../car/car.ts';
import type { ByteSpec } from '../oracle/answer-set.ts';
import type { HistoryEntry, OracleProfile, Procedure as OracleProcedure, State } from '../oracle/model.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Violation } from './violation.ts';

type Value = string | number | boolean | null;
type Check = readonly [rule: string, aspect: string, oracle: Value, firmware: Value];

const STATES: Readonly<Record<number, string>> = {
  0x00: 'idle',
  0x11: 'armed',
  0x12: 'running',
  0x21: 'awaiting-registered-key',
  0x22: 'awaiting-pre-start-check',
  0x23: 'ready-to-start',
  0x24: 'awaiting-new-key',
  0x31: 'declared',
  0x32: 'window-open',
};

/** The oracle's state and the firmware's at the car's present instant. @returns the first difference, or null */
export function compareState(car: Car, oracle: Oracle, state: State): Violation | null {
  const { smartKey, nowUs } = car;
  const { firmware, content, phase } = smartKey;
  // Between the answer to 0x11 and its end the contract leaves open which of both it is.
  if (firmware?.resetAfterResponse === true) return null;
  const power = phase === 'running' ? 'on' : phase;
  for (const [rule, aspect, expected, actual] of [
    ['VEH-4', 'power', state.power, power] as const,
    ...stored(state, content),
    // An ECU logs what a power loss ended when it has booted.
    ...(state.power === 'on' ? history(state.memory.history, content) : []),
    ...(firmware === null || state.power !== 'on' ? [] : running(oracle.profile, state, firmware)),
    ...beeps(state, car),
  ]) {
    if (expected === actual) continue;
    return { rule, aspect, oracle: String(expected), firmware: String(actual), atUs: nowUs };
  }
  return null;
}

function stored({ memory }: State, content: NvmContent): readonly Check[] {
  const ids = (list: readonly (number | null)[]): string => list.map((id) => (id === null ? '-' : hexId(id))).join(' ');
  const sorted = (list: readonly number[]): string => ids(list.toSorted((a, b) => a - b));
  return [
    ['KEY-2', 'slots', ids(memory.slots), ids(content.slots)],
    ['KEY-3', 'retired keys', sorted(memory.retired), sorted(content.retired)],
    ['AUT-3', 'wrong attempts', memory.attempts, content.attempts],
    ['AUT-3', 'delay stored', memory.isDelayPending, content.delayPending],
    ['AUT-1', 'seed counter', memory.seedCounter ?? content.seedCounter, content.seedCounter],
  ];
}

function history(entries: readonly HistoryEntry[], content: NvmContent): readonly Check[] {
  const count: Check = ['VEH-6', 'history entries', entries.length, content.history.length];
  const [expected] = entries;
  const [actual] = content.history;
  if (expected === undefined || actual === undefined) return [count];
  const reason = allows(expected.reason, actual.reason) ? actual.reason : firstOf(expected.reason);
  const seconds = expected.seconds.includes(actual.seconds) ? actual.seconds : (expected.seconds[0] ?? -1);
  return [
    count,
    [
      'VEH-6',
      'newest history entry',
      `procedure ${expected.procedure} outcome ${expected.outcome} reason ${reason} counter ${expected.counter} second ${seconds}`,
      `procedure ${actual.procedure} outcome ${actual.outcome} reason ${actual.reason} counter ${actual.counter} second ${actual.seconds}`,
    ],
  ];
}

function running(profile: OracleProfile, state: State, firmware: FirmwareState): readonly Check[] {
  return [
    ['AUT-6', 'procedure state', stateName(state.procedure), procedureStateOf(firmware.procedure)],
    ...procedureChecks(profile, state.procedure, firmware.procedure),
    ['conformance 35', 'session', state.session === 3 ? 'extended' : 'default', firmware.session],
    ['conformance 25', 'end of the session (S3)', at(state.s3DeadlineUs), sessionEnd(state, firmware)],
    ['AUT-5', 'unlocked level', state.unlocked ?? 0, firmware.unlockedLevel],
    ['AUT-2', 'level of the pending seed', state.pendingSeed?.level ?? 0, firmware.pendingSeed?.level ?? 0],
    ['AUT-3', 'end of the delay', at(state.delayUntilUs), at(instant(firmware.lockoutDeadlineUs))],
    ['VEH-2', 'supply', state.supplyMv, firmware.supplyMv],
    ['KEY-7', 'immobilizer', isImmobilizerSet(state), immobilizerSet(firmware)],
    ['KEY-4', 'start permitted until', startUntil(state), startUntilOf(firmware, state.nowUs)],
  ];
}

function isImmobilizerSet({ memory, procedure }: State): boolean {
  return memory.slots.every((id) => id === null) || procedure.kind === 'running';
}

/** S3 does not run while a response is on its way (conformance 27); the oracle counts from the request until then. */
function sessionEnd({ s3DeadlineUs }: State, firmware: FirmwareState): string {
  const isAnswering = firmware.session === 'extended' && firmware.s3DeadlineUs === NEVER_US;
  return at(isAnswering ? s3DeadlineUs : instant(firmware.s3DeadlineUs));
}

function startUntil({ startUntilUs, nowUs }: State): string {
  return startUntilUs === null || startUntilUs <= nowUs ? 'none' : at(startUntilUs);
}

function startUntilOf({ startWindowUntilUs }: FirmwareState, nowUs: Micros): string {
  return startWindowUntilUs === NEVER_US || startWindowUntilUs <= nowUs ? 'none' : at(startWindowUntilUs);
}

function procedureChecks(profile: OracleProfile, oracle: OracleProcedure, firmware: Procedure): readonly Check[] {
  if (oracle.kind === 'running' && firmware.kind === 'reset') {
    return [['RST-4', 'end of the reset', at(oracle.sinceUs + profile.resetDurationUs), at(firmware.deadlineUs)]];
  }
  if (oracle.kind === 'registration' && firmware.kind === 'registration') {
    const endUs = oracle.lastStepUs + profile.registrationStepTimeoutUs;
    return [
      ['REG-2', 'registration mode', oracle.mode === 0 ? 'additional' : 'initial', firmware.mode],
      ['REG-7', 'end of the registration step', at(endUs), at(firmware.deadlineUs)],
      ['REG-8', 'keys added', oracle.added, firmware.added],
    ];
  }
  if (oracle.kind === 'window' && firmware.kind === 'erasure') {
    const endUs = oracle.deleteUs === null ? oracle.sinceUs + profile.eraseWindowUs : null;
    return [
      [
        'ERA-3',
        'keys touched in the window',
        oracle.touched.map(hexId).join(' '),
        firmware.touched.map(hexId).join(' '),
      ],
      ['ERA-2', 'end of the erase window', at(endUs), at(instant(expiryUs(firmware)))],
      ['ERA-1', 'keys declared', oracle.count, firmware.declared],
    ];
  }
  return [];
}

function beeps({ beeps, power }: State, car: Car): readonly Check[] {
  if (power !== 'on') return [];
  const { exterior, interior, answerBack } = car.smartKey.buzzers;
  const expected = beeps.total + beeps.beforeReset.total;
  return [
    ['VEH-3', 'beeps of the exterior buzzer', exterior === beeps.total ? exterior : expected, exterior],
    ['VEH-3', 'beeps of the interior buzzer', beeps.interior, interior],
    ['VEH-3', 'beeps of the answer-back buzzer', beeps.answerBack, answerBack],
  ];
}

function stateName(procedure: OracleProcedure): string {
  switch (procedure.kind) {
    case 'idle':
    case 'armed':
    case 'running':
    case 'declared':
      return procedure.kind;
    case 'registration':
      return STATES[procedure.phase] ?? '';
    case 'window':
      return 'window-open';
  }
}

function instant(us: Micros): Micros | null {
  return us === NEVER_US ? null : us;
}

function at(us: Micros | null): string {
  return us === null ? 'none' : `${us} µs`;
}

function hexId(id: number): string {
  return id.toString(16).toUpperCase().padStart(8, '0');
}

function allows(spec: ByteSpec, value: number): boolean {
  return typeof spec === 'number' ? spec === value : spec.includes(value);
}

function firstOf(spec: ByteSpec): number {
  return typeof spec === 'number' ? spec : (spec[0] ?? 0);
}
