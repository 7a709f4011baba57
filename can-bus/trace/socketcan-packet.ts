import { counted } from '../text/counted.ts';
import { CanFrameError, dataFrame, remoteFrame } from '../frame/can-frame.ts';
import { NO_DETAILS, type FrameDetail, type LineFrame } from './trace-decoder.ts';

/** A packet of struct can_frame or canfd_frame; its id is big-endian. */
export const LINKTYPE_CAN_SOCKETCAN = 227;
/** The same after a "cooked" header, as a capture on all interfaces has it; its id is in the byte order of the host. */
const LINKTYPE_LINUX_SLL = 113;
const LINKTYPE_LINUX_SLL2 = 276;

/** Flags in the identifier word. */
export const ID_FLAG_EXTENDED = 0x8000_0000;
export const ID_FLAG_REMOTE = 0x4000_0000;
const ID_FLAG_ERROR = 0x2000_0000;
const ID_BITS = 0x1fff_ffff;
/** In the flags byte. */
export const FD_FLAG_BIT_RATE_SWITCH = 0x01;
const FD_FLAG_ERROR_STATE = 0x02;
export const FD_FLAG_FDF = 0x04;
export const CAN_HEADER_BYTES = 8;
/** Of a classical frame of 8 bytes: its DLC, where that is above 8. */
const RAW_DLC_AT = 7;
const MAX_CLASSIC_DATA = 8;

const SLL_HEADER_BYTES = 16;
const SLL_PROTOCOL_AT = 14;
const SLL_DIRECTION_AT = 1;
const SLL2_HEADER_BYTES = 20;
const SLL2_PROTOCOL_AT = 0;
const SLL2_INTERFACE_AT = 4;
const SLL2_DIRECTION_AT = 10;
/** Direction of a packet that the capturing machine sent. */
const OUTGOING = 4;
const PROTOCOL_CAN = 0x000c;
const PROTOCOL_CAN_FD = 0x000d;

/** Whether packets of a link type can hold CAN frames. */
export function carriesCan(linkType: number): boolean {
  return [LINKTYPE_CAN_SOCKETCAN, LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2].includes(linkType);
}

/** The number of the interface that a packet of a cooked capture was on; null where its link type does not say. */
export function interfaceIndexOf(packet: Uint8Array, linkType: number): number | null {
  if (linkType !== LINKTYPE_LINUX_SLL2 || packet.length < SLL2_HEADER_BYTES) return null;
  return new DataView(packet.buffer, packet.byteOffset).getUint32(SLL2_INTERFACE_AT, false);
}

/** @param littleEndian the byte order of the machine that captured it, which cooked packets keep in the id */
export function decodeSocketcanPacket(packet: Uint8Array, linkType: number, littleEndian: boolean): LineFrame {
  if (linkType === LINKTYPE_CAN_SOCKETCAN) return decodeCan(packet, false, false);
  const [header, at, directionAt] =
    linkType === LINKTYPE_LINUX_SLL
      ? [SLL_HEADER_BYTES, SLL_PROTOCOL_AT, SLL_DIRECTION_AT]
      : [SLL2_HEADER_BYTES, SLL2_PROTOCOL_AT, SLL2_DIRECTION_AT];
  if (packet.length < header)
    return { kind: 'bad', message: `a packet of ${counted(packet.length, 'byte')}, less than its header` };
  const protocol = ((packet[at] ?? 0) << 8) | (packet[at + 1] ?? 0);
  if (protocol !== PROTOCOL_CAN && protocol !== PROTOCOL_CAN_FD) {
    return { kind: 'passed-over', what: 'a packet of another bus' };
  }
  const read = decodeCan(packet.subarray(header), littleEndian, protocol === PROTOCOL_CAN_FD);
  const isSent = read.kind === 'frame' && packet[directionAt] === OUTGOING;
  return isSent ? { ...read, details: [...read.details, 'sent'] } : read;
}

function decodeCan(packet: Uint8Array, littleEndian: boolean, isFdPacket: boolean): LineFrame {
  if (packet.length < CAN_HEADER_BYTES) {
    return {
      kind: 'bad',
      message: `a packet of ${counted(packet.length, 'byte')}; id, length and flags take ${CAN_HEADER_BYTES}`,
    };
  }
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const word = view.getUint32(0, littleEndian);
  if ((word & ID_FLAG_ERROR) !== 0) return { kind: 'passed-over', what: 'an error frame' };
  const [length, flags] = [view.getUint8(4), view.getUint8(5)];
  const id = word & ID_BITS;
  const extended = (word & ID_FLAG_EXTENDED) !== 0;
  // Older captures have no FDF bit: a length above that of a classical frame shows it.
  const fd = isFdPacket || (flags & FD_FLAG_FDF) !== 0 || length > MAX_CLASSIC_DATA;
  try {
    if ((word & ID_FLAG_REMOTE) !== 0)
      return { kind: 'frame', frame: remoteFrame(id, length, { extended }), details: NO_DETAILS };
    const data = packet.slice(CAN_HEADER_BYTES, CAN_HEADER_BYTES + length);
    if (data.length < length) return { kind: 'bad', message: `${data.length} of ${length} data bytes` };
    const bitRateSwitch = fd && (flags & FD_FLAG_BIT_RATE_SWITCH) !== 0;
    const hasErrorState = fd && (flags & FD_FLAG_ERROR_STATE) !== 0;
    const hasRawDlc = !fd && length === MAX_CLASSIC_DATA && view.getUint8(RAW_DLC_AT) > MAX_CLASSIC_DATA;
    const details: readonly FrameDetail[] = hasErrorState ? ['error-state'] : hasRawDlc ? ['raw-dlc'] : NO_DETAILS;
    return { kind: 'frame', frame: dataFrame(id, data, { extended, fd, bitRateSwitch }), details };
  } catch (error) {
    if (error instanceof CanFrameError) return { kind: 'bad', message: error.message };
    throw error;
  }
}
