import { NEVER_US } from '../../../can-bus/time/micros.ts';
import { formatKeyId } from '../../../ecu-sim/identity/key-id.ts';
import type { FirmwareState, Procedure } from '../../../ecu-sim/smart-key/state.ts';
import { PROCEDURE_STATES } from '../../../ecu-sim/description/codes.ts';
import type { HistoryEntry, Procedure as OracleProcedure, State as OracleState } from '../oracle/model.ts';
import { difference, type Difference, type Shown } from './difference.ts';
import type { CarState } from './world-state.ts';

function same<Value extends Shown>(rule: string, what: string, firmware: Value, oracle: Value): Difference | null {
  return firmware === oracle ? null : difference(rule, what, firmware, oracle);
}

function sameList(rule: string, what: string, firmware: readonly Shown[], oracle: readonly Shown[]): Difference | null {
  if (firmware.length === oracle.length) {
    let index = 0;
    while (index < firmware.length && firmware[index] === oracle[index]) index++;
    if (index === firmware.length) return null;
  }
  return difference(rule, what, wordsOf(firmware), wordsOf(oracle));
}

/** A side is never empty, so that both can be seen. */
function wordsOf(list: readonly Shown[]): string {
  return list.length === 0 ? 'none' : list.map((value) => (value === null ? '-' : String(value))).join(' ');
}

/** Keys by their ids, as they are printed everywhere; an empty slot is `-`. */
function sameKeys(
  rule: string,
  what: string,
  firmware: readonly (number | null)[],
  oracle: readonly (number | null)[],
): Difference | null {
  if (sameList(rule, what, firmware, oracle) === null) return null;
  const ids = (list: typeof firmware): readonly (string | null)[] =>
    list.map((id) => (id === null ? null : formatKeyId(id)));
  return difference(rule, what, wordsOf(ids(firmware)), wordsOf(ids(oracle)));
}

/** A deadline that is not running is null in the oracle and never in the firmware. */
function at(deadlineUs: number): number | null {
  return deadlineUs === NEVER_US ? null : deadlineUs;
}

/** What the memory holds, also while the ECU is off. */
function compareMemories({ content }: CarState, { memory }: OracleState): Difference | null {
  return (
    sameKeys('KEY-2, RST-3, REG-4, REG-5, ERA-5', 'the key slots', content.slots, memory.slots) ??
    sameKeys('KEY-3, RST-3, ERA-5', 'the retired keys', content.retired, memory.retired) ??
    same('AUT-3', 'the number of wrong pass-codes', content.attempts, memory.attempts) ??
    same('AUT-3', 'the stored delay', content.delayPending, memory.isDelayPending) ??
    same('AUT-1', 'the seed counter', content.seedCounter, memory.seedCounter) ??
    same('RST-6', 'registration is blocked', content.resetIncomplete, memory.isRegistrationBlocked)
  );
}

/** What the running firmware knows. */
function compareRunning({ content }: CarState, firmware: FirmwareState, oracle: OracleState): Difference | null {
  const { memory, startUntilUs, nowUs } = oracle;
  const startEndUs = startUntilUs !== null && startUntilUs > nowUs ? startUntilUs : null;
  const { receive, transmit } = firmware.communication;
  const communication = (receive ? 0 : 2) + (transmit ? 0 : 1);
  return (
    same('conformance 30, 31', 'the session', firmware.session === 'extended' ? 3 : 1, oracle.session) ??
    same('conformance 25 to 27', 'the end of the session (S3)', at(firmware.s3DeadlineUs), oracle.s3DeadlineUs) ??
    same('AUT-5', 'the unlocked level', firmware.unlockedLevel, oracle.unlocked ?? 0) ??
    same('AUT-2, AUT-3', 'the pending seed', firmware.pendingSeed?.level ?? 0, oracle.pendingSeed?.level ?? 0) ??
    same('AUT-3', 'the end of the delay', at(firmware.lockoutDeadlineUs), oracle.delayUntilUs) ??
    compareProcedures(firmware.procedure, oracle.procedure) ??
    same('KEY-4', 'the end of the permission to start', at(firmware.startWindowUntilUs), startEndUs) ??
    same('conformance 33', 'fault storage', firmware.faultSetting, oracle.isFaultStorageOn) ??
    same('conformance 33', 'the communication control', communication, oracle.communication) ??
    same('VEH-6', 'the counter of the history', content.historyCounter, memory.historyCounter) ??
    compareEntries(content.history[0], memory.history[0])
  );
}

/** The first difference between the firmware and the oracle of one car. */
export function compareStates(car: CarState): Difference | null {
  const { oracle, firmware } = car;
  const power = car.phase === 'running' ? 'on' : car.phase;
  if (power !== oracle.power) return difference('conformance 34, VEH-4', 'the phase', power, oracle.power);
  return compareMemories(car, oracle) ?? (firmware === null ? null : compareRunning(car, firmware, oracle));
}

const STATE_CODES: Readonly<Record<OracleProcedure['kind'], number | null>> = {
  idle: PROCEDURE_STATES.idle,
  armed: PROCEDURE_STATES.armed,
  running: PROCEDURE_STATES.running,
  registration: null,
  declared: PROCEDURE_STATES.declared,
  window: PROCEDURE_STATES['window-open'],
};

function compareProcedures(firmware: Procedure, oracle: OracleProcedure): Difference | null {
  const state = PROCEDURE_STATES[firmware.kind === 'none' ? 'idle' : firmware.state];
  const expected = oracle.kind === 'registration' ? oracle.phase : STATE_CODES[oracle.kind];
  if (state !== expected) {
    return difference('AUT-6, RST, REG, ERA', 'the state of the procedure', stateName(state), stateName(expected));
  }
  switch (firmware.kind) {
    case 'none':
      return null;
    case 'reset':
      if (oracle.kind !== 'armed' && oracle.kind !== 'running') return null;
      return same('RST-4', 'the beginning of the reset', firmware.sinceUs, oracle.sinceUs);
    case 'registration': {
      if (oracle.kind !== 'registration') return null;
      const { enteredUs, added, mode } = oracle;
      const now = [firmware.sinceUs, firmware.added, firmware.mode === 'initial' ? 1 : 0];
      return sameList('REG-2, REG-7, REG-8', 'the registration', now, [enteredUs, added, mode]);
    }
    case 'erasure': {
      if (oracle.kind === 'declared') return same('ERA-1', 'the declared keys', firmware.declared, oracle.count);
      if (oracle.kind !== 'window') return null;
      const expectedTouched = [oracle.sinceUs, oracle.count, oracle.deleteUs, ...oracle.touched];
      const touched = [firmware.sinceUs, firmware.declared, firmware.stoppedAtUs, ...firmware.touched];
      return sameList('ERA-2, ERA-3, ERA-7', 'the window', touched, expectedTouched);
    }
  }
}

function stateName(code: number | null): string {
  const [name] = Object.entries(PROCEDURE_STATES).find(([, known]) => known === code) ?? [];
  return name ?? 'none';
}

/** After a power loss the time may be that of the loss or of the return: not compared. */
const POWER_LOSS = 0x0c;

function compareEntries(
  firmware:
    | { readonly procedure: number; readonly outcome: number; readonly reason: number; readonly seconds: number }
    | undefined,
  oracle: HistoryEntry | undefined,
): Difference | null {
  if (firmware === undefined || oracle === undefined) {
    return same('VEH-6', 'the newest entry of the history', firmware === undefined, oracle === undefined);
  }
  const { reason } = oracle;
  const isTimeKnown = firmware.reason !== POWER_LOSS;
  const isSame =
    firmware.procedure === oracle.procedure &&
    firmware.outcome === oracle.outcome &&
    (typeof reason === 'number' ? reason === firmware.reason : reason.includes(firmware.reason)) &&
    (!isTimeKnown || oracle.seconds.includes(firmware.seconds));
  if (isSame) return null;
  const words = (entry: typeof firmware | HistoryEntry): string =>
    `procedure ${entry.procedure}, outcome ${entry.outcome}, reason ${String(entry.reason)}, at ${String(entry.seconds)} s`;
  return difference('VEH-6', 'the newest entry of the history', words(firmware), words(oracle));
}
