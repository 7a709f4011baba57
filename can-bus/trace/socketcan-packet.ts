import { CanFrameError, dataFrame, remoteFrame } from '../frame/can-frame.ts';
import type { CanFrame } from '../frame/can-frame.ts';

/** A packet of struct can_frame or canfd_frame as it is; its id big-endian. */
export const LINKTYPE_CAN_SOCKETCAN = 227;
/** The same behind a "cooked" header, as a capture on all interfaces has it; its id in the byte order of the host. */
export const LINKTYPE_LINUX_SLL = 113;
export const LINKTYPE_LINUX_SLL2 = 276;

/** Flags in the identifier word. */
export const ID_FLAG_EXTENDED = 0x8000_0000;
export const ID_FLAG_REMOTE = 0x4000_0000;
const ID_FLAG_ERROR = 0x2000_0000;
const ID_BITS = 0x1fff_ffff;
/** In the flags byte. */
export const FD_FLAG_BIT_RATE_SWITCH = 0x01;
export const FD_FLAG_FDF = 0x04;
export const CAN_HEADER_BYTES = 8;
const MAX_CLASSIC_DATA = 8;

const SLL_HEADER_BYTES = 16;
const SLL_PROTOCOL_AT = 14;
const SLL2_HEADER_BYTES = 20;
const SLL2_PROTOCOL_AT = 0;
const PROTOCOL_CAN = 0x000c;
const PROTOCOL_CAN_FD = 0x000d;

/** What a captured packet holds. */
export type SocketcanPacket =
  | { readonly kind: 'frame'; readonly frame: CanFrame }
  | { readonly kind: 'passed-over'; readonly what: string }
  | { readonly kind: 'bad'; readonly message: string };

/** Whether packets of a link type can hold CAN frames. */
export function carriesCan(linkType: number): boolean {
  return [LINKTYPE_CAN_SOCKETCAN, LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2].includes(linkType);
}

/** @param littleEndian the byte order of the machine that captured it, which cooked packets keep in the id */
export function decodeSocketcanPacket(packet: Uint8Array, linkType: number, littleEndian: boolean): SocketcanPacket {
  if (linkType === LINKTYPE_CAN_SOCKETCAN) return decodeCan(packet, false, false);
  const [header, at] =
    linkType === LINKTYPE_LINUX_SLL ? [SLL_HEADER_BYTES, SLL_PROTOCOL_AT] : [SLL2_HEADER_BYTES, SLL2_PROTOCOL_AT];
  if (packet.length < header)
    return { kind: 'bad', message: `a packet of ${packet.length} bytes, less than its header` };
  const protocol = ((packet[at] ?? 0) << 8) | (packet[at + 1] ?? 0);
  if (protocol !== PROTOCOL_CAN && protocol !== PROTOCOL_CAN_FD) {
    return { kind: 'passed-over', what: 'a packet of another bus' };
  }
  return decodeCan(packet.subarray(header), littleEndian, protocol === PROTOCOL_CAN_FD);
}

function decodeCan(packet: Uint8Array, littleEndian: boolean, isFdPacket: boolean): SocketcanPacket {
  if (packet.length < CAN_HEADER_BYTES) {
    return {
      kind: 'bad',
      message: `a packet of ${packet.length} bytes; id, length and flags take ${CAN_HEADER_BYTES}`,
    };
  }
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const word = view.getUint32(0, littleEndian);
  if ((word & ID_FLAG_ERROR) !== 0) return { kind: 'passed-over', what: 'an error frame' };
  const [length, flags] = [view.getUint8(4), view.getUint8(5)];
  const id = word & ID_BITS;
  const extended = (word & ID_FLAG_EXTENDED) !== 0;
  // Older captures have no FDF bit: what is longer than a classical frame tells it.
  const fd = isFdPacket || (flags & FD_FLAG_FDF) !== 0 || length > MAX_CLASSIC_DATA;
  try {
    if ((word & ID_FLAG_REMOTE) !== 0) return { kind: 'frame', frame: remoteFrame(id, length, { extended }) };
    const data = packet.slice(CAN_HEADER_BYTES, CAN_HEADER_BYTES + length);
    if (data.length < length) return { kind: 'bad', message: `${data.length} of ${length} data bytes` };
    const bitRateSwitch = fd && (flags & FD_FLAG_BIT_RATE_SWITCH) !== 0;
    return { kind: 'frame', frame: dataFrame(id, data, { extended, fd, bitRateSwitch }) };
  } catch (error) {
    if (error instanceof CanFrameError) return { kind: 'bad', message: error.message };
    throw error;
  }
}
