import type { IsoTpAddressing } from './types.ts';
import { IsoTpUsageError } from './usage-error.ts';

/** PDU formats of the 29-bit identifiers with priority 6 (ISO 15765-2, normal fixed addressing). */
const NORMAL_FIXED_PHYSICAL = 0x18da_0000;
const NORMAL_FIXED_FUNCTIONAL = 0x18db_0000;

/** @throws IsoTpUsageError unless it is 0 to 255 */
function byteAddress(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 0xff) {
    throw new IsoTpUsageError(`${name} is 0 to 255, not ${value}`);
  }
  return value;
}

function fixedId(base: number, targetAddress: number, sourceAddress: number): number {
  return base | (byteAddress('target address', targetAddress) << 8) | byteAddress('source address', sourceAddress);
}

/** 18DA‹TA›‹SA›: 29-bit id of a physical message in normal fixed addressing (conformance 64). */
export function normalFixedId(targetAddress: number, sourceAddress: number): number {
  return fixedId(NORMAL_FIXED_PHYSICAL, targetAddress, sourceAddress);
}

/** 18DB‹TA›‹SA›: 29-bit id of a functional message in normal fixed addressing (conformance 64). */
export function normalFixedFunctionalId(targetAddress: number, sourceAddress: number): number {
  return fixedId(NORMAL_FIXED_FUNCTIONAL, targetAddress, sourceAddress);
}

/** The same channel as seen from the other end. */
export function peerAddressing(addressing: IsoTpAddressing): IsoTpAddressing {
  const ids = { sendId: addressing.receiveId, receiveId: addressing.sendId };
  if (addressing.kind === 'normal') return { kind: 'normal', ...ids };
  return {
    kind: addressing.kind,
    ...ids,
    sendAddress: addressing.receiveAddress,
    receiveAddress: addressing.sendAddress,
  };
}

/** How many data bytes of each frame the address takes up: the protocol control information follows it. */
export function addressLength(addressing: IsoTpAddressing): 0 | 1 {
  return addressing.kind === 'normal' ? 0 : 1;
}
