import { counted } from '../../can-bus/text/counted.ts';
import { toHex } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { hasSubFunction, subFunctionOf, suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET, SID, P2_STAR_UNIT_US } from '../../can-bus/uds/service-ids.ts';
import type { RuleLedger } from './rule-ledger.ts';
import { ms } from './transport-watch.ts';

/** As ISO 14229-2 has them, until a 0x50 says otherwise (conformance 18, 19). */
export const P2_US: Micros = 50 * MICROS_PER_MILLI;
export const P2_STAR_US: Micros = 5000 * MICROS_PER_MILLI;
/** Least share of P2* between two 0x78 (conformance 22). */
const LEAST_PENDING_SHARE = 0.3;
const SESSION_RESPONSE_BYTES = 6;
/** Not sent to functional requests (conformance 12). */
const NOT_FUNCTIONAL: readonly number[] = [
  NRC.serviceNotSupported,
  NRC.subFunctionNotSupported,
  NRC.requestOutOfRange,
  NRC.subFunctionNotSupportedInActiveSession,
  NRC.serviceNotSupportedInActiveSession,
];

/** A request whose final response has not come. */
export interface OpenExchange {
  readonly request: Uint8Array;
  readonly startUs: Micros;
  readonly endUs: Micros;
  readonly functional: boolean;
  /** Whether the response to another request was pending when it came, and 0x21 has to refuse it (conformance 28). */
  readonly isWhileBusy: boolean;
  /** When each 0x78 came. */
  readonly pendingUs: Micros[];
}

export interface ReceivedResponse {
  readonly payload: Uint8Array;
  readonly firstUs: Micros;
  readonly lastUs: Micros;
}

/** Whether a functional request has no response instead of this one (conformance 12). */
export function isNotSentToAll(nrc: number): boolean {
  return NOT_FUNCTIONAL.includes(nrc);
}

export function isPendingResponse(payload: Uint8Array): boolean {
  return payload[0] === NEGATIVE_RESPONSE && payload[2] === NRC.requestCorrectlyReceivedResponsePending;
}

/** Judges responses by the rules of UDS, for one pair of ends. */
export class ExchangeRules {
  readonly #ledger: RuleLedger;
  readonly #name: string;
  #p2Us = P2_US;
  #p2StarUs = P2_STAR_US;

  constructor(ledger: RuleLedger, name: string) {
    this.#ledger = ledger;
    this.#name = name;
  }

  /** How long the next response may take, as the ECU has announced it. */
  waitUs({ pendingUs }: OpenExchange): Micros {
    return pendingUs.length > 0 ? this.#p2StarUs : this.#p2Us;
  }

  /** Whether a response after this time is late. */
  isLate({ endUs, pendingUs }: OpenExchange, atUs: Micros): boolean {
    return atUs - (pendingUs.at(-1) ?? endUs) > (pendingUs.length > 0 ? this.#p2StarUs : this.#p2Us);
  }

  /** A 0x78, before it is added to the exchange. */
  pending(open: OpenExchange, response: ReceivedResponse): void {
    const { payload, firstUs } = response;
    const last = open.pendingUs.at(-1);
    if (last === undefined) {
      const waitedUs = firstUs - open.endUs;
      this.#judge(20, waitedUs <= this.#p2Us, `0x78 after ${ms(waitedUs)}, P2 is ${ms(this.#p2Us)}`, response);
    } else {
      const gapUs = firstUs - last;
      this.#judge(21, gapUs <= this.#p2StarUs, `0x78 after ${ms(gapUs)}, P2* is ${ms(this.#p2StarUs)}`, response);
      const leastUs = LEAST_PENDING_SHARE * this.#p2StarUs;
      this.#judge(22, gapUs >= leastUs, `two 0x78 within ${ms(gapUs)}, at least ${ms(leastUs)} apart`, response);
    }
    this.#judge(5, payload.length === 3, `a negative response of ${counted(payload.length, 'byte')}`, response);
  }

  /** @param session that is active; null where the log does not show it */
  final(open: OpenExchange, response: ReceivedResponse, session: number | null): void {
    this.#timing(open, response);
    this.#form(open, response, session);
    if (response.payload[0] === NEGATIVE_RESPONSE) this.#negative(open, response);
    else this.#positive(open, response);
  }

  /** It ended without a final response. @param hasAnswered whether this end has ever sent one */
  silence({ request, functional, pendingUs, endUs }: OpenExchange, hasAnswered: boolean): void {
    const asked = { payload: request, firstUs: endUs, lastUs: endUs };
    if (pendingUs.length > 0) this.#judge(24, false, 'no final response after 0x78', asked);
    else if (suppressesPositiveResponse(request)) this.#judge(9, true, '', asked);
    else if (!functional && hasAnswered) this.#judge(18, false, 'no response', asked);
  }

  #timing({ endUs, pendingUs }: OpenExchange, response: ReceivedResponse): void {
    const last = pendingUs.at(-1);
    const waitedUs = response.firstUs - (last ?? endUs);
    if (last === undefined) {
      this.#judge(18, waitedUs <= this.#p2Us, `response after ${ms(waitedUs)}, P2 is ${ms(this.#p2Us)}`, response);
    } else {
      this.#judge(
        21,
        waitedUs <= this.#p2StarUs,
        `response after ${ms(waitedUs)}, P2* is ${ms(this.#p2StarUs)}`,
        response,
      );
      this.#judge(24, true, '', response);
    }
  }

  /** Rules of single services, and of a server that is busy. */
  #form({ request, isWhileBusy }: OpenExchange, response: ReceivedResponse, session: number | null): void {
    const { payload } = response;
    const [sid, second, third] = request;
    const nrc = payload[0] === NEGATIVE_RESPONSE ? (payload[2] ?? 0) : null;
    if (nrc === NRC.busyRepeatRequest) this.#judge(28, true, '', response);
    else if (isWhileBusy) this.#judge(28, false, 'a request during 0x78 is not refused by 0x21', response);
    const isLength = nrc === NRC.incorrectMessageLengthOrInvalidFormat;
    if (sid === SID.diagnosticSessionControl && request.length !== 2 && (nrc === null || isLength)) {
      this.#judge(29, isLength, `10 xx with ${counted(request.length, 'byte')} is accepted`, response);
    }
    if (nrc !== null) return;
    if (sid === SID.diagnosticSessionControl && request.length === 2) this.#judge(29, true, '', response);
    if (sid === SID.testerPresent) {
      const isExact = request.length === 2 && subFunctionOf(request) === 0;
      this.#judge(51, isExact, `${toHex(request, ' ')} is accepted`, response);
    }
    if (sid === SID.readDataByIdentifier && second === 0xf1 && third === 0x86 && session !== null) {
      const reported = payload[3] ?? 0;
      this.#judge(35, reported === session, `F186 reports session ${reported}, active is ${session}`, response);
    }
  }

  #negative({ request, functional, pendingUs }: OpenExchange, response: ReceivedResponse): void {
    const { payload } = response;
    const isExact = payload.length === 3 && payload[1] === request[0];
    this.#judge(5, isExact, 'a negative response that is not 7F SID NRC', response);
    if (!functional) return;
    const isSilent = isNotSentToAll(payload[2] ?? 0);
    if (pendingUs.length > 0) this.#judge(13, true, '', response);
    else this.#judge(12, !isSilent, 'a functional request is answered by an NRC that is not sent', response);
  }

  #positive({ request, pendingUs }: OpenExchange, response: ReceivedResponse): void {
    const [sid = 0, second = 0, third = 0] = request;
    const { payload } = response;
    this.#judge(7, payload[0] === sid + POSITIVE_RESPONSE_OFFSET, 'a response of another service', response);
    if (payload[0] !== sid + POSITIVE_RESPONSE_OFFSET) return;
    if (hasSubFunction(sid) && request.length > 1) {
      this.#judge(8, payload[1] === subFunctionOf(request), 'the sub-function is not echoed', response);
    }
    if (suppressesPositiveResponse(request)) {
      const rule = pendingUs.length > 0 ? 11 : 9;
      this.#judge(rule, rule === 11, 'a positive response that bit 7 suppresses', response);
    }
    if (sid === SID.readDataByIdentifier && request.length === 3) {
      this.#judge(48, payload[1] === second && payload[2] === third, 'another identifier than requested', response);
    }
    if (sid === SID.diagnosticSessionControl) this.#session(response);
  }

  /** A 0x50 announces P2 and P2* (conformance 19). */
  #session(response: ReceivedResponse): void {
    const { payload } = response;
    const isWhole = payload.length === SESSION_RESPONSE_BYTES;
    this.#judge(19, isWhole, `a 0x50 of ${counted(payload.length, 'byte')}, without P2 and P2*`, response);
    this.announced(payload);
  }

  /** P2 and P2* of a whole 0x50, which hold from then on. */
  announced(payload: Uint8Array): void {
    if (payload.length !== SESSION_RESPONSE_BYTES) return;
    this.#p2Us = (((payload[2] ?? 0) << 8) | (payload[3] ?? 0)) * MICROS_PER_MILLI;
    this.#p2StarUs = (((payload[4] ?? 0) << 8) | (payload[5] ?? 0)) * P2_STAR_UNIT_US;
  }

  #judge(rule: number, isKept: boolean, text: string, { payload, firstUs }: ReceivedResponse): void {
    if (isKept) this.#ledger.kept(rule);
    else this.#ledger.broken({ rule, timeUs: firstUs, text: `${this.#name}: ${text}`, bytes: toHex(payload, ' ') });
  }
}
