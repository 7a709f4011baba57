import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../../can-bus/isotp/check-config.ts';
import { ISO_TP_DEFAULT_TIMING, isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import type { IsoTpAddressing, IsoTpConfig } from '../../../../can-bus/isotp/types.ts';
import { IsoTpUsageError } from '../../../../can-bus/isotp/usage-error.ts';

const NORMAL: IsoTpAddressing = { kind: 'normal', sendId: 0x7bd, receiveId: 0x7b5 };
const MIXED: IsoTpAddressing = { ...NORMAL, kind: 'mixed', sendAddress: 0xff, receiveAddress: 0 };

const POSSIBLE: readonly Partial<IsoTpConfig>[] = [
  {},
  { addressing: MIXED },
  { addressing: { ...NORMAL, sendId: 0x1fff_ffff }, extendedIds: true },
  { fd: true, frameLength: 64, receiveLimit: 0xffff_ffff },
  { padding: null, blockSize: 255, separationTime: 255, maxWaitFrames: 0, receiveLimit: 8 },
  { padding: 0 },
];

const IMPOSSIBLE: readonly (readonly [Partial<IsoTpConfig>, string])[] = [
  [{ addressing: { ...NORMAL, sendId: 0x800 } }, 'ISO-TP sendId is 0 to 2047, not 2048'],
  [{ addressing: { ...NORMAL, receiveId: -1 } }, 'ISO-TP receiveId is 0 to 2047, not -1'],
  [{ addressing: { ...MIXED, sendAddress: 256 } }, 'ISO-TP sendAddress is 0 to 255, not 256'],
  [{ addressing: { ...MIXED, receiveAddress: 0.5 } }, 'ISO-TP receiveAddress is 0 to 255, not 0.5'],
  [{ frameLength: 7 }, 'ISO-TP frameLength is 8 to 8, not 7'],
  [{ frameLength: 12 }, 'ISO-TP frameLength is 8 to 8, not 12'],
  [{ fd: true, frameLength: 13 }, 'ISO-TP frameLength 13 is not a length of a CAN FD frame'],
  [{ padding: 256 }, 'ISO-TP padding is 0 to 255, not 256'],
  [{ blockSize: 256 }, 'ISO-TP blockSize is 0 to 255, not 256'],
  [{ separationTime: -1 }, 'ISO-TP separationTime is 0 to 255, not -1'],
  [{ receiveLimit: 7 }, 'ISO-TP receiveLimit is 8 to 4294967295, not 7'],
  [{ maxWaitFrames: -1 }, 'ISO-TP maxWaitFrames is 0 to 9007199254740991, not -1'],
  [{ timing: { ...ISO_TP_DEFAULT_TIMING, nBsUs: 0 } }, 'ISO-TP timing.nBsUs is 1 to 9007199254740991, not 0'],
];

describe('the check of an ISO-TP configuration', () => {
  it.each(POSSIBLE)('takes %j', (changes) => {
    expect(() => {
      checkConfig(isoTpConfig(NORMAL, changes));
    }).not.toThrow();
  });

  it.each(IMPOSSIBLE)('refuses %j', (changes, message) => {
    expect(() => {
      checkConfig({ ...isoTpConfig(NORMAL), ...changes });
    }).toThrow(new IsoTpUsageError(message));
  });
});
