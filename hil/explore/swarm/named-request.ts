import { toHex } from '../../../can-bus/bytes/hex.ts';
import { SID } from '../../../can-bus/uds/service-ids.ts';
import { ruleOfRequest } from '../../../ecu-sim/description/rule-of-request.ts';
import { SMART_KEY } from '../../../ecu-sim/description/smart-key/smart-key-description.ts';

interface NamedRequest {
  readonly rule: string;
  /** The request without its data. */
  readonly name: string;
}

/** The rule that a wrong answer to this request breaks, and how to call the request. */
export function namedRequest(request: Uint8Array): NamedRequest {
  return { rule: ruleOfRequest(SMART_KEY, request), name: toHex(request.subarray(0, headLength(request)), ' ') };
}

const STARTS_ROUTINE = 0x01;

/** Bytes up to the identifier, and to the option of a routine's start. */
function headLength(request: Uint8Array): number {
  if (request[0] === SID.routineControl) return ((request[1] ?? 0) & 0x7f) === STARTS_ROUTINE ? 5 : 4;
  return request[0] === SID.readDataByIdentifier && request.length === 3 ? 3 : 2;
}
