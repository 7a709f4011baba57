import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { subFunctionOf } from '../../can-bus/uds/messages.ts';
import type { ServiceSpec } from '../description/ecu-description.ts';

/** What a service declares about its requests; every ECU's server checks it in the same order. */
export interface ServiceRules {
  readonly sessions: ServiceSpec['sessions'];
  /** Minimum and maximum length of a request. */
  readonly least: number;
  readonly most: number;
  /** Length of a request by sub-function, 0 for any; null where the service checks it itself. */
  readonly lengths: ReadonlyMap<number, number> | null;
}

export function serviceRules({ sessions, length, subFunctions, checksSubFunctionItself }: ServiceSpec): ServiceRules {
  const checksLater = subFunctions === null || checksSubFunctionItself === true;
  return {
    sessions,
    least: length.least,
    most: length.most ?? Infinity,
    lengths: checksLater ? null : new Map(subFunctions.map((declared) => [declared.code, declared.length ?? 0])),
  };
}

/** Conformance 1 to 4: the negative response of the common checks; null where they pass. */
export function refusalOf(
  rules: ServiceRules | undefined,
  session: ServiceSpec['sessions'][number],
  payload: Uint8Array,
): number | null {
  if (rules === undefined) return NRC.serviceNotSupported;
  if (!rules.sessions.includes(session)) return NRC.serviceNotSupportedInActiveSession;
  const { length } = payload;
  if (length < rules.least || length > rules.most) return NRC.incorrectMessageLengthOrInvalidFormat;
  if (rules.lengths === null) return null;
  const declared = rules.lengths.get(subFunctionOf(payload));
  if (declared === undefined) return NRC.subFunctionNotSupported;
  return declared !== 0 && length !== declared ? NRC.incorrectMessageLengthOrInvalidFormat : null;
}

/** Conformance 12: not sent where the request was functional. */
const SILENT_TO_FUNCTIONAL: readonly number[] = [
  NRC.serviceNotSupported,
  NRC.subFunctionNotSupported,
  NRC.requestOutOfRange,
  NRC.subFunctionNotSupportedInActiveSession,
  NRC.serviceNotSupportedInActiveSession,
];

/** Conformance 12, 14: whether a functional request gets no answer instead of this negative response. */
export function isSilentToFunctional(nrc: number): boolean {
  return SILENT_TO_FUNCTIONAL.includes(nrc);
}
