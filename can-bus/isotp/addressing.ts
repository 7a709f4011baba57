import type { IsoTpAddressing } from './types.ts';
import { IsoTpUsageError } from './usage-error.ts';

/** PDU formats of the 29-bit identifiers with priority 6 (ISO 15765-2, normal fixed and mixed addressing). */
const NORMAL_FIXED_PHYSICAL = 0x18da_0000;
const NORMAL_FIXED_FUNCTIONAL = 0x18db_0000;
const MIXED_PHYSICAL = 0x18ce_0000;
const MIXED_FUNCTIONAL = 0x18cd_0000;

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

/** 18CE‹TA›‹SA›: 29-bit id of a physical message in mixed addressing. */
export function mixedId(targetAddress: number, sourceAddress: number): number {
  return fixedId(MIXED_PHYSICAL, targetAddress, sourceAddress);
}

/** 18CD‹TA›‹SA›: 29-bit id of a functional message in mixed addressing. */
export function mixedFunctionalId(targetAddress: number, sourceAddress: number): number {
  return fixedId(MIXED_FUNCTIONAL, targetAddress, sourceAddress);
}

/** Normal fixed addressing as seen by `ownAddress`, which talks with `peerAddress` (conformance 64). */
export function normalFixedAddressing(ownAddress: number, peerAddress: number): IsoTpAddressing {
  return {
    kind: 'normal',
    sendId: normalFixedId(peerAddress, ownAddress),
    receiveId: normalFixedId(ownAddress, peerAddress),
  };
}

/** Mixed 29-bit addressing as seen by `ownAddress`; `addressExtension` (N_AE) is the same both ways. */
export function mixedAddressing(ownAddress: number, peerAddress: number, addressExtension: number): IsoTpAddressing {
  const extension = byteAddress('address extension', addressExtension);
  return {
    kind: 'mixed',
    sendId: mixedId(peerAddress, ownAddress),
    receiveId: mixedId(ownAddress, peerAddress),
    sendAddress: extension,
    receiveAddress: extension,
  };
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
