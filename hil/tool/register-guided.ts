import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { BeepCount } from './beep-count.ts';
import { screen, watch } from './tool-commands.ts';
import { runUtility, type UtilityRun } from './run-utility.ts';
import {
  countRefusals,
  exitedAt,
  needKeyCount,
  page,
  readResults,
  readSlots,
  readData,
  reasonOf,
} from './ecu-requests.ts';
import { messageForEnd, messageForReason } from './failure-messages.ts';
import { OUTCOMES, PROCEDURE_STATES, REASONS, reasonName } from '../../ecu-sim/description/codes.ts';
import type { RunResults } from '../../ecu-sim/description/smart-key/routines.ts';
import {
  enterMode,
  finishRegistration,
  FUNCTION_CHECK,
  instructionChecks,
  instructions,
  modeFor,
  placement,
  placementChecks,
  REGISTRATION_TITLE,
  room,
  runPreStartCheck,
  startRegistration,
} from './registration-steps.ts';
import { throughStages, type FoundStage } from './stages.ts';
import type { ShownText } from '../tester/command.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { RegisterDone, ToolUtility } from './tool-result.ts';
import { unlock } from './unlock.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { UtilityOptions } from './utility-options.ts';

/** Smart Code Registration with a technician, who touches keys without knowing their ids. */

type Stage = 'instructions' | 'unlock' | 'enter' | 'recognise' | 'check' | 'add' | 'again';

/** Interval for polling the vehicle. */
const LOOK_US: Micros = 500 * MICROS_PER_MILLI;
const DOING = 'keys are registered';
/** REG-3. */
const NOT_MET = 'A check that is not met does not block the start, but a key may be refused.';

export function registerGuided(options: UtilityOptions): ToolUtility {
  return runUtility('register', options, function* (run) {
    const registration = new Registration(run, yield* readSlots());
    yield* throughStages<Stage>(run, {
      first: 'instructions',
      carryOut: (stage) => registration.carryOut(stage),
      find: (sessionLost) => registration.findStage(sessionLost),
    });
    const keys = yield* needKeyCount('the keys are counted after the registration');
    yield* registration.noteAdded();
    return { kind: 'done', utility: 'register', vin: run.vin, mode: registration.mode, added: run.added, keys };
  });
}

class Registration {
  mode: RegisterDone['mode'] = 'additional';
  readonly #run: UtilityRun;
  /** Ids that were registered at the beginning. */
  readonly #before: readonly number[];
  readonly #beepCount = new BeepCount();

  constructor(run: UtilityRun, before: readonly number[]) {
    this.#run = run;
    this.#before = before;
  }

  /** The slots show which keys were added: no ids are typed. */
  *noteAdded(): Conversation<void> {
    const after = yield* readSlots();
    this.#run.added.splice(0, Infinity, ...after.filter((id) => !this.#before.includes(id)));
  }

  *carryOut(stage: Stage): Conversation<Stage | null> {
    switch (stage) {
      case 'instructions':
        this.mode = modeFor(yield* needKeyCount('the keys are counted'));
        yield* page({ ...instructions(this.mode), checks: instructionChecks(this.mode), agree: 'I understand' });
        return 'unlock';
      case 'unlock': {
        const screens = { title: REGISTRATION_TITLE, getNumber: null, sendNumber: null, back: true };
        return (yield* unlock(this.#run, 3, screens)) === 'back' ? 'instructions' : 'enter';
      }
      case 'enter':
        return yield* this.#enter();
      case 'recognise':
        yield* this.#recognise();
        return 'check';
      case 'check':
        return yield* this.#check();
      case 'add':
        yield* this.#add();
        return 'again';
      case 'again':
        return yield* this.#again();
    }
  }

  /** A registration ends with its session; keys registered so far stay (AUT-6, REG-7). */
  *findStage(sessionLost: boolean): Conversation<FoundStage<Stage>> {
    const now = yield* readData('procedure');
    switch (now?.state ?? PROCEDURE_STATES.idle) {
      case PROCEDURE_STATES['awaiting-registered-key']:
        return { stage: 'recognise', lines: ['Registration mode is still on. Next: the registered key.'] };
      case PROCEDURE_STATES['awaiting-pre-start-check']:
      case PROCEDURE_STATES['ready-to-start']:
        return { stage: 'check', lines: ['Registration mode is still on. Next: the Pre-Start Check.'] };
      case PROCEDURE_STATES['awaiting-new-key']:
        return { stage: 'add', lines: ['Registration mode is still on. Next: a new key.'] };
      default: {
        this.#run.underWay = null;
        const { registered } = yield* needKeyCount('the keys are counted');
        const why = sessionLost ? 'Registration mode ended with the session.' : 'Registration mode is off.';
        return {
          stage: 'instructions',
          lines: [`${why} Keys registered now: ${registered}. The registration starts again.`],
        };
      }
    }
  }

  /** Bulletin steps 10 to 15; `enter` is sent only at the last one (TEC-4). */
  *#enter(): Conversation<Stage> {
    for (;;) {
      const count = yield* needKeyCount('the free slots are read');
      if (count.freeSlots === 0) throw new UtilityFailure('vehicle', messageForReason('full'));
      yield* page({ ...room(count), agree: null });
      const placed = { ...placement(this.mode), checks: placementChecks(this.mode), agree: null, back: true };
      if ((yield* page(placed)) === 'next') break;
    }
    yield* enterMode(this.#run, this.mode);
    return this.mode === 'initial' ? 'check' : 'recognise';
  }

  /** Bulletin step 16: until the vehicle recognizes a registered key, or the time is over. */
  *#recognise(): Conversation<void> {
    for (;;) {
      const results = yield* readResults('registration', DOING);
      if (results.state !== PROCEDURE_STATES['awaiting-registered-key']) return this.#needUnderWay(results);
      yield* this.#watchTouch(results, ['Touch the engine switch with a registered key.'], null);
    }
  }

  /** Bulletin steps 17 and 18. */
  *#check(): Conversation<Stage> {
    yield* page({
      number: null,
      title: REGISTRATION_TITLE,
      lines: [
        ...(this.mode === 'additional' ? ['Registered key recognized.'] : []),
        'Run the Pre-Start Check before the next step.',
      ],
      agree: null,
      next: 'Pre-Start CHK',
    });
    const findings = yield* runPreStartCheck(this.mode);
    const isMet = findings.lines.every((line) => !line.startsWith('no '));
    yield* page({ ...findings, alerts: isMet ? [] : [NOT_MET], agree: null, next: 'Start' });
    yield* startRegistration();
    return 'add';
  }

  /** Bulletin step 19: two beeps for the one key of an additional run, one for each of an initial one. */
  *#add(): Conversation<void> {
    let noted = 0;
    yield* this.#beepCount.heard();
    let settledRefusals = yield* countRefusals();
    for (;;) {
      const results = yield* readResults('registration', DOING);
      const { keysAdded: added, freeSlots, lastRefusal: refusal } = results;
      const refusals = refusal === REASONS.none ? settledRefusals : yield* countRefusals();
      if (added > noted) {
        yield* this.noteAdded();
        settledRefusals = refusals;
      }
      noted = added;
      if (results.state === PROCEDURE_STATES.idle) {
        this.#run.underWay = null;
        if (results.outcome === OUTCOMES.completed) return;
      }
      this.#needUnderWay(results);
      const lines =
        this.mode === 'additional'
          ? ['Touch the engine switch with the NEW key. The vehicle beeps twice when it is registered.']
          : [
              'Touch the engine switch with each NEW key, one at a time. The vehicle beeps once for each.',
              `Keys registered in this run: ${added}. Room for further keys: ${freeSlots}.`,
            ];
      // The results keep the reason of the last refused touch even when a key is registered after it (REG-8).
      const reason = refusals === settledRefusals ? undefined : reasonName(refusal);
      const refused =
        reason === undefined ? [] : [`The last key touched was not registered: ${messageForReason(reason).what}.`];
      const next = this.mode === 'initial' && added > 0 ? 'Finish' : null;
      const meanwhile = { alerts: refused, ...(yield* this.#beepCount.heard()) };
      if ((yield* this.#watchTouch(results, lines, next, meanwhile)) === 'next') {
        yield* finishRegistration(this.#run);
        return;
      }
    }
  }

  /** Bulletin steps 20 to 22. */
  *#again(): Conversation<Stage | null> {
    const count = yield* needKeyCount('the keys are counted after the registration');
    yield* this.noteAdded();
    const choice = yield* screen({
      ...FUNCTION_CHECK,
      functionCheck: this.#run.added,
      ...(yield* this.#beepCount.heard()),
      lines: [
        `Keys registered: ${count.registered}. Room for further keys: ${count.freeSlots}.`,
        ...FUNCTION_CHECK.lines,
      ],
      agree: null,
      next: 'Add another key',
    });
    return choice === 'next' ? 'instructions' : null;
  }

  *#watchTouch(
    results: RunResults<'registration'>,
    lines: readonly string[],
    next: string | null,
    meanwhile: Pick<ShownText, 'alerts' | 'beeps'> = {},
  ): Conversation<'next' | null> {
    const pressed = yield* watch({
      ...{ number: null, title: REGISTRATION_TITLE, lines },
      ...meanwhile,
      status: `${Math.ceil(results.remainingMs / 1000)} s left for this step`,
      next,
      durationUs: LOOK_US,
      stimulus: 'touch-key',
    });
    if (pressed === 'exit') throw exitedAt(REGISTRATION_TITLE);
    return pressed;
  }

  /** Throws for a registration that the vehicle ended itself. */
  #needUnderWay(results: RunResults<'registration'>): void {
    if (results.state !== PROCEDURE_STATES.idle) return;
    this.#run.underWay = null;
    throw new UtilityFailure('vehicle', messageForEnd(results.outcome, reasonOf(results)));
  }
}
