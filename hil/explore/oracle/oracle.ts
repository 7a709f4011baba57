/**
 * A second Smart Key ECU, written from the contract alone: small, plain, slow. It says what the ECU must answer and do.
 * It knows requests and responses, not frames, and shares no code with the product.
 *
 * How to run it in lock-step:
 *
 *     const oracle = createOracle({ ...DEFAULT_PROFILE, initialKeys: [0x11111111] });
 *     let state = oracle.start();
 *     const result = oracle.step(state, { kind: 'request', endpoint: 'oem', payload }, nowUs);
 *     const problem = oracle.compare(result.effects, answer);      // null, or what is wrong
 *     ({ state } = oracle.seedAnswered(result.state, answer));     // after every answer to 0x27
 *
 * - `step(state, input, nowUs)` first fires every deadline up to and including `nowUs`, then takes the input. Time is
 *   in whole µs and never runs back. A request's instant is the end of its last frame on the wire.
 * - Effects bear the instant at which they come about. A request brings one `answer` with every allowed answer,
 *   `SILENCE` among them; only a delete that takes time brings `pending`, and its `answer` comes out of a later step.
 *   To an ECU that is off, booting or asleep the answer is silence.
 * - `responseSent` (optional): at the instant a final response's last frame left. S3, and the boot after 0x11, then
 *   count from there; without it they count from the request. Do not send it for a 0x78.
 * - `seedAnswered` takes over the seed that the real ECU answered, which cannot be predicted, and names what is wrong
 *   with it. Without it every pass-code for that seed is wrong. A suppressed seed (`27 81`) stays unknown.
 * - Door and vehicle frames are inputs when the ECU receives them, the cyclic ones too: after 2 s they are stale.
 * - `status` gives the signals of 0x5B5 as sets of allowed values; null: the contract does not say.
 * - Keys: `boundVin` of a touch is what the key was bound to before the run. Effect `keyBound` says when it changes.
 * - Where the contract leaves open what happens, `Readings` in `model.ts` has an entry; a comment with "Open:" marks
 *   every place where a set of answers is allowed instead.
 *
 * Not modelled: frames and their timing, the 0x78 of actions other than the delete, the sounding of a beep, trunk and
 * panic buttons, damage to single memory copies (only memory that cannot be read at all).
 */
import { SILENCE, describeAnswer, isAllowed, type Answer } from './answer-set.ts';
import { advance, deadlineUs } from './clock.ts';
import { setFault } from './fault-memory.ts';
import { procedureTimes } from './history.ts';
import { placeKey, pressButton, startPermit, touchKey } from './keys.ts';
import type { DoorFrame, Effect, Input, OracleProfile, State, StepResult } from './model.ts';
import { supplyChanged } from './reset.ts';
import { seedAnswered } from './security.ts';
import { handleRequest } from './server.ts';
import { losePower, returnPower, startBoot } from './session.ts';
import { startState } from './start-state.ts';
import { isAsleep, isImmobilizerSet, procedureNumber, procedureState, registeredKeys } from './vehicle.ts';

export { DEFAULT_PROFILE, DEFAULT_READINGS } from './start-state.ts';

/** The signals of 0x5B5 (diagnostics, "Broadcast frames"). */
export interface Status {
  readonly procedure: number;
  readonly state: number;
  readonly keys: number;
  readonly remainingS: readonly number[];
  readonly beeps: readonly number[];
  readonly immobilizer: number;
  readonly indicator: readonly number[] | null;
  readonly startPermit: readonly number[];
  /** False while 0x28 has switched transmission off (conformance 33), asleep (VEH-7), without power or booting. */
  readonly isSent: boolean;
}

export interface Oracle {
  readonly profile: OracleProfile;
  readonly start: () => State;
  readonly step: (state: State, input: Input, nowUs: number) => StepResult;
  readonly deadlineUs: (state: State) => number | null;
  readonly seedAnswered: (
    state: State,
    answer: Uint8Array | null,
  ) => { readonly state: State; readonly problems: readonly string[] };
  /** What is wrong with the response (null: none came) to the request of this step; null: nothing. */
  readonly compare: (effects: readonly Effect[], actual: Uint8Array | null) => string | null;
  readonly status: (state: State) => Status;
}

const NONE: readonly Effect[] = [];
const SILENT: readonly Answer[] = [SILENCE];

export function createOracle(profile: OracleProfile): Oracle {
  return {
    profile,
    start: () => startState(profile),
    step: (state, input, nowUs) => {
      const before = advance(profile, state, nowUs);
      const after = apply(profile, before.state, input);
      const effects = before.effects.length === 0 ? after.effects : [...before.effects, ...after.effects];
      return { state: after.state, effects };
    },
    deadlineUs: (state) => deadlineUs(profile, state),
    seedAnswered: (state, answer) => (answer === null ? { state, problems: [] } : seedAnswered(profile, state, answer)),
    compare,
    status: (state) => statusOf(profile, state),
  };
}

function apply(profile: OracleProfile, state: State, input: Input): StepResult {
  switch (input.kind) {
    case 'time':
      return { state, effects: NONE };
    case 'request':
      return handleRequest(profile, state, input);
    case 'responseSent':
      return { state: responseSent(profile, state), effects: NONE };
    case 'touch':
      return touchKey(profile, state, input.key);
    case 'keyPlace':
      return { state: placeKey(state, input.id, input.isInCabin), effects: NONE };
    case 'keyButton':
      return pressButton(state, input.id, input.button);
    case 'doors':
      return { state: receiveDoors(profile, state, input.frame), effects: NONE };
    case 'vehicle': {
      const isHeard = hears(profile, state);
      return {
        state: isHeard ? { ...state, vehicle: { frame: input.frame, atUs: state.nowUs } } : state,
        effects: NONE,
      };
    }
    case 'supply':
      return { state: supplyChanged(profile, state, input.mv), effects: NONE };
    case 'fault':
      return { state: setFault(state, input.fault, input.isPresent), effects: NONE };
    case 'powerLoss':
      return { state: losePower(profile, state), effects: NONE };
    case 'powerReturn':
      return { state: returnPower(profile, state, input.isMemoryUnreadable ?? false), effects: NONE };
  }
}

/** Conformance 27 and 34: both count from the end of the response. */
function responseSent(profile: OracleProfile, state: State): State {
  if (state.power === 'booting') return startBoot(profile, state);
  if (state.s3DeadlineUs === null) return state;
  return { ...state, s3DeadlineUs: state.nowUs + profile.s3Us };
}

function hears(profile: OracleProfile, state: State): boolean {
  if (state.power === 'off') return false;
  if (state.power === 'booting') return profile.readings.hearsFramesWhileBooting;
  const isReceptionOff = state.communication === 2 || state.communication === 3;
  return !(isReceptionOff && profile.readings.receptionOffStopsSignals);
}

function receiveDoors(profile: OracleProfile, state: State, frame: DoorFrame): State {
  if (!hears(profile, state)) return state;
  const last = state.doors?.frame;
  const isEdge =
    last !== undefined &&
    (last.frontLeft !== frame.frontLeft ||
      last.frontRight !== frame.frontRight ||
      last.rearLeft !== frame.rearLeft ||
      last.rearRight !== frame.rearRight);
  const lastDoorEdgeUs = isEdge ? state.nowUs : state.lastDoorEdgeUs;
  return { ...state, doors: { frame, atUs: state.nowUs }, lastDoorEdgeUs };
}

function statusOf(profile: OracleProfile, state: State): Status {
  const { procedure, beeps } = state;
  const { remainingMs } = procedureTimes(profile, procedure, state.nowUs);
  return {
    procedure: procedureNumber(procedure),
    state: procedureState(procedure),
    keys: registeredKeys(state).length,
    remainingS: remainingMs.map((ms) => Math.ceil(ms / 1000)),
    beeps: [beeps.total % 256, (beeps.total + beeps.beforeReset.total) % 256],
    immobilizer: isImmobilizerSet(state) ? 1 : 0,
    indicator: state.indicator === null ? null : [state.indicator],
    startPermit: startPermit(state),
    isSent: state.power === 'on' && state.communication % 2 === 0 && !isAsleep(profile, state),
  };
}

function compare(effects: readonly Effect[], actual: Uint8Array | null): string | null {
  let allowed = SILENT;
  for (const effect of effects) if (effect.kind === 'answer') allowed = effect.allowed;
  if (isAllowed(allowed, actual)) return null;
  const got = actual === null ? 'silence' : Buffer.from(actual).toString('hex').toUpperCase();
  return `answered ${got}, allowed: ${allowed.map(describeAnswer).join(', or ')}`;
}
