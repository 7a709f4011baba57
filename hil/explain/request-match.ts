import { hasSubFunction, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';

const NEGATIVE_BYTES = 3;

/** Whether a message answers a request: a negative one names the service, a positive one repeats what it is about. */
export function answersRequest(request: Uint8Array, response: Uint8Array): boolean {
  const [sid = 0, second, third] = request;
  if (response[0] === NEGATIVE_RESPONSE) return response.length === NEGATIVE_BYTES && response[1] === sid;
  if (response[0] !== sid + POSITIVE_RESPONSE_OFFSET) return false;
  if (hasSubFunction(sid)) return response[1] === subFunctionOf(request);
  if (sid === SID.readDataByIdentifier || sid === SID.writeDataByIdentifier) {
    return response[1] === second && response[2] === third;
  }
  return second === undefined || REPEATS_NOTHING.has(sid) || response[1] === second;
}

/** Whether a message is one of the service of a request, whatever else it says. */
export function isOfService([sid = 0]: Uint8Array, response: Uint8Array): boolean {
  return response[0] === NEGATIVE_RESPONSE ? response[1] === sid : response[0] === sid + POSITIVE_RESPONSE_OFFSET;
}

/** Services whose positive response begins with something else than the request. */
const REPEATS_NOTHING: ReadonlySet<number> = new Set([
  SID.clearDiagnosticInformation,
  SID.readMemoryByAddress,
  SID.requestDownload,
  SID.requestUpload,
  SID.requestTransferExit,
]);
