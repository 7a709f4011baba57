import { MAX_BASE_ID } from '../../can-bus/frame/can-frame.ts';
import { BODY_ADDRESS, bodyAddressIsTaken } from '../../ecu-sim/body/body-diagnostics.ts';
import type { EndpointAddress, Profile } from '../../ecu-sim/profile.ts';

/** One end of a conversation: an id, and the address byte that leads its frames, if there is one. */
export interface PairEnd {
  readonly id: number;
  readonly extended: boolean;
  readonly address: number | null;
}

/** Where requests go and where responses come from. A functional request may be answered by several. */
export interface DiagnosticPair {
  readonly request: PairEnd;
  readonly response: PairEnd;
  /** How it became known. */
  readonly origin: 'profile' | 'given' | 'standard' | 'found';
  /** Whether an ECU of this car is at its other end: then requests and values have its names. */
  readonly isOurs: boolean;
}

const OBD_FUNCTIONAL = 0x7df;
const FIRST_OBD_REQUEST = 0x7e0;
const OBD_ECUS = 8;
const NORMAL_FIXED = 0x18da_0000;
const NORMAL_FIXED_FUNCTIONAL = 0x18db_0000;
const MIXED = 0x18ce_0000;
const MIXED_FUNCTIONAL = 0x18cd_0000;
const PDU_FORMAT = 0x1fff_0000;
/** Source addresses of test equipment (SAE J2178): F0 to FD. */
const FIRST_TESTER = 0xf0;

export function endName({ id, extended, address }: PairEnd): string {
  const name = id
    .toString(16)
    .toUpperCase()
    .padStart(extended ? 8 : 3, '0');
  return address === null ? name : `${name}/${address.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The endpoints of the profile's Smart Key ECU. */
export function smartKeyPairs({ addressing }: Profile): readonly DiagnosticPair[] {
  const { oem, generic } = addressing;
  return [oem, generic].map((end) => pairOf(end, addressing.extendedIds));
}

/** The body ECU's endpoint, unless the profile gives its address to the Smart Key ECU. */
export function bodyPairs({ addressing }: Profile): readonly DiagnosticPair[] {
  return bodyAddressIsTaken(addressing) ? [] : [pairOf(BODY_ADDRESS, false)];
}

function pairOf(end: EndpointAddress, extendedIds: boolean): DiagnosticPair {
  const [requestAddress, responseAddress] =
    end.kind === 'normal' ? [null, null] : [end.requestAddress, end.responseAddress];
  const extendedOf = (id: number): boolean => end.extendedIds ?? (extendedIds || id > MAX_BASE_ID);
  return {
    request: { id: end.requestId, extended: extendedOf(end.requestId), address: requestAddress },
    response: { id: end.responseId, extended: extendedOf(end.responseId), address: responseAddress },
    origin: 'profile',
    isOurs: true,
  };
}

/** Whether a request to this id is for every ECU. */
export function isFunctional(id: number, extended: boolean): boolean {
  if (!extended) return id === OBD_FUNCTIONAL;
  const format = id & PDU_FORMAT;
  return format === NORMAL_FIXED_FUNCTIONAL || format === MIXED_FUNCTIONAL;
}

/** Whether frames of a functional id are led by an address byte. */
export function functionalAddressLength(id: number, extended: boolean): 0 | 1 {
  return extended && (id & PDU_FORMAT) === MIXED_FUNCTIONAL ? 1 : 0;
}

/** The pair that an id belongs to by ISO 15765-2 or ISO 15765-4 alone; null where they do not say. */
export function standardPair(id: number, extended: boolean, address: number | null): DiagnosticPair | null {
  const pair = (request: number, response: number, addressByte: number | null): DiagnosticPair => ({
    request: { id: request, extended, address: addressByte },
    response: { id: response, extended, address: addressByte },
    origin: 'standard',
    isOurs: false,
  });
  if (!extended) {
    const offset = id - FIRST_OBD_REQUEST;
    if (offset < 0 || offset >= 2 * OBD_ECUS) return null;
    const request = offset < OBD_ECUS ? id : id - OBD_ECUS;
    return pair(request, request + OBD_ECUS, null);
  }
  const format = id & PDU_FORMAT;
  if (format !== NORMAL_FIXED && format !== MIXED) return null;
  const [target, source] = [(id >> 8) & 0xff, id & 0xff];
  const swapped = format | (source << 8) | target;
  const addressByte = format === MIXED ? address : null;
  return target >= FIRST_TESTER && source < FIRST_TESTER
    ? pair(swapped, id, addressByte)
    : pair(id, swapped, addressByte);
}
