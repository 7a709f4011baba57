import { counted } from '../../can-bus/text/counted.ts';
import { toHex } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { subFunctionOf } from '../../can-bus/uds/messages.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE, SID } from '../../can-bus/uds/service-ids.ts';
import type { ReceivedResponse, OpenExchange } from './exchange-rules.ts';
import type { RuleLedger } from './rule-ledger.ts';

/** Bytes in front of a seed or a key. */
const HEAD_BYTES = 2;
/** ISO 14229-1 reserves this sub-function, as it does 00. */
const LAST_RESERVED = 0x7f;
/** An ECU that takes an attempt this soon after 0x36 has no delay (conformance 42, 43). */
const LEAST_DELAY_US: Micros = MICROS_PER_SECOND;
/** What comes before the checks of the service itself (conformance 1, 28). */
const EARLIER: readonly number[] = [
  NRC.generalReject,
  NRC.serviceNotSupported,
  NRC.busyRepeatRequest,
  NRC.conditionsNotCorrect,
  NRC.securityAccessDenied,
  NRC.subFunctionNotSupportedInActiveSession,
  NRC.serviceNotSupportedInActiveSession,
];

type Lock = 'unknown' | 'locked' | 'unlocked';
/** A seed that a key may be sent for; `none` where the log shows that there is none, and why. */
type PendingSeed =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'level'; readonly level: number }
  | { readonly kind: 'none'; readonly isAfterWrongKey: boolean };

/**
 * Judges security access (conformance 36 to 43) of one ECU by what a listener can know: what a log shows of the lock
 * and of the seed begins with a change of the session, a reset or a seed.
 */
export class SecurityRules {
  readonly #ledger: RuleLedger;
  readonly #name: string;
  #lock: Lock = 'unknown';
  #unlockedLevel = 0;
  #seed: PendingSeed = { kind: 'unknown' };
  /** Lengths of keys and seeds that the ECU took, or sent, by level. */
  readonly #keyBytes = new Map<number, number>();
  readonly #seedBytes = new Map<number, number>();
  #delayFromUs: Micros | null = null;

  constructor(ledger: RuleLedger, name: string) {
    this.#ledger = ledger;
    this.#name = name;
  }

  /** A change of the session, its end and a reset lock, and drop a seed (conformance 30 to 32). */
  locked(): void {
    this.#lock = 'locked';
    this.#seed = { kind: 'none', isAfterWrongKey: false };
  }

  /** What the log does not show may have changed the session. */
  forget(): void {
    this.#lock = 'unknown';
    this.#seed = { kind: 'unknown' };
  }

  /** @param isDefaultSession whether the log shows that the default session is active */
  judge({ request }: OpenExchange, response: ReceivedResponse, isDefaultSession: boolean): void {
    if (request[0] !== SID.securityAccess || request.length < HEAD_BYTES) return;
    const { payload } = response;
    const nrc = payload[0] === NEGATIVE_RESPONSE ? (payload[2] ?? 0) : null;
    const subFunction = subFunctionOf(request);
    if (isDefaultSession) {
      const isRefused = nrc === NRC.serviceNotSupportedInActiveSession || nrc === NRC.serviceNotSupported;
      this.#judge(37, isRefused, 'security access in the default session is not refused by 0x7F', response);
      return;
    }
    if (nrc !== null && EARLIER.includes(nrc)) return;
    if (subFunction === 0 || subFunction === LAST_RESERVED) {
      this.#judge(36, nrc === NRC.subFunctionNotSupported, `27 ${hex(subFunction)} is not refused by 0x12`, response);
      return;
    }
    if (nrc === NRC.subFunctionNotSupported) return;
    if (subFunction % 2 === 1) this.#seedAnswer(subFunction, nrc, response);
    else this.#keyAnswer(subFunction - 1, request, nrc, response);
  }

  #seedAnswer(level: number, nrc: number | null, response: ReceivedResponse): void {
    this.#delay(nrc, response);
    if (nrc !== null) return;
    const seed = response.payload.subarray(HEAD_BYTES);
    this.#judge(36, seed.length > 0, `27 ${hex(level)} is answered without a seed`, response);
    if (seed.length === 0) return;
    const isZero = seed.every((byte) => byte === 0);
    const known = this.#seedBytes.get(level);
    const isUnlocked = this.#lock === 'unlocked' && this.#unlockedLevel === level;
    if (isUnlocked) {
      const sameLength = known === undefined || known === seed.length;
      this.#judge(38, isZero && sameLength, 'the level is unlocked, and its seed is not all zero', response);
    } else if (this.#lock === 'locked') {
      this.#judge(38, !isZero, 'an all-zero seed, although the ECU is locked', response);
    }
    if (!isZero) this.#seedBytes.set(level, seed.length);
    // A seed of zeros is no challenge: a key for it is one without a seed.
    this.#seed = isZero ? { kind: 'none', isAfterWrongKey: false } : { kind: 'level', level };
  }

  #keyAnswer(level: number, request: Uint8Array, nrc: number | null, response: ReceivedResponse): void {
    const length = request.length - HEAD_BYTES;
    if (nrc === NRC.requiredTimeDelayNotExpired) {
      this.#delay(nrc, response);
      return;
    }
    const seed = this.#seed;
    const isMissing = seed.kind === 'none' || (seed.kind === 'level' && seed.level !== level);
    if (isMissing && nrc === NRC.incorrectMessageLengthOrInvalidFormat) return;
    if (isMissing) {
      const isRefused = nrc === NRC.requestSequenceError;
      this.#judge(39, isRefused, `a key for level ${hex(level)} without its seed is not refused by 0x24`, response);
      if (seed.kind === 'none' && seed.isAfterWrongKey) {
        this.#judge(41, isRefused, 'the seed is still valid after a wrong key', response);
      }
    } else if (nrc === NRC.incorrectMessageLengthOrInvalidFormat || this.#keyBytes.has(level)) {
      this.#keyLength(level, length, nrc, response);
    }
    this.#after(level, length, nrc, response);
  }

  /** Which length is right is known once a key has been accepted. */
  #keyLength(level: number, length: number, nrc: number | null, response: ReceivedResponse): void {
    const known = this.#keyBytes.get(level);
    const isRefused = nrc === NRC.incorrectMessageLengthOrInvalidFormat;
    if (known === undefined) this.#ledger.kept(40);
    else if (known !== length)
      this.#judge(40, isRefused, `a key of ${counted(length, 'byte')}, not ${known}`, response);
    else if (isRefused) this.#judge(40, false, `a key of ${counted(length, 'byte')}, which was right before`, response);
  }

  #after(level: number, length: number, nrc: number | null, response: ReceivedResponse): void {
    switch (nrc) {
      case null:
        this.#keyBytes.set(level, length);
        this.#lock = 'unlocked';
        this.#unlockedLevel = level;
        this.#delayFromUs = null;
        this.#seed = { kind: 'none', isAfterWrongKey: false };
        return;
      case NRC.invalidKey:
        if (this.#seed.kind !== 'none') this.#ledger.kept(41);
        this.#seed = { kind: 'none', isAfterWrongKey: true };
        return;
      case NRC.exceededNumberOfAttempts:
        this.#ledger.kept(42);
        this.#delayFromUs = response.firstUs;
        this.#seed = { kind: 'none', isAfterWrongKey: true };
        return;
      default:
    }
  }

  /** A seed request after 0x36, or one that is refused by the delay. */
  #delay(nrc: number | null, response: ReceivedResponse): void {
    if (nrc === NRC.requiredTimeDelayNotExpired) {
      this.#ledger.kept(43);
      return;
    }
    const fromUs = this.#delayFromUs;
    this.#delayFromUs = null;
    if (fromUs === null || nrc !== null || response.firstUs - fromUs >= LEAST_DELAY_US) return;
    this.#judge(43, false, 'a seed less than 1 s after 0x36: there is no delay', response);
  }

  #judge(rule: number, isKept: boolean, text: string, { payload, firstUs }: ReceivedResponse): void {
    if (isKept) this.#ledger.kept(rule);
    else this.#ledger.broken({ rule, timeUs: firstUs, text: `${this.#name}: ${text}`, bytes: toHex(payload, ' ') });
  }
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
