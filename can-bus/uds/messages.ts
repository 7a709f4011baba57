import { NRC } from './negative-response-codes.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET, SID, SUPPRESS_POSITIVE_RESPONSE } from './service-ids.ts';

/** A response as ISO 14229-1 frames it; `sid` is the request's. */
type UdsResponse =
  | { readonly kind: 'positive'; readonly sid: number }
  | { readonly kind: 'negative'; readonly sid: number; readonly nrc: number }
  | { readonly kind: 'malformed'; readonly fault: 'empty' | 'not-a-response' | 'negative-length' };

const EMPTY: UdsResponse = { kind: 'malformed', fault: 'empty' };
const NOT_A_RESPONSE: UdsResponse = { kind: 'malformed', fault: 'not-a-response' };
const NEGATIVE_LENGTH: UdsResponse = { kind: 'malformed', fault: 'negative-length' };

/**
 * Reads how a response begins; the parameters of a positive one are the bytes after the first. A negative one is exactly
 * `7F SID NRC` (conformance 5).
 */
export function decodeResponse(bytes: Uint8Array): UdsResponse {
  const first = bytes[0];
  if (first === undefined) return EMPTY;
  if (first === NEGATIVE_RESPONSE) {
    const [, sid, nrc] = bytes;
    if (sid === undefined || nrc === undefined || bytes.length !== 3) return NEGATIVE_LENGTH;
    return { kind: 'negative', sid, nrc };
  }
  if ((first & POSITIVE_RESPONSE_OFFSET) === 0) return NOT_A_RESPONSE;
  return { kind: 'positive', sid: first - POSITIVE_RESPONSE_OFFSET };
}

/** `7F SID 78`: the request is being processed (conformance 21). */
export function isResponsePending(bytes: Uint8Array): boolean {
  return isRefusal(bytes, NRC.requestCorrectlyReceivedResponsePending);
}

/** `7F SID 21`: another request is being processed (conformance 28). */
export function isBusyResponse(bytes: Uint8Array): boolean {
  return isRefusal(bytes, NRC.busyRepeatRequest);
}

function isRefusal(bytes: Uint8Array, nrc: number): boolean {
  return bytes[0] === NEGATIVE_RESPONSE && bytes[2] === nrc && bytes.length === 3;
}

/** A positive response with room for a number of bytes after the response SID (conformance 7). */
export function newPositiveResponse(sid: number, parameterBytes: number): Uint8Array {
  const bytes = new Uint8Array(1 + parameterBytes);
  bytes[0] = sid + POSITIVE_RESPONSE_OFFSET;
  return bytes;
}

/** A positive response: the service plus 40, and the given bytes. */
export function encodePositiveResponse(sid: number, parameters: Uint8Array): Uint8Array {
  const bytes = newPositiveResponse(sid, parameters.length);
  bytes.set(parameters, 1);
  return bytes;
}

/** By service and sub-function: there are few, and a tool that keeps a session alive asks for one again and again. */
const SUB_FUNCTION_RESPONSES = new Map<number, Uint8Array>();

/** A positive response that only repeats the sub-function: the same array each time, not to be written to. */
export function encodeSubFunctionResponse(sid: number, subFunction: number): Uint8Array {
  const key = (sid << 8) | subFunction;
  const known = SUB_FUNCTION_RESPONSES.get(key);
  if (known !== undefined) return known;
  const bytes = newPositiveResponse(sid, 1);
  bytes[1] = subFunction;
  SUB_FUNCTION_RESPONSES.set(key, bytes);
  return bytes;
}

/** Services whose second byte is a sub-function; only these have the suppress bit (conformance 10). */
const WITH_SUB_FUNCTION: ReadonlySet<number> = new Set([
  SID.diagnosticSessionControl,
  SID.ecuReset,
  SID.readDtcInformation,
  SID.securityAccess,
  SID.communicationControl,
  SID.authentication,
  SID.dynamicallyDefineDataIdentifier,
  SID.routineControl,
  SID.testerPresent,
  SID.accessTimingParameter,
  SID.controlDtcSetting,
  SID.responseOnEvent,
  SID.linkControl,
]);

/** True where the second byte of a request to this service is a sub-function. */
export function hasSubFunction(sid: number): boolean {
  return WITH_SUB_FUNCTION.has(sid);
}

/** The sub-function of a request, without the suppressPosRspMsgIndicationBit (conformance 9). */
export function subFunctionOf(request: Uint8Array): number {
  return (request[1] ?? 0) & ~SUPPRESS_POSITIVE_RESPONSE;
}

/** Conformance 6: a message that begins with this is a response, not a request. */
export function isResponseId(sid: number): boolean {
  return sid === NEGATIVE_RESPONSE || (sid >= 0x40 && sid < 0x80) || sid >= 0xc0;
}

/** `7F SID NRC` (conformance 5). */
export function encodeNegativeResponse(sid: number, nrc: number): Uint8Array {
  // One by one: `Uint8Array.of` takes half as long again, and this is the most frequent response.
  const bytes = new Uint8Array(3);
  bytes[0] = NEGATIVE_RESPONSE;
  bytes[1] = sid;
  bytes[2] = nrc;
  return bytes;
}

/** Whether a request suppresses the positive response: bit 7 of its sub-function (conformance 9, 10). */
export function suppressesPositiveResponse(request: Uint8Array): boolean {
  return hasSubFunction(request[0] ?? 0) && ((request[1] ?? 0) & SUPPRESS_POSITIVE_RESPONSE) !== 0;
}

/**
 * Bytes after the service that a positive response repeats from its request; a sub-function is repeated without bit 7.
 */
function echoLength(sid: number): number {
  switch (sid) {
    case SID.routineControl:
      return 3;
    case SID.readDataByIdentifier:
    case SID.writeDataByIdentifier:
    case SID.readScalingDataByIdentifier:
    case SID.inputOutputControlByIdentifier:
      return 2;
    case SID.transferData:
      return 1;
    default:
      return hasSubFunction(sid) ? 1 : 0;
  }
}

/**
 * Whether a response, by its first bytes, answers this request: the service, and the bytes that a positive response
 * repeats. Of a response that is cut short, only the existing bytes are compared.
 */
export function answersRequest(request: Uint8Array, start: Uint8Array): boolean {
  const sid = request[0] ?? 0;
  if (start[0] === NEGATIVE_RESPONSE) return start[1] === sid;
  if (start[0] !== sid + POSITIVE_RESPONSE_OFFSET) return false;
  const end = Math.min(1 + echoLength(sid), request.length, start.length);
  for (let at = 1; at < end; at++) {
    const asked = at === 1 && hasSubFunction(sid) ? (request[at] ?? 0) & ~SUPPRESS_POSITIVE_RESPONSE : request[at];
    if (start[at] !== asked) return false;
  }
  return true;
}
