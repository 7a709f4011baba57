import { smartkey } from '../smartkey.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { BeepCount } from './beep-count.ts';
import { count, screen, watch } from './tool-commands.ts';
import { runUtility, findWhetherErased, type UtilityRun } from './run-utility.ts';
import { exitedAt, needKeyCount, page, readResults, readSlots, readData, reasonOf } from './ecu-requests.ts';
import { PROCEDURE_STATES } from '../../ecu-sim/description/codes.ts';
import {
  CAUTION,
  confirmCount,
  declare,
  deleteOthers,
  ERASED,
  ERASURE_TITLE,
  openWindow,
  UNLOCK_SCREENS,
  WARNING,
  type Declared,
} from './erasure-steps.ts';
import { messageForEnd } from './failure-messages.ts';
import { throughStages, type FoundStage } from './stages.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { ToolUtility } from './tool-result.ts';
import { unlock } from './unlock.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { UtilityOptions } from './utility-options.ts';
import { eraseWindowText } from './vehicle-limits-text.ts';

/** Undesignated Key Permanent Erasure with a technician, who enters how many keys are present and touches them. */

type Stage = 'warn' | 'count' | 'confirm' | 'unlock' | 'open' | 'touch' | 'done';

/** Interval for polling the vehicle. */
const LOOK_US: Micros = 500 * MICROS_PER_MILLI;

export function eraseGuided(options: UtilityOptions): ToolUtility {
  return runUtility('erase', options, function* (run) {
    const before = yield* needKeyCount('the keys are counted');
    const erasure = new Erasure(run);
    yield* throughStages<Stage>(run, {
      first: 'warn',
      carryOut: (stage) => erasure.carryOut(stage),
      find: (sessionLost) => erasure.findStage(sessionLost),
    });
    const keys = yield* needKeyCount('the keys are counted after the erasure');
    // The remaining keys are those that were touched.
    const kept = yield* readSlots();
    yield* screen({ ...ERASED, agree: null, next: 'Exit', isLast: true });
    const keysErased = before.registered - keys.registered;
    return { kind: 'done', utility: 'erase', vin: run.vin, kept, keysErased, keys };
  });
}

class Erasure {
  readonly #run: UtilityRun;
  #declared: Declared = { kept: 0, erased: 0 };

  constructor(run: UtilityRun) {
    this.#run = run;
  }

  *carryOut(stage: Stage): Conversation<Stage | null> {
    switch (stage) {
      case 'warn':
        yield* page({ ...WARNING, agree: null });
        return 'count';
      case 'count':
        return yield* this.#count();
      case 'confirm':
        return yield* this.#confirm();
      case 'unlock':
        return (yield* unlock(this.#run, 4, { ...UNLOCK_SCREENS, back: true })) === 'back' ? 'confirm' : 'open';
      case 'open':
        return yield* this.#open();
      case 'touch':
        return yield* this.#touch();
      case 'done':
        return null;
    }
  }

  /** An erasure ends with its session, and then nothing is erased (ERA-6). */
  *findStage(sessionLost: boolean): Conversation<FoundStage<Stage>> {
    const now = yield* readData('procedure');
    if (now?.state === PROCEDURE_STATES.declared) {
      return {
        stage: 'unlock',
        lines: ['The keys are still declared. Next: the pass-code, for a new seed.'],
      };
    }
    if (now?.state === PROCEDURE_STATES['window-open']) {
      return { stage: 'touch', lines: ['There is still time to touch the keys.'] };
    }
    this.#run.underWay = null;
    if ((yield* findWhetherErased(this.#run)) === 'yes') {
      return { stage: 'done', lines: ['The keys that were not touched have been erased: the erasure is complete.'] };
    }
    const why = sessionLost ? 'The erasure ended with the session' : 'No erasure is under way';
    return { stage: 'count', lines: [`${why}, and no key was erased. It starts again with the number of keys.`] };
  }

  /** Bulletin step 4. */
  *#count(): Conversation<Stage> {
    const { registered } = yield* needKeyCount('the keys are counted');
    if (registered < 2) throw tooFewKeys(registered);
    const present = yield* count({
      number: null,
      title: ERASURE_TITLE,
      lines: [`Keys registered in this vehicle: ${registered}. At least one must be present, but not all of them.`],
      question: 'How many keys has the customer brought?',
      min: 1,
      max: registered - 1,
    });
    if (present === 'exit') throw exitedAt(ERASURE_TITLE);
    if (present === 'back') return 'warn';
    this.#declared = yield* declare(this.#run, present, registered);
    return 'confirm';
  }

  /** Bulletin steps 5 to 7. */
  *#confirm(): Conversation<Stage> {
    if ((yield* page({ ...confirmCount(this.#declared), agree: null, back: true })) === 'back') return 'count';
    return (yield* page({ ...CAUTION, back: true })) === 'back' ? 'confirm' : 'unlock';
  }

  /** Bulletin step 16, preceded by a screen, because the time is short. */
  *#open(): Conversation<Stage> {
    const { kept } = this.#declared;
    yield* page({
      number: UNLOCK_SCREENS.getNumber,
      title: ERASURE_TITLE,
      lines: [
        `Have the ${kept === 1 ? 'key' : `${kept} keys`} to keep ready.`,
        `After "Next", you have ${eraseWindowText(this.#run.limits)} to touch the engine switch with each of them, one at a time.`,
      ],
      agree: null,
    });
    yield* openWindow();
    return 'touch';
  }

  /** Bulletin steps 17 and 18: one beep per key, then Delete. */
  *#touch(): Conversation<Stage> {
    const beepCount = new BeepCount();
    yield* beepCount.heard();
    for (;;) {
      const results = yield* readResults('erasure', 'the keys are touched');
      if (results.state !== PROCEDURE_STATES['window-open']) {
        this.#run.underWay = null;
        throw new UtilityFailure('vehicle', messageForEnd(results.outcome, reasonOf(results)));
      }
      const { declared, touched } = results;
      const pressed = yield* watch({
        number: null,
        title: ERASURE_TITLE,
        lines: [
          'Touch the engine switch with each key to be kept, one at a time. The vehicle beeps once for each.',
          `Keys touched: ${touched} of ${declared}.`,
          touched < declared
            ? 'Touch all of them, then press "Delete".'
            : 'All are touched. "Delete" permanently erases every other key.',
        ],
        ...(yield* beepCount.heard()),
        status: `${Math.ceil(results.remainingMs / 1000)} s left`,
        next: touched < declared ? null : 'Delete',
        durationUs: LOOK_US,
        stimulus: 'touch-key',
      });
      if (pressed === 'exit') throw exitedAt(ERASURE_TITLE);
      if (pressed === 'next') break;
    }
    yield* deleteOthers(this.#run);
    return 'done';
  }
}

/** ERA-1 leaves no choice: at least one is kept and one erased. */
function tooFewKeys(registered: number): UtilityFailure {
  return new UtilityFailure('vehicle', {
    reason: 'too-few-keys',
    what: `this vehicle has ${registered === 0 ? 'no key' : 'only one key'} registered, so none can be erased this way`,
    next: `to erase every key, use "${smartkey('tool reset')}"; to add keys, "${smartkey('tool register')}"`,
  });
}
