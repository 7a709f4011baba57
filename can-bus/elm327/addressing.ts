import { dataFrame, MAX_BASE_ID, MAX_CLASSIC_DATA, MAX_EXTENDED_ID, type CanFrame } from '../frame/can-frame.ts';
import type { CanProtocol } from './can-protocol.ts';
import type { ElmSettings } from './settings.ts';

/** Requests to all ECUs (ISO 15765-4). */
const FUNCTIONAL_11 = 0x7df;
const FUNCTIONAL_29 = 0xdb33f1;
/** Responses of the OBD ECUs: 7E8 to 7EF, and 18DAF1xx. */
const RESPONSES_11 = 0x7e8;
const RESPONSES_11_MASK = 0x7f8;
const RESPONSES_29 = 0x18da_0000;
const RESPONSES_29_MASK = 0x1fff_ff00;
/** Diagnostic ids, of which a response's is 8 above its request's. */
const DIAGNOSTIC_FROM = 0x700;
const RESPONSE_OFFSET = 8;
const LOW_24_BITS = 0xff_ffff;
const FLOW_CONTROL_TYPE = 3;
const FLOW_CONTINUE: Uint8Array = Uint8Array.of(0x30, 0, 0);

/** The id of requests. */
export function requestId({ header, priority }: ElmSettings, { extended }: CanProtocol): number {
  if (!extended) return header === null ? FUNCTIONAL_11 : header & MAX_BASE_ID;
  return (((priority & 0x1f) << 24) | ((header ?? FUNCTIONAL_29) & LOW_24_BITS)) >>> 0;
}

/** A frame of the protocol that the filter passes; without `AT CRA`, `CF` and `CM` the responses to a request. */
export function isForTester(frame: CanFrame, settings: ElmSettings, protocol: CanProtocol): boolean {
  if (frame.extended !== protocol.extended) return false;
  const { filter, mask } = settings;
  if (filter !== null || mask !== null) return passesFilter(frame.id, filter, mask);
  if (!protocol.hasIsoTp) return true;
  if (protocol.extended) {
    return (frame.id & RESPONSES_29_MASK) === (RESPONSES_29 | (settings.testerAddress << 8));
  }
  if ((frame.id & RESPONSES_11_MASK) === RESPONSES_11) return true;
  const request = requestId(settings, protocol);
  return request >= DIAGNOSTIC_FROM && request !== FUNCTIONAL_11 && frame.id === request + RESPONSE_OFFSET;
}

/** As {@link isForTester} while monitoring, where everything passes without a filter. */
export function isMonitored(frame: CanFrame, { filter, mask }: ElmSettings, protocol: CanProtocol): boolean {
  return frame.extended === protocol.extended && passesFilter(frame.id, filter, mask);
}

function passesFilter(id: number, filter: number | null, mask: number | null): boolean {
  const bits = mask ?? (filter === null ? 0 : MAX_EXTENDED_ID);
  return (id & bits) === ((filter ?? 0) & bits);
}

/** Address bytes in front of the control information. */
export function addressBytes({ extendedAddress }: ElmSettings): 0 | 1 {
  return extendedAddress === null ? 0 : 1;
}

/** Whether the address byte of a received frame is one that is listened to. */
export function hasOwnAddress(frame: CanFrame, settings: ElmSettings): boolean {
  const { extendedAddress, receiveAddress, testerAddress } = settings;
  if (extendedAddress === null) return true;
  const address = frame.data[0];
  if (receiveAddress !== null) return address === receiveAddress;
  return address === extendedAddress || address === testerAddress;
}

/**
 * A frame with this data behind the address byte.
 *
 * @param data up to 8 bytes, 7 with an address byte
 * @param filler fills it up to 8 bytes, unless `AT V1` is set
 */
export function frameOf(
  id: number,
  data: Uint8Array,
  { settings, protocol, filler }: { settings: ElmSettings; protocol: CanProtocol; filler: number },
): CanFrame {
  const { extendedAddress, variableLength } = settings;
  const start = addressBytes(settings);
  const bytes = new Uint8Array(variableLength ? start + data.length : MAX_CLASSIC_DATA).fill(filler);
  if (extendedAddress !== null) bytes[0] = extendedAddress;
  bytes.set(data, start);
  return dataFrame(id, bytes, { extended: protocol.extended });
}

/** The flow control that answers a first frame, by `AT FC SM`. */
export function flowControlFor(
  first: CanFrame,
  format: { settings: ElmSettings; protocol: CanProtocol; filler: number },
): CanFrame {
  const { settings, protocol } = format;
  const { flowControlMode: mode, flowControlHeader, flowControlData, extendedAddress } = settings;
  const id = mode === 1 && flowControlHeader !== null ? flowControlHeader : answeredId(first, protocol);
  const data = mode !== 0 && flowControlData !== null ? flowControlData : FLOW_CONTINUE;
  // Users write the address byte into the data, too.
  const hasAddress = extendedAddress !== null && data[0] === extendedAddress && data[0] >> 4 !== FLOW_CONTROL_TYPE;
  return frameOf(
    id & (protocol.extended ? MAX_EXTENDED_ID : MAX_BASE_ID),
    hasAddress ? data.subarray(1) : data,
    format,
  );
}

/** The id to which the sender of a frame listens. */
function answeredId({ id }: CanFrame, { extended }: CanProtocol): number {
  if (!extended) return (id - RESPONSE_OFFSET) & MAX_BASE_ID;
  return ((id & 0x1fff_0000) | ((id & 0xff) << 8) | ((id >>> 8) & 0xff)) >>> 0;
}
