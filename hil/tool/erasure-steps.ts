import type { UtilityRun } from './run-utility.ts';
import { unexpectedResponse, startStep, readData } from './ecu-requests.ts';
import type { ScreenCommand, ShownText } from '../tester/command.ts';
import type { Conversation } from '../tester/conversation.ts';
import { ROUTINES, type StartAnswer } from '../../ecu-sim/description/smart-key/routines.ts';
import type { UnlockScreens } from './unlock.ts';
import { UtilityFailure, type FailureMessage } from './utility-failure.ts';

/** The screens and requests of an erasure, for a technician or a script (ERA). */

export const ERASURE_TITLE: string = ROUTINES.erasure.title;
/** The bulletin's screen numbers. */
const CONFIRM_COUNT_SCREEN = 'SMRT-42-007';
const CAUTION_SCREEN = 'SMRT-42-008';
const GET_PASS_CODE_SCREEN = 'SMRT-41-001';
const SEND_SCREEN = 'SMRT-41-011';

/** Bulletin step 2. */
export const WARNING: ShownText = {
  number: null,
  title: ERASURE_TITLE,
  lines: ['Registered keys that are not present will be erased and can never be used again, on any vehicle.'],
  isWarning: true,
};

export interface Declared {
  readonly kept: number;
  readonly erased: number;
}

/** Bulletin step 4: the number of keys present (ERA-1). Declaring again before the window opens replaces it. */
export function* declare(run: UtilityRun, present: number, registered: number): Conversation<Declared> {
  const doing = `${present} of ${registered} registered keys are declared present`;
  const answer = yield* declareStep(doing, present, registered);
  run.underWay = 'erasure';
  if (answer === null) throw unexpectedResponse(doing);
  return { kept: answer.kept, erased: answer.toBeErased };
}

/** @throws UtilityFailure, which explains the rule where the vehicle refuses the number */
function* declareStep(
  doing: string,
  present: number,
  registered: number,
): Conversation<StartAnswer<'erasure', 'declare'> | null> {
  try {
    return yield* startStep('erasure', 'declare', doing, present);
  } catch (error) {
    if (!(error instanceof UtilityFailure) || error.details.reason !== 'out-of-range') throw error;
    throw new UtilityFailure(error.part, impossibleCount(present, registered));
  }
}

/** ERA-1: the number is from 1 to one less than are registered. */
function impossibleCount(present: number, registered: number): FailureMessage {
  const most = registered - 1;
  const what = `${present} of ${registered} registered keys cannot be declared present (ERA-1)`;
  if (most < 1) {
    const next = 'erase where two or more keys are registered: one is kept, and the others are erased';
    return { reason: 'out-of-range', what: `${what}: there would be no key to erase`, next };
  }
  const next =
    present > most
      ? 'leave out at least one key: the keys that are left out are erased'
      : 'name at least one key that is present';
  return { reason: 'out-of-range', what: `${what}: from 1 to ${most} can be kept, and the others are erased`, next };
}

/** Bulletin step 5. */
export function confirmCount({ kept, erased }: Declared): ShownText {
  return {
    number: CONFIRM_COUNT_SCREEN,
    title: ERASURE_TITLE,
    lines: [`Keys present, to keep: ${kept}`, `Keys to erase permanently: ${erased}`],
  };
}

/** Bulletin steps 6 and 7. */
export const CAUTION: Omit<ScreenCommand, 'kind' | 'back'> = {
  number: CAUTION_SCREEN,
  title: ERASURE_TITLE,
  lines: ['Only keys touched to the engine switch are kept. All others are erased and never work again.'],
  isWarning: true,
  agree: 'I agree',
};

export const UNLOCK_SCREENS: UnlockScreens = {
  title: ERASURE_TITLE,
  getNumber: GET_PASS_CODE_SCREEN,
  sendNumber: SEND_SCREEN,
};

/** Bulletin step 16: from here on the time for touching the keys runs (ERA-2). */
export function* openWindow(): Conversation<void> {
  yield* startStep('erasure', 'open', 'the window for the keys is opened');
}

/** Bulletin step 18: from here on keys may be erased (ERA-4, ERA-5). @returns how many were erased */
export function* deleteOthers(run: UtilityRun): Conversation<number> {
  run.erasing ??= { retiredBefore: yield* readData('retiredKeys') };
  const doing = 'the other keys are erased';
  const answer = yield* startStep('erasure', 'delete', doing);
  run.underWay = null;
  if (answer === null) throw unexpectedResponse(doing);
  return answer.erased;
}

/** Bulletin step 19. */
export const ERASED: ShownText = {
  number: null,
  title: ERASURE_TITLE,
  lines: ['The erasure is complete; the erased keys will never work on any vehicle.'],
};
