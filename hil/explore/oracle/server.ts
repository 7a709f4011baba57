/** A request (conformance 1–17, 25–28): which service, silence, suppression, S3. */
import { SILENCE, type Answer } from './answer-set.ts';
import { readDataByIdentifier } from './data-read.ts';
import { inputOutputControl, writeDataByIdentifier } from './data-write.ts';
import { clearDiagnosticInformation, readDtcInformation } from './fault-memory.ts';
import type { Endpoint, Handler, Input, OracleProfile, Reply, State, StepResult } from './model.ts';
import { NRC, negative } from './replies.ts';
import { routineControl } from './routines.ts';
import { securityAccess } from './security.ts';
import {
  communicationControl,
  controlDtcSetting,
  diagnosticSessionControl,
  ecuReset,
  testerPresent,
} from './session.ts';
import { isAsleep } from './vehicle.ts';

interface Service {
  readonly handler: Handler;
  readonly needsExtended: boolean;
  readonly hasSubFunction: boolean;
}

function service(handler: Handler, needsExtended: boolean, hasSubFunction: boolean): Service {
  return { handler, needsExtended, hasSubFunction };
}

const SERVICES: Readonly<Record<number, Service>> = {
  0x10: service(diagnosticSessionControl, false, true),
  0x11: service(ecuReset, false, true),
  0x14: service(clearDiagnosticInformation, false, false),
  0x19: service(readDtcInformation, false, true),
  0x22: service(readDataByIdentifier, false, false),
  0x27: service(securityAccess, true, true),
  0x28: service(communicationControl, true, true),
  0x2e: service(writeDataByIdentifier, true, false),
  0x2f: service(inputOutputControl, true, false),
  0x31: service(routineControl, true, true),
  0x3e: service(testerPresent, false, true),
  0x85: service(controlDtcSetting, true, true),
};

/** Conformance 12: not sent to a functional request. */
const UNSENT: readonly number[] = [0x11, 0x12, 0x31, 0x7e, 0x7f];

function physicalOf(endpoint: Endpoint): 'oem' | 'generic' {
  return endpoint === 'oem' ? 'oem' : 'generic';
}

function answered(state: State, endpoint: Endpoint, allowed: readonly Answer[]): StepResult {
  return { state, effects: [{ kind: 'answer', atUs: state.nowUs, endpoint: physicalOf(endpoint), allowed }] };
}

type RequestInput = Extract<Input, { readonly kind: 'request' }>;

export function handleRequest(
  profile: OracleProfile,
  state: State,
  { endpoint, payload: request, isBesideResponse = false }: RequestInput,
): StepResult {
  // Its own response may be one to 0x11: the ECU boots when that is out.
  if (isBesideResponse && request.length > 0 && ((request[0] ?? 0) & 0x40) === 0) {
    return whileBusy(state, endpoint, request);
  }
  if (state.power !== 'on' || isAsleep(profile, state) || request.length === 0)
    return answered(state, endpoint, [SILENCE]);
  const sid = request[0] ?? 0;
  // Conformance 6: a response, not a request.
  if ((sid & 0x40) !== 0) {
    return answered(profile.readings.silentSidRestartsS3 ? restartS3(profile, state) : state, endpoint, [SILENCE]);
  }
  if (state.busy !== null) return whileBusy(state, endpoint, request);
  const found = SERVICES[sid];
  const reply = dispatch(profile, state, endpoint, request, found);
  const effects = reply.effects ?? [];
  const next = restartS3(profile, reply.state);
  if (reply.allowed.length === 0) return { state: next, effects };
  const isSuppressed = found?.hasSubFunction === true && ((request[1] ?? 0) & 0x80) !== 0;
  const isFunctional = endpoint === 'functional';
  const allowed =
    isSuppressed || isFunctional
      ? reply.allowed.map((answer) => sent(answer, isSuppressed, isFunctional))
      : reply.allowed;
  const { effects: answer } = answered(next, endpoint, allowed);
  return { state: next, effects: effects.length === 0 ? answer : [...answer, ...effects] };
}

function dispatch(
  profile: OracleProfile,
  state: State,
  endpoint: Endpoint,
  request: Uint8Array,
  found: Service | undefined,
): Reply {
  if (found === undefined) return negative(state, request, NRC.serviceNotSupported);
  if (found.needsExtended && state.session !== 3) return negative(state, request, NRC.notInSession);
  return found.handler(profile, state, request, endpoint);
}

/** Conformance 28: only `3E 80` is taken. */
function whileBusy(state: State, endpoint: Endpoint, request: Uint8Array): StepResult {
  const isTesterPresent = request.length === 2 && request[0] === 0x3e && request[1] === 0x80;
  return answered(state, endpoint, isTesterPresent ? [SILENCE] : negative(state, request, NRC.busy).allowed);
}

/** Conformance 9, 12, 14, 15. */
function sent(answer: Answer, isSuppressed: boolean, isFunctional: boolean): Answer {
  if (answer.kind === 'silence') return answer;
  const [first, , nrc] = answer.bytes;
  if (first !== 0x7f) return isSuppressed ? SILENCE : answer;
  return isFunctional && typeof nrc === 'number' && UNSENT.includes(nrc) ? SILENCE : answer;
}

/** Conformance 25–27: only in the extended session, and not while a request is processed. */
function restartS3(profile: OracleProfile, state: State): State {
  const isRunning = state.power === 'on' && state.session === 3 && state.busy === null;
  const s3DeadlineUs = isRunning ? state.nowUs + profile.s3Us : null;
  return s3DeadlineUs === state.s3DeadlineUs ? state : { ...state, s3DeadlineUs };
}
