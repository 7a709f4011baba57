import { NEVER_US } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { encodeSubFunctionResponse, newPositiveResponse, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { SECURITY_LEVELS } from '../description/smart-key/services.ts';
import { fixedFieldsSize } from '../description/value-codec.ts';
import { encodeKeySeed, encodeResetSeed, vehicleConstant } from '../identity/seed-data.ts';
import { generateSeed } from '../identity/seed-generator.ts';
import type { Profile } from '../profile.ts';
import type { SecurityLevel } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';

/** 0x27 SecurityAccess (AUT, conformance 36 to 47). */

type Level = (typeof SECURITY_LEVELS)[number];

/** By sub-function: an odd one requests the seed, the next even one sends the key. */
const LEVELS: ReadonlyMap<number, Level> = new Map<number, Level>(
  SECURITY_LEVELS.flatMap((declared) => [
    [declared.level * 2 - 1, declared],
    [declared.level * 2, declared],
  ]),
);

export function securityAccess(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const subFunction = subFunctionOf(request.payload);
  const declared = LEVELS.get(subFunction);
  if (declared === undefined) return negative(NRC.subFunctionNotSupported);
  return subFunction % 2 === 0 ? sendKey(step, declared, request.payload) : requestSeed(step, declared);
}

function requestSeed(step: FirmwareStep, { level, seed: fields }: Level): ServiceOutcome {
  const { state, context } = step;
  const duration = context.profile.actionDurationsUs.requestSeed;
  if (state.unlockedLevel === level)
    return positive(seedAnswer(level, new Uint8Array(fixedFieldsSize(fields) ?? 0)), duration);
  if (state.lockoutDeadlineUs !== NEVER_US) return negative(NRC.requiredTimeDelayNotExpired);
  const seed = nextSeed(step, level);
  if (seed === null) return negative(NRC.conditionsNotCorrect);
  step.draft.pendingSeed = { level, seed };
  return positive(seedAnswer(level, seed), duration);
}

function seedAnswer(level: SecurityLevel, seed: Uint8Array): Uint8Array {
  const answer = newPositiveResponse(SID.securityAccess, 1 + seed.length);
  answer[1] = level * 2 - 1;
  answer.set(seed, 2);
  return answer;
}

/**
 * AUT-1: counter, round and the generator's state are stored before the seed is sent; null where the seeds are used up.
 */
function nextSeed(step: FirmwareStep, level: SecurityLevel): Uint8Array | null {
  const generated = generateSeed(step.state.content);
  if (generated === null) return null;
  const { position, nonce } = generated;
  const counter = position.seedCounter;
  step.store(position);
  if (level === 1) return encodeResetSeed({ counter, nonce });
  const { profile } = step.context;
  return encodeKeySeed({ ecuSerial: profile.ecuSerial, counter, nonce, vehicleConstant: constantOf(profile) });
}

/** Computed once for a profile. */
function constantOf(profile: Profile): Uint8Array {
  const known = CONSTANTS.get(profile);
  if (known !== undefined) return known;
  const constant = vehicleConstant(profile.vin);
  CONSTANTS.set(profile, constant);
  return constant;
}

const CONSTANTS = new WeakMap<Profile, Uint8Array>();

function sendKey(step: FirmwareStep, declared: Level, payload: Uint8Array): ServiceOutcome {
  const { level } = declared;
  const { pendingSeed } = step.state;
  if (pendingSeed?.level !== level) return negative(NRC.requestSequenceError);
  const expected = expectedKey(step, declared, pendingSeed.seed);
  if (payload.length !== 2 + expected.length) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  step.draft.pendingSeed = null;
  if (!expected.every((byte, index) => payload[2 + index] === byte)) return wrongKey(step, declared);
  if (step.state.content.attempts !== 0) step.store({ attempts: 0 });
  step.draft.unlockedLevel = level;
  step.emit({ kind: 'security', unlockedLevel: level });
  const answer = encodeSubFunctionResponse(SID.securityAccess, level * 2);
  return positive(answer, step.context.profile.actionDurationsUs.sendKey);
}

function expectedKey(step: FirmwareStep, { level, key: fields }: Level, seed: Uint8Array): Uint8Array {
  const { passCodes } = step.context;
  const key = level === 1 ? digitsOf(passCodes.forReset(seed)) : passCodes.forKeys(seed);
  const wanted = fixedFieldsSize(fields);
  if (key.length !== wanted) throw new Error(`a pass-code of level ${level} has ${wanted ?? 0} bytes`);
  return key;
}

/** As they are sent. A loop: an encoder of text takes longer than everything else that a request costs. */
function digitsOf(code: string): Uint8Array {
  const digits = new Uint8Array(code.length);
  for (let index = 0; index < code.length; index++) digits[index] = code.charCodeAt(index);
  return digits;
}

/** AUT-3: counter and delay are stored in one write. */
function wrongKey(step: FirmwareStep, { procedure }: Level): ServiceOutcome {
  const { attemptsMax, attemptsDelayUs } = step.context.profile;
  const attempts = Math.min(step.state.content.attempts + 1, attemptsMax);
  const exceeded = attempts >= attemptsMax;
  step.store({ attempts, delayPending: exceeded });
  step.log(procedure, 'refused', 'pass-code');
  if (!exceeded) return negative(NRC.invalidKey);
  step.draft.lockoutDeadlineUs = step.nowUs + attemptsDelayUs;
  return negative(NRC.exceededNumberOfAttempts);
}
