import { smartkey } from '../smartkey.ts';
import { runUtility, type UtilityRun } from './run-utility.ts';
import { performAtCar, needKeyCount, readResults, show } from './ecu-requests.ts';
import { messageForReason } from './failure-messages.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { PROCEDURE_STATES, REASONS, reasonName } from '../../ecu-sim/description/codes.ts';
import type { RunResults } from '../../ecu-sim/description/smart-key/routines.ts';
import { registerGuided } from './register-guided.ts';
import {
  endedOr,
  enterMode,
  finishRegistration,
  FUNCTION_CHECK,
  instructions,
  modeFor,
  placement,
  REGISTRATION_TITLE,
  room,
  runPreStartCheck,
  startRegistration,
} from './registration-steps.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { KeyCount, RegisterDone, ToolUtility } from './tool-result.ts';
import { unlock } from './unlock.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { RegisterOptions } from './utility-options.ts';

/** The utility "Smart Code Registration": add keys (REG). */

const DOING = 'keys are registered';

type Mode = RegisterDone['mode'];

/**
 * Registers keys, in the vehicle's mode: initial while no key is registered, all in one run; otherwise additional, one
 * run per key including the seed (REG-2, REG-4, REG-5). A technician touches keys without naming them.
 */
export function register(options: RegisterOptions): ToolUtility {
  if (options.guided === true) return registerGuided(options);
  return runUtility('register', options, function* (run) {
    const before = yield* needKeyCount('the keys are counted');
    const mode: Mode = modeFor(before);
    const plan = planOf(mode, options.touch);
    for (const keys of plan.runs) yield* oneRun(run, mode, plan.registeredKey, keys);
    const keys = yield* needKeyCount('the keys are counted after the registration');
    yield* show({ ...FUNCTION_CHECK, agree: null });
    return { kind: 'done', utility: 'register', vin: run.vin, mode, added: run.added, keys };
  });
}

interface Plan {
  readonly registeredKey: number | null;
  /** The new keys of each run. */
  readonly runs: readonly (readonly number[])[];
}

function planOf(mode: Mode, touch: readonly number[]): Plan {
  const [first, ...others] = touch;
  if (mode === 'initial' && first !== undefined) return { registeredKey: null, runs: [touch] };
  if (mode === 'additional' && first !== undefined && others.length > 0) {
    return { registeredKey: first, runs: others.map((key) => [key]) };
  }
  throw new UtilityFailure('person', {
    reason: 'touch-list',
    what:
      mode === 'initial'
        ? 'no key is registered, and no new key was named'
        : 'keys are registered, so a registered key and at least one new key must be named',
    next:
      mode === 'initial'
        ? 'name the new keys in the order they are touched'
        : 'name a registered key first, then the new keys, in the order they are touched',
  });
}

function* oneRun(
  run: UtilityRun,
  mode: Mode,
  registeredKey: number | null,
  newKeys: readonly number[],
): Conversation<void> {
  yield* show({ ...instructions(mode), agree: 'I understand' });
  yield* unlock(run, 3, { title: REGISTRATION_TITLE, getNumber: null, sendNumber: null });
  yield* checkRoom(newKeys.length);
  yield* enter(run, mode);
  if (registeredKey !== null) yield* recognise(registeredKey);
  yield* preStartCheck(mode);
  yield* startRegistration();
  yield* addKeys(run, newKeys);
}

/** Bulletin steps 10 to 12: free slots come from DID 1002, before anything has begun (TEC-4). */
function* checkRoom(wanted: number): Conversation<void> {
  const count: KeyCount = yield* needKeyCount('the free slots are read');
  if (count.freeSlots < wanted) {
    const details = messageForReason('full');
    throw new UtilityFailure('vehicle', {
      ...details,
      what: `${details.what} (${count.freeSlots} free, ${wanted} needed)`,
    });
  }
  yield* show({ ...room(count), agree: null });
}

/** Bulletin steps 13 to 15: only now the vehicle's step timeout starts (TEC-4, REG-7). */
function* enter(run: UtilityRun, mode: Mode): Conversation<void> {
  yield* show({ ...placement(mode), agree: null });
  yield* enterMode(run, mode);
}

/** Bulletin step 16. The ECU reports whether it recognized a registered key. */
function* recognise(keyId: number): Conversation<void> {
  yield* performAtCar({ kind: 'touch-key', keyId, role: 'registered' });
  const results = yield* readResults('registration', DOING);
  if (results.state === PROCEDURE_STATES['awaiting-pre-start-check']) return;
  throw endedOr(results, {
    reason: 'not-registered',
    what: `the vehicle did not recognize ${formatKeyId(keyId)} as a registered key`,
    next: `touch a key that is registered on this vehicle first; "${smartkey('tool read')}" lists them`,
  });
}

/** Bulletin steps 17 and 18: the check must precede the start; its findings do not block it (REG-3). */
function* preStartCheck(mode: Mode): Conversation<void> {
  yield* show({ ...(yield* runPreStartCheck(mode)), agree: null });
}

/** Bulletin step 19: each key in turn; the ECU counts those it registered. */
function* addKeys(run: UtilityRun, newKeys: readonly number[]): Conversation<void> {
  for (const [index, keyId] of newKeys.entries()) {
    yield* performAtCar({ kind: 'touch-key', keyId, role: 'new' });
    const results = yield* readResults('registration', DOING);
    if (results.keysAdded !== index + 1) throw notAdded(results, keyId);
    run.added.push(keyId);
    // An additional run, and one without free slots, ends by itself (REG-4, REG-5).
    if (results.state === PROCEDURE_STATES.idle) run.underWay = null;
    else if (index === newKeys.length - 1) yield* finishRegistration(run);
  }
}

function notAdded(results: RunResults<'registration'>, keyId: number): UtilityFailure {
  const id = formatKeyId(keyId);
  const reason = results.lastRefusal === REASONS.none ? undefined : reasonName(results.lastRefusal);
  if (reason === undefined) {
    return endedOr(results, {
      reason: 'key-not-seen',
      what: `the vehicle did not detect the key ${id}`,
      next: 'hold the key to the engine switch, its emblem first, and start again',
    });
  }
  const details = messageForReason(reason);
  return endedOr(results, { ...details, what: `the key ${id} was not registered: ${details.what}` });
}
