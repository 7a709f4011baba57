import { fdLengthAtLeast, MAX_BASE_ID, MAX_CLASSIC_DATA, MAX_EXTENDED_ID, MAX_FD_DATA } from '../frame/can-frame.ts';
import type { IsoTpConfig } from './types.ts';
import { IsoTpUsageError } from './usage-error.ts';

/** Highest FF_DL (32-bit form). */
const MAX_MESSAGE = 0xffff_ffff;

function checkRange(name: string, value: number, lowest: number, highest: number): void {
  if (!Number.isInteger(value) || value < lowest || value > highest) {
    throw new IsoTpUsageError(`ISO-TP ${name} is ${lowest} to ${highest}, not ${value}`);
  }
}

/**
 * Asserts that an endpoint can work as configured.
 *
 * @throws IsoTpUsageError naming the first part that is out of range
 */
export function checkConfig(config: IsoTpConfig): void {
  const { addressing, timing } = config;
  const highestId = config.extendedIds ? MAX_EXTENDED_ID : MAX_BASE_ID;
  checkRange('sendId', addressing.sendId, 0, highestId);
  checkRange('receiveId', addressing.receiveId, 0, highestId);
  if (addressing.kind !== 'normal') {
    checkRange('sendAddress', addressing.sendAddress, 0, 0xff);
    checkRange('receiveAddress', addressing.receiveAddress, 0, 0xff);
  }
  checkRange('frameLength', config.frameLength, MAX_CLASSIC_DATA, config.fd ? MAX_FD_DATA : MAX_CLASSIC_DATA);
  if (fdLengthAtLeast(config.frameLength) !== config.frameLength) {
    throw new IsoTpUsageError(`ISO-TP frameLength ${config.frameLength} is not a length of a CAN FD frame`);
  }
  if (config.padding !== null) checkRange('padding', config.padding, 0, 0xff);
  checkRange('blockSize', config.blockSize, 0, 0xff);
  checkRange('separationTime', config.separationTime, 0, 0xff);
  checkRange('receiveLimit', config.receiveLimit, config.frameLength, MAX_MESSAGE);
  checkRange('maxWaitFrames', config.maxWaitFrames, 0, Number.MAX_SAFE_INTEGER);
  for (const name of ['nAsUs', 'nArUs', 'nBsUs', 'nCrUs'] as const) {
    checkRange(`timing.${name}`, timing[name], 1, Number.MAX_SAFE_INTEGER);
  }
}
