import type { ConnectionProblem } from '../uds/exchange.ts';
import { codeHex, codeText, DIAGNOSTIC_NACK, DIAGNOSTIC_NACK_TEXT, HEADER_NACK, HEADER_NACK_TEXT } from './codes.ts';

const OTHER_LOGICAL_ADDRESS = "give this vehicle's logical addresses (doip) in a profile: --profile FILE";
const LATER = 'wait until the gateway has served its other testers, and start again';

/** What a tester does after a negative acknowledge of a diagnostic message. */
const DIAGNOSTIC_HINTS: Readonly<Record<number, string>> = {
  [DIAGNOSTIC_NACK.invalidSource]: 'choose a tester address that this gateway knows, such as ?source=0E80',
  [DIAGNOSTIC_NACK.unknownTarget]: OTHER_LOGICAL_ADDRESS,
  [DIAGNOSTIC_NACK.messageTooLarge]: 'this gateway takes only shorter requests: use a bus without it',
  [DIAGNOSTIC_NACK.outOfMemory]: LATER,
  [DIAGNOSTIC_NACK.targetUnreachable]: 'check that the ECU is connected to the gateway and awake',
  [DIAGNOSTIC_NACK.unknownNetwork]: OTHER_LOGICAL_ADDRESS,
  [DIAGNOSTIC_NACK.transportError]: 'check the bus between the gateway and the ECU, and start again',
};

/** What a tester does after a negative acknowledge of a header. */
const HEADER_HINTS: Readonly<Record<number, string>> = {
  [HEADER_NACK.incorrectPattern]: 'requests are sent in DoIP version 2: use a gateway that accepts it',
  [HEADER_NACK.unknownPayloadType]: 'use a gateway that accepts diagnostic messages',
  [HEADER_NACK.messageTooLarge]: 'this gateway takes only shorter requests: use a bus without it',
  [HEADER_NACK.outOfMemory]: LATER,
  [HEADER_NACK.invalidLength]: 'use a gateway that accepts requests of this length',
};

function unknown(code: number): string {
  return `look up code ${codeHex(code)} in the documentation of this gateway`;
}

/** A negative acknowledge of a diagnostic message, in words. */
export function diagnosticRefusal(code: number): ConnectionProblem {
  return {
    reason: `the gateway refuses a request: ${codeText(DIAGNOSTIC_NACK_TEXT, code)}`,
    hint: DIAGNOSTIC_HINTS[code] ?? unknown(code),
  };
}

/** A negative acknowledge of a header, in words. */
export function headerRefusal(code: number): ConnectionProblem {
  return {
    reason: `the gateway rejects a message: ${codeText(HEADER_NACK_TEXT, code)}`,
    hint: HEADER_HINTS[code] ?? unknown(code),
  };
}
