import { counted } from '../../can-bus/text/counted.ts';
import type { ReasonName } from '../../ecu-sim/description/codes.ts';
import type { CarView } from './car-view.ts';
import type { RefusalRow, RowOf } from './refusal-row.ts';
import { stopOf, type RequestStep } from './request-step.ts';
import { hexByte, instantWords, procedureWords, profileNumber, registeredCount, voltWords } from './view-words.ts';
import { DEFAULT_ATTEMPTS_MAX, DEFAULT_BATTERY_MIN_V } from '../../ecu-sim/profile/default-values.ts';
import { SPEED_LIMIT_CKMH } from '../../ecu-sim/smart-key/limits.ts';

/** Refusals that have a reason code: the conditions of the procedures (conformance 50). */

/** Reasons with which the start of a routine, or a pass-code, is refused. */
type ConditionReason = Extract<
  ReasonName,
  | 'door'
  | 'battery'
  | 'pass-code'
  | 'full'
  | 'prohibited-by-fault'
  | 'speed'
  | 'count-differs'
  | 'other-procedure'
  | 'memory'
>;

export const CONDITION_ROWS: Readonly<Record<ConditionReason, RowOf<RequestStep>>> = {
  door: ({ doors }, { hex }) => ({
    rule: 'RST-1',
    condition: "the driver's door must be open",
    ...(doors.driver
      ? {
          value: 'the Smart Key ECU has received no door frame (0x620) for 2 s',
          next: `let the body ECU send 0x620 again, then send ${hex}`,
        }
      : { value: 'it is closed', next: `open it, then send ${hex}` }),
  }),
  battery: (view, { option, hex }) => ({
    rule: option === 'enter' ? 'REG-1' : option === 'begin' ? 'RST-2' : 'RST-1',
    condition: `the battery must have at least ${voltWords(profileNumber(view, 'batteryMin', DEFAULT_BATTERY_MIN_V))}`,
    value: `it has ${voltWords(view.batteryV)}`,
    next: `connect a battery charger, then send ${hex}`,
  }),
  'pass-code': wrongPassCode,
  full: ({ slots }) => ({
    rule: 'REG-1',
    condition: 'a key slot must be free',
    value: slots.length === 1 ? 'the only slot holds a key' : `all ${slots.length} slots hold a key`,
    next:
      slots.length === 1
        ? 'do the Smart Code Reset, beginning with 27 01: it empties the slot'
        : 'erase the keys that are lost, beginning with 31 01 02 03 01 and the number of keys present',
  }),
  'prohibited-by-fault': ({ faults, resetIncomplete }, { hex }) =>
    resetIncomplete && !faults.includes('B278D')
      ? {
          rule: 'RST-6',
          condition: 'a reset that was begun must be completed before keys are registered',
          value: 'the last one was aborted after it had erased the keys',
          next: 'do the Smart Code Reset again, beginning with 27 01',
        }
      : {
          rule: 'REG-1',
          condition: 'no fault may prohibit registration',
          value: 'B278D is present',
          next: `remove B278D, then send ${hex}`,
        },
  speed: ({ speedKmh }, { hex }) => ({
    rule: 'REG-1',
    condition: 'the vehicle must be slower than 5 km/h',
    ...(speedKmh >= SPEED_LIMIT_CKMH / 100
      ? { value: `it moves at ${speedKmh} km/h`, next: `stop it, then send ${hex}` }
      : {
          value: 'the Smart Key ECU has received no vehicle frame (0x5B0) for 2 s',
          next: `let the body ECU send 0x5B0 again, then send ${hex}`,
        }),
  }),
  'count-differs': countDiffers,
  'other-procedure': otherProcedure,
  memory: () => ({
    rule: 'VEH-5',
    condition: "the ECU's memory must be readable",
    value: 'both copies of a block are damaged',
    next: 'restart the car with a fresh memory',
  }),
};

export function isConditionReason(reason: string): reason is ConditionReason {
  return Object.hasOwn(CONDITION_ROWS, reason);
}

function wrongPassCode(view: CarView, { level }: RequestStep): RefusalRow {
  const most = profileNumber(view, 'attemptsMax', DEFAULT_ATTEMPTS_MAX);
  const seed = (2 * (level ?? 1) - 1).toString().padStart(2, '0');
  const again = `send 27 ${seed} for a new seed and get its pass-code`;
  const untilUs = view.attemptsDelayUntilUs;
  return {
    rule: 'AUT-3',
    condition: 'the pass-code must be the one for the seed',
    value: `it is wrong, attempt ${view.attempts} of ${most}`,
    next: untilUs === null ? again : `wait until ${instantWords(untilUs)}, then ${again}`,
  };
}

function countDiffers(view: CarView): RefusalRow {
  const { declared, touched } = view.erasure;
  const missing = (declared ?? 0) - touched.length;
  const keys = missing === 1 ? 'one more registered key' : `${missing} more registered keys`;
  const stop = `stop with ${stopOf('erasure')}`;
  const again =
    touched.length < registeredCount(view)
      ? `${stop}, then declare ${counted(touched.length, 'key')} with 31 01 02 03 01 ${hexByte(touched.length)}`
      : `${stop}: every registered key is present, and there is none to erase`;
  const have = touched.length === 1 ? 'has' : 'have';
  return {
    rule: 'ERA-4',
    condition: 'as many keys must have touched the engine switch as were declared',
    value: `${declared ?? 0} ${areOrIs(declared ?? 0)} declared and ${touched.length} ${have} touched`,
    next: missing > 0 ? `touch ${keys} while the window is open, then send 31 01 02 03 03` : again,
  };
}

function otherProcedure(view: CarView, { hex }: RequestStep): RefusalRow {
  const { procedure, state, procedureDeadlineUs } = view;
  const end =
    procedure === 'none'
      ? ''
      : state === 'running' && procedureDeadlineUs !== null
        ? `wait until it completes at ${instantWords(procedureDeadlineUs)}, then `
        : `stop it with ${stopOf(procedure)}, then `;
  return {
    rule: 'AUT-6',
    condition: 'no other procedure may be under way',
    value: procedureWords(view),
    next: `${end}send ${hex}`,
  };
}

function areOrIs(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** ERA-1: the count is refused before any other condition is looked at. */
export function countOutOfRange(view: CarView, { bytes }: RequestStep): RefusalRow {
  const registered = registeredCount(view);
  return {
    rule: 'ERA-1',
    condition: 'at least one key and fewer than all registered ones must be declared',
    value: `${bytes[5] ?? 0} ${areOrIs(bytes[5] ?? 0)} declared and ${registered} ${areOrIs(registered)} registered`,
    next:
      registered < 2
        ? 'leave the keys as they are: with fewer than two registered there is none to erase'
        : registered === 2
          ? 'send 31 01 02 03 01 01'
          : `send 31 01 02 03 01 with a number from 01 to ${hexByte(registered - 1)}`,
  };
}
