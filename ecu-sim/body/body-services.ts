import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import {
  encodeNegativeResponse,
  encodePositiveResponse,
  encodeSubFunctionResponse,
  isResponseId,
  newPositiveResponse,
  subFunctionOf,
  suppressesPositiveResponse,
} from '../../can-bus/uds/messages.ts';
import { SID, P2_STAR_UNIT_US } from '../../can-bus/uds/service-ids.ts';
import { BODY } from '../description/body-description.ts';
import { LOCK_REQUESTS, SESSIONS, type LockRequest } from '../description/codes.ts';
import type { DataIdentifierSpec } from '../description/ecu-description.ts';
import { codecOf } from '../description/value-codec.ts';
import type { CodedValue } from '../description/value-spec.ts';
import { refusalOf, serviceRules } from '../diagnostics/common-checks.ts';
import type { SessionTiming } from '../profile.ts';
import type { Doors } from './body-inputs.ts';
import { allLocked, type LockState } from './door-locks.ts';
import { MAX_SHORT_MESSAGE } from '../../can-bus/isotp/defaults.ts';

/** The UDS server of the body ECU: sessions, data, door locks. Pure: state, request and instant in; state and answer out. */

export interface BodySession {
  readonly session: 'default' | 'extended';
  /** `NEVER_US` in the default session, and while a request is answered (conformance 25, 27). */
  readonly s3DeadlineUs: Micros;
}

export const DEFAULT_SESSION: BodySession = { session: 'default', s3DeadlineUs: NEVER_US };

/** What the services read. */
export interface BodyFacts {
  readonly vin: string;
  readonly timing: SessionTiming;
  readonly doors: Doors;
  readonly locks: LockState;
}

interface BodyAnswer {
  readonly session: BodySession;
  /** Null for silence. */
  readonly response: Uint8Array | null;
  /** The motors are to move. */
  readonly locks: Exclude<LockRequest, 'none'> | null;
}

const RETURN_CONTROL = 0x00;
const SHORT_TERM_ADJUSTMENT = 0x03;

const RULES = new Map(Object.values(BODY.services).map((spec) => [spec.sid, serviceRules(spec)]));

/** A reader for each identifier that is not constant, by its declared name. */
const READERS: Readonly<Record<string, (facts: BodyFacts, session: BodySession) => CodedValue>> = {
  vin: ({ vin }) => vin,
  session: (_facts, { session }) => SESSIONS[session],
  doors: ({ doors }) => ({
    driverDoorOpen: doors.driver,
    passengerDoorOpen: doors.passenger,
    rearLeftDoorOpen: doors.rearLeft,
    rearRightDoorOpen: doors.rearRight,
    trunkOpen: doors.trunk,
  }),
  locks: ({ locks }) => ({
    driverDoorLocked: locks.driver,
    otherDoorsLocked: locks.others,
    lockedByKeyfob: allLocked(locks) && locks.cause === 'keyfob',
  }),
};

type ReadIdentifier = (facts: BodyFacts, session: BodySession) => Uint8Array;

const IDENTIFIERS: ReadonlyMap<number, ReadIdentifier> = new Map(
  Object.entries(BODY.dataIdentifiers).map(([name, spec]) => [spec.id, compileIdentifier(name, spec)]),
);

/** @throws Error for a declared identifier that has no reader */
function compileIdentifier(name: string, { id, value, constant }: DataIdentifierSpec): ReadIdentifier {
  const read = constant === undefined ? READERS[name] : (): CodedValue => constant;
  if (read === undefined) throw new Error(`the identifier ${name} is declared but has no reader`);
  const codec = codecOf(value);
  return (facts, session) => {
    const coded = read(facts, session);
    const bytes = new Uint8Array(2 + codec.size(coded));
    bytes[0] = id >> 8;
    bytes[1] = id & 0xff;
    codec.encode(coded, bytes, 2);
    return bytes;
  };
}

/** Null for a message that is no request (conformance 6). */
export function answerBody(session: BodySession, facts: BodyFacts, request: Uint8Array): BodyAnswer | null {
  const [sid] = request;
  if (sid === undefined || isResponseId(sid)) return null;
  const held = { ...session, s3DeadlineUs: NEVER_US };
  const nrc = refusalOf(RULES.get(sid), session.session, request);
  const outcome = nrc ?? serve(sid, held, facts, request);
  if (typeof outcome === 'number') {
    return { session: held, response: encodeNegativeResponse(sid, outcome), locks: null };
  }
  return suppressesPositiveResponse(request) ? { ...outcome, response: null } : outcome;
}

/** The answer has been sent, or there was none: S3 restarts (conformance 25 to 27). */
export function restartS3(session: BodySession, { s3Us }: SessionTiming, nowUs: Micros): BodySession {
  return session.session === 'default' ? session : { ...session, s3DeadlineUs: nowUs + s3Us };
}

function serve(sid: number, session: BodySession, facts: BodyFacts, request: Uint8Array): BodyAnswer | number {
  switch (sid) {
    case SID.diagnosticSessionControl:
      return changeSession(facts, request);
    case SID.readDataByIdentifier:
      return readData(session, facts, request);
    case SID.inputOutputControlByIdentifier:
      return controlLocks(session, request);
    default: {
      const response = encodeSubFunctionResponse(SID.testerPresent, subFunctionOf(request));
      return { session, response, locks: null };
    }
  }
}

/** Conformance 19, 29, 33. */
function changeSession({ timing }: BodyFacts, request: Uint8Array): BodyAnswer {
  const code = subFunctionOf(request);
  const response = newPositiveResponse(SID.diagnosticSessionControl, 5);
  const p2Ms = timing.p2Us / 1000;
  const p2Star = timing.p2StarUs / P2_STAR_UNIT_US;
  response.set([code, p2Ms >>> 8, p2Ms & 0xff, p2Star >>> 8, p2Star & 0xff], 1);
  const session = code === SESSIONS.extended ? 'extended' : 'default';
  return { session: { session, s3DeadlineUs: NEVER_US }, response, locks: null };
}

/** Conformance 48. */
function readData(session: BodySession, facts: BodyFacts, request: Uint8Array): BodyAnswer | number {
  if (request.length % 2 === 0) return NRC.incorrectMessageLengthOrInvalidFormat;
  const found: number[] = [];
  for (let offset = 1; offset < request.length; offset += 2) {
    const id = ((request[offset] ?? 0) << 8) | (request[offset + 1] ?? 0);
    found.push(...(IDENTIFIERS.get(id)?.(facts, session) ?? []));
    if (found.length >= MAX_SHORT_MESSAGE) return NRC.responseTooLong;
  }
  if (found.length === 0) return NRC.requestOutOfRange;
  return { session, response: encodePositiveResponse(SID.readDataByIdentifier, Uint8Array.from(found)), locks: null };
}

const LOCK_OUTPUT: number = BODY.outputs['doorLocks']?.id ?? 0;

function controlLocks(session: BodySession, request: Uint8Array): BodyAnswer | number {
  const [, high = 0, low = 0, parameter = 0, state = 0] = request;
  if (((high << 8) | low) !== LOCK_OUTPUT) return NRC.requestOutOfRange;
  if (parameter !== RETURN_CONTROL && parameter !== SHORT_TERM_ADJUSTMENT) return NRC.requestOutOfRange;
  const adjusts = parameter === SHORT_TERM_ADJUSTMENT;
  if (request.length !== (adjusts ? 5 : 4)) return NRC.incorrectMessageLengthOrInvalidFormat;
  const wanted = adjusts ? (LOCK_REQUESTS[state] ?? 'none') : null;
  if (wanted === 'none') return NRC.requestOutOfRange;
  const response = encodePositiveResponse(SID.inputOutputControlByIdentifier, request.subarray(1));
  return { session, response, locks: wanted };
}
