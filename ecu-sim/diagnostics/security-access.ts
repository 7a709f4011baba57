import { NEVER_US } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';
import {
  encodeKeySeed,
  encodeResetSeed,
  KEY_SEED_LENGTH,
  RESET_SEED_LENGTH,
  vehicleConstant,
} from '../identity/seed-data.ts';
import { drawSeed } from '../identity/seed-draw.ts';
import { KEY_PASS_CODE_LENGTH, RESET_PASS_CODE_LENGTH } from '../identity/pass-code.ts';
import type { KeyProcedure } from '../description/codes.ts';
import type { SecurityLevel } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';

/** 0x27 SecurityAccess (AUT, conformance 36 to 47). */

/** The procedure a level belongs to, by which a wrong pass-code is logged. */
const PROCEDURE_OF: Readonly<Record<SecurityLevel, KeyProcedure>> = {
  1: 'reset',
  2: 'reset',
  3: 'registration',
  4: 'erasure',
};

/** The level of a sub-function: odd asks for the seed, the next even sends the key; null where there is none. */
export function levelOf(subFunction: number): { readonly level: SecurityLevel; readonly sendsKey: boolean } | null {
  if (subFunction < 1 || subFunction > 8) return null;
  const number = (subFunction + 1) >> 1;
  const level = number === 1 ? 1 : number === 2 ? 2 : number === 3 ? 3 : 4;
  return { level, sendsKey: subFunction % 2 === 0 };
}

export function securityAccess(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const subFunction = (request.payload[1] ?? 0) & 0x7f;
  const access = levelOf(subFunction);
  if (access === null) return negative(NRC.subFunctionNotSupported);
  return access.sendsKey
    ? sendKey(step, access.level, request.payload)
    : requestSeed(step, access.level, request.payload);
}

function requestSeed(step: FirmwareStep, level: SecurityLevel, payload: Uint8Array): ServiceOutcome {
  const { state, context } = step;
  if (payload.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const duration = context.profile.actionDurationsUs.requestSeed;
  if (state.unlockedLevel === level) return positive(seedAnswer(level, new Uint8Array(seedLength(level))), duration);
  if (state.lockoutDeadlineUs !== NEVER_US) return negative(NRC.requiredTimeDelayNotExpired);
  const seed = nextSeed(step, level);
  if (seed === null) return negative(NRC.conditionsNotCorrect);
  step.change({ pendingSeed: { level, seed } });
  return positive(seedAnswer(level, seed), duration);
}

function seedLength(level: SecurityLevel): number {
  return level === 1 ? RESET_SEED_LENGTH : KEY_SEED_LENGTH;
}

function seedAnswer(level: SecurityLevel, seed: Uint8Array): Uint8Array {
  const answer = new Uint8Array(2 + seed.length);
  answer[0] = SID.securityAccess + POSITIVE_RESPONSE_OFFSET;
  answer[1] = level * 2 - 1;
  answer.set(seed, 2);
  return answer;
}

/** AUT-1: counter, round and the generator's state are stored before the seed is sent; null in the last round's end. */
function nextSeed(step: FirmwareStep, level: SecurityLevel): Uint8Array | null {
  const draw = drawSeed(step.state.content);
  if (draw === null) return null;
  const { position, nonce } = draw;
  const counter = position.seedCounter;
  step.store(position);
  const { vin, ecuSerial } = step.context.profile;
  if (level === 1) return encodeResetSeed({ counter, nonce });
  return encodeKeySeed({ ecuSerial, counter, nonce, vehicleConstant: vehicleConstant(vin) });
}

function sendKey(step: FirmwareStep, level: SecurityLevel, payload: Uint8Array): ServiceOutcome {
  const { pendingSeed } = step.state;
  if (pendingSeed?.level !== level) return negative(NRC.requestSequenceError);
  const expected = expectedKey(step, level, pendingSeed.seed);
  if (payload.length !== 2 + expected.length) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  step.change({ pendingSeed: null });
  if (!expected.every((byte, index) => payload[2 + index] === byte)) return wrongKey(step, level);
  if (step.state.content.attempts !== 0) step.store({ attempts: 0 });
  step.change({ unlockedLevel: level });
  step.emit({ kind: 'security', unlockedLevel: level });
  const answer = Uint8Array.of(SID.securityAccess + POSITIVE_RESPONSE_OFFSET, level * 2);
  return positive(answer, step.context.profile.actionDurationsUs.sendKey);
}

function expectedKey(step: FirmwareStep, level: SecurityLevel, seed: Uint8Array): Uint8Array {
  const { passCodes } = step.context;
  const key = level === 1 ? new TextEncoder().encode(passCodes.forReset(seed)) : passCodes.forKeys(seed);
  const wanted = level === 1 ? RESET_PASS_CODE_LENGTH : KEY_PASS_CODE_LENGTH;
  if (key.length !== wanted) throw new Error(`a pass-code of level ${level} has ${wanted} bytes`);
  return key;
}

/** AUT-3: counter and delay are stored in one write. */
function wrongKey(step: FirmwareStep, level: SecurityLevel): ServiceOutcome {
  const { attemptsMax, attemptsDelayUs } = step.context.profile;
  const attempts = Math.min(step.state.content.attempts + 1, attemptsMax);
  const exceeded = attempts >= attemptsMax;
  step.store({ attempts, delayPending: exceeded });
  step.log(PROCEDURE_OF[level], 'refused', 'pass-code');
  if (!exceeded) return negative(NRC.invalidKey);
  step.change({ lockoutDeadlineUs: step.nowUs + attemptsDelayUs });
  return negative(NRC.exceededNumberOfAttempts);
}
