import { smartkey } from '../smartkey.ts';
import { runUtility } from './run-utility.ts';
import { performAtCar, needKeyCount, readResults, show, reasonOf } from './ecu-requests.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { PROCEDURE_STATES } from '../../ecu-sim/description/codes.ts';
import { eraseGuided } from './erase-guided.ts';
import {
  CAUTION,
  confirmCount,
  declare,
  deleteOthers,
  ERASED,
  openWindow,
  UNLOCK_SCREENS,
  WARNING,
} from './erasure-steps.ts';
import { messageForEnd } from './failure-messages.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { ToolUtility } from './tool-result.ts';
import { unlock } from './unlock.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { EraseOptions } from './utility-options.ts';

/** The utility "Undesignated Key Permanent Erasure": lost or stolen keys (ERA). */

/** Keeps the keys that are touched in the window, and permanently erases all others. */
export function erase(options: EraseOptions): ToolUtility {
  if (options.guided === true) return eraseGuided(options);
  return runUtility('erase', options, function* (run) {
    const before = yield* needKeyCount('the keys are counted');
    yield* show({ ...WARNING, agree: null });
    const declared = yield* declare(run, options.touch.length, before.registered);
    yield* show({ ...confirmCount(declared), agree: null });
    yield* show(CAUTION);
    yield* unlock(run, 4, UNLOCK_SCREENS);
    yield* openWindow();
    yield* touchKeys(options.touch);
    const keysErased = yield* deleteOthers(run);
    const keys = yield* needKeyCount('the keys are counted after the erasure');
    yield* show({ ...ERASED, agree: null });
    return { kind: 'done', utility: 'erase', vin: run.vin, kept: options.touch, keysErased, keys };
  });
}

/** Bulletin step 17: one beep per key; the ECU reports how many it has counted (ERA-3). */
function* touchKeys(present: readonly number[]): Conversation<void> {
  for (const [index, keyId] of present.entries()) {
    yield* performAtCar({ kind: 'touch-key', keyId, role: 'present' });
    const results = yield* readResults('erasure', 'the keys are touched');
    if (results.state !== PROCEDURE_STATES['window-open'])
      throw new UtilityFailure('vehicle', messageForEnd(results.outcome, reasonOf(results)));
    if (results.touched !== index + 1) throw notCounted(keyId);
  }
}

function notCounted(keyId: number): UtilityFailure {
  return new UtilityFailure('vehicle', {
    reason: 'key-not-counted',
    what: `the vehicle did not count the key ${formatKeyId(keyId)}: it is not registered, or was already touched`,
    next: `declare only keys that are registered on this vehicle, each once; "${smartkey('tool read')}" lists them`,
  });
}
