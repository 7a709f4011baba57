import { PROCEDURE_STATES } from '../../ecu-sim/smart-key/codes.ts';
import { formatKeyId } from '../car/key-ring.ts';
import { conduct, type UtilityRun } from './conduct.ts';
import { DID, haveDone, needKeyCount, oddAnswer, readNumber, readResults, show, startStep } from './dialogue.ts';
import { wordsForEnd } from './failure-words.ts';
import type { ToolPart, ToolUtility } from './tool-command.ts';
import { unlock } from './unlock.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { EraseOptions } from './utility-options.ts';

/** The utility "Undesignated Key Permanent Erasure": lost or stolen keys (ERA). */

const TITLE = 'Undesignated Key Permanent Erasure';
/** The bulletin's screen numbers. */
const CONFIRM_COUNT_SCREEN = 'SMRT-42-007';
const CAUTION_SCREEN = 'SMRT-42-008';
const GET_PASS_CODE_SCREEN = 'SMRT-41-001';
const SEND_SCREEN = 'SMRT-41-011';

/** Keeps the keys that are touched in the window, and erases all others for good. */
export function erase(options: EraseOptions): ToolUtility {
  return conduct('erase', options, function* (run) {
    const before = yield* needKeyCount('the keys are counted');
    yield* declare(run, options.touch.length, before.registered);
    yield* unlock(run, 4, { title: TITLE, getNumber: GET_PASS_CODE_SCREEN, sendNumber: SEND_SCREEN });
    yield* startStep('erasure', [0x02], 'the window for the keys is opened');
    yield* touchKeys(options.touch);
    const keysErased = yield* deleteOthers(run);
    const keys = yield* needKeyCount('the keys are counted after the erasure');
    yield* show({
      number: null,
      title: TITLE,
      lines: ['The erasure is complete; the erased keys will never work on any vehicle.'],
      agree: null,
    });
    return { kind: 'done', utility: 'erase', vin: run.vin, kept: options.touch, keysErased, keys };
  });
}

/** Bulletin steps 2 to 7: the number of keys present, and what it means (ERA-1). */
function* declare(run: UtilityRun, present: number, registered: number): ToolPart<void> {
  yield* show({
    number: null,
    title: TITLE,
    lines: ['Registered keys that are not present will be erased and can never be used again, on any vehicle.'],
    agree: null,
  });
  const doing = `${present} of ${registered} registered keys are declared present`;
  const [, kept, erased] = yield* startStep('erasure', [0x01, present], doing);
  run.underWay = 'erasure';
  if (kept === undefined || erased === undefined) throw oddAnswer(doing);
  yield* show({
    number: CONFIRM_COUNT_SCREEN,
    title: TITLE,
    lines: [`Keys present, to be kept: ${kept}`, `Keys to be erased for good: ${erased}`],
    agree: null,
  });
  yield* show({
    number: CAUTION_SCREEN,
    title: TITLE,
    lines: ['Only keys touched to the engine switch are kept. All others are erased and never work again.'],
    agree: 'I agree',
  });
}

/** Bulletin step 17: one beep a key; the ECU says how many it has seen (ERA-3). */
function* touchKeys(present: readonly number[]): ToolPart<void> {
  for (const [index, keyId] of present.entries()) {
    yield* haveDone({ kind: 'touch-key', keyId, role: 'present' });
    const results = yield* readResults('erasure', 'the keys are touched');
    if (results.state !== PROCEDURE_STATES['window-open'])
      throw new UtilityFailure('vehicle', wordsForEnd(results.outcome, results.reason));
    const [, touched] = results.detail;
    if (touched !== index + 1) throw notCounted(keyId);
  }
}

/** Bulletin step 18: from here on keys may be erased (ERA-4, ERA-5). */
function* deleteOthers(run: UtilityRun): ToolPart<number> {
  const retiredBefore = yield* readNumber(DID.retiredKeys, 2);
  run.erasing = { retiredBefore };
  const [, erased] = yield* startStep('erasure', [0x03], 'the other keys are erased');
  run.underWay = null;
  if (erased === undefined) throw oddAnswer('the other keys are erased');
  return erased;
}

function notCounted(keyId: number): UtilityFailure {
  return new UtilityFailure('vehicle', {
    reason: 'key-not-counted',
    what: `the vehicle did not count the key ${formatKeyId(keyId)}: it is not registered, or was touched before`,
    next: 'declare only keys that are registered on this vehicle, each once; "smartkey tool read" lists them',
  });
}
