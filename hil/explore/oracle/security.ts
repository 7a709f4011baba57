/** 0x27 (AUT-1..5, conformance 36–47). */
import { bytesMatch } from './answer-set.ts';
import { OUTCOME, REASON, log } from './history.ts';
import type { Handler, OracleProfile, ProcedureNumber, Reply, State, StepResult } from './model.ts';
import { isSame, passCode, seedIdentity, seedLength, seedSpec, type Level } from './pass-codes.ts';
import { NRC, negative, positive, subFunction } from './replies.ts';

const PROCEDURE_OF_LEVEL: Readonly<Record<Level, ProcedureNumber>> = { 1: 1, 2: 1, 3: 2, 4: 3 };

function levelOf(sub: number): Level | null {
  const level = Math.ceil(sub / 2);
  return level === 1 || level === 2 || level === 3 || level === 4 ? level : null;
}

export const securityAccess: Handler = (profile, state, request) => {
  if (request.length < 2) return negative(state, request, NRC.length);
  const level = levelOf(subFunction(request));
  if (level === null) return negative(state, request, NRC.subFunctionNotSupported);
  return subFunction(request) % 2 === 1
    ? requestSeed(profile, state, request, level)
    : sendKey(profile, state, request, level);
};

function nextCounter(counter: number | null): number | null {
  if (counter === null) return null;
  return counter === 0xffff ? 1 : counter + 1;
}

function zeroSeed(profile: OracleProfile, state: State, request: Uint8Array, level: Level): Reply {
  const zeros = Array.from({ length: seedLength(level) }, () => 0);
  const next = profile.readings.zeroSeedVoidsPending ? { ...state, pendingSeed: null } : state;
  const reply = positive(next, request, [subFunction(request), ...zeros]);
  if (state.delayUntilUs === null) return reply;
  // Open: conformance 38 against 43, when a level is unlocked and the delay runs.
  return { ...reply, allowed: [...reply.allowed, ...negative(state, request, NRC.delay).allowed] };
}

function requestSeed(profile: OracleProfile, state: State, request: Uint8Array, level: Level): Reply {
  const isDelayed = state.delayUntilUs !== null;
  if (request.length !== 2) {
    // Open: the order of 0x13 and 0x37; neither changes anything.
    return isDelayed ? negative(state, request, NRC.length, NRC.delay) : negative(state, request, NRC.length);
  }
  if (state.unlocked === level) return zeroSeed(profile, state, request, level);
  if (isDelayed) return negative(state, request, NRC.delay);
  const seedCounter = nextCounter(state.memory.seedCounter);
  const pendingSeed = { level, seed: null };
  const next: State = { ...state, pendingSeed, memory: { ...state.memory, seedCounter } };
  const spec = seedSpec(level, profile.ecuSerial, seedCounter, profile.vin);
  return positive(next, request, [subFunction(request), ...spec]);
}

/**
 * The seed that the real ECU answered is taken over. Says what is wrong with it: its form, its counter, its vehicle
 * data, or that it came before. Does nothing when no seed is awaited (a negative answer, an all-zero seed).
 */
export function seedAnswered(
  profile: OracleProfile,
  state: State,
  answer: Uint8Array,
): { readonly state: State; readonly problems: readonly string[] } {
  const awaited = state.pendingSeed;
  if (awaited?.seed !== null || answer[0] !== 0x67 || answer[1] !== awaited.level * 2 - 1) {
    return { state, problems: [] };
  }
  const seed = answer.slice(2);
  const { level } = awaited;
  const spec = seedSpec(level, profile.ecuSerial, state.memory.seedCounter, profile.vin);
  const hasForm = bytesMatch(spec, seed);
  const identity = seedIdentity(level, seed);
  const problems = [
    ...(hasForm ? [] : [`conformance 38, AUT-1: seed ${Buffer.from(seed).toString('hex')} has a wrong form`]),
    ...(state.memory.usedSeeds.includes(identity) ? [`AUT-1: seed ${identity} came before`] : []),
    ...(seed.every((byte) => byte === 0) ? ['conformance 38: an all-zero seed while locked'] : []),
  ];
  const usedSeeds = [...state.memory.usedSeeds, identity];
  return { state: { ...state, pendingSeed: { level, seed }, memory: { ...state.memory, usedSeeds } }, problems };
}

function sendKey(profile: OracleProfile, state: State, request: Uint8Array, level: Level): Reply {
  const { pendingSeed } = state;
  // Rule 2: sequence before the service's own checks, so a key of wrong length without its seed is 0x24.
  if (pendingSeed?.level !== level) return negative(state, request, NRC.sequence);
  const key = request.slice(2);
  if (key.length !== 6) return negative(state, request, NRC.length);
  if (isRightKey(profile, level, pendingSeed.seed, key)) {
    const memory = { ...state.memory, attempts: 0 };
    const next: State = { ...state, memory, pendingSeed: null, unlocked: level };
    return positive(next, request, [subFunction(request)]);
  }
  return wrongKey(profile, state, request, level);
}

/** A seed whose answer was suppressed is known to nobody, and its key cannot be right but by chance. */
function isRightKey(profile: OracleProfile, level: Level, seed: Uint8Array | null, key: Uint8Array): boolean {
  if (seed === null) return false;
  return isSame(passCode(profile.passcodeSecret, profile.vin, level, seed), key);
}

function wrongKey(profile: OracleProfile, state: State, request: Uint8Array, level: Level): Reply {
  const attempts = state.memory.attempts + 1;
  const isLast = attempts >= profile.attemptsMax;
  const memory = { ...state.memory, attempts, isDelayPending: isLast };
  const delayUntilUs = isLast ? state.nowUs + profile.attemptsDelayUs : null;
  const counted: State = { ...state, memory, pendingSeed: null, delayUntilUs };
  const procedure = PROCEDURE_OF_LEVEL[level];
  const logged = profile.readings.logsWrongPassCode
    ? log(counted, procedure, OUTCOME.refused, REASON.passCode)
    : counted;
  return negative(logged, request, isLast ? NRC.attempts : NRC.invalidKey);
}

/** AUT-3: after the delay one more wrong key starts it again. */
export function endDelay(profile: OracleProfile, state: State): StepResult {
  const memory = { ...state.memory, attempts: profile.attemptsMax - 1, isDelayPending: false };
  return { state: { ...state, memory, delayUntilUs: null }, effects: [] };
}
