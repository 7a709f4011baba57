import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { IsoTpAddressing, IsoTpConfig, IsoTpTiming } from './types.ts';
import { MAX_BASE_ID } from '../frame/can-frame.ts';

/** N_As, N_Ar, N_Bs and N_Cr of ISO 15765-2: 1000 ms each (conformance 58, 60). */
export const ISO_TP_DEFAULT_TIMING: IsoTpTiming = {
  nAsUs: MICROS_PER_SECOND,
  nArUs: MICROS_PER_SECOND,
  nBsUs: MICROS_PER_SECOND,
  nCrUs: MICROS_PER_SECOND,
};

/** Longest message a 12-bit FF_DL can announce; the 32-bit form must be above it (conformance 54). */
export const MAX_SHORT_MESSAGE = 4_095;

/**
 * A configuration for classical CAN with the values of diagnostics.md: frames padded with CC to 8 bytes, no block
 * limit, no separation time, messages up to 4095 bytes. 29-bit ids where one of the ids requires them.
 *
 * @param changes values that differ from these
 */
export function isoTpConfig(addressing: IsoTpAddressing, changes: Partial<IsoTpConfig> = {}): IsoTpConfig {
  return {
    addressing,
    extendedIds: addressing.sendId > MAX_BASE_ID || addressing.receiveId > MAX_BASE_ID,
    fd: false,
    frameLength: 8,
    padding: 0xcc,
    blockSize: 0,
    separationTime: 0,
    timing: ISO_TP_DEFAULT_TIMING,
    receiveLimit: MAX_SHORT_MESSAGE,
    maxWaitFrames: 10,
    singleFrameOnly: false,
    ...changes,
  };
}
