import { checkConfig } from '../isotp/check-config.ts';
import { isoTpConfig } from '../isotp/defaults.ts';
import type { IsoTpAddressing, IsoTpConfig } from '../isotp/types.ts';
import { IsoTpUsageError } from '../isotp/usage-error.ts';
import { ElementError, parseDecimal, parseHexNumber, parseId } from './socketcand-codec.ts';

/** Flags of `isotpconf`, which are those of Linux' isotp.h. */
const EXTEND_ADDRESS = 0x002;
const TX_PADDING = 0x004;
const RX_EXTEND_ADDRESS = 0x200;
/** Checking received padding and half duplex require nothing beyond what is done anyway. */
const TOLERATED = 0x008 | 0x010 | 0x020 | 0x040;
const KNOWN = EXTEND_ADDRESS | TX_PADDING | RX_EXTEND_ADDRESS | TOLERATED;

/**
 * The channel requested by `isotpconf tx_id rx_id flags blocksize stmin [wftmax txpad rxpad ext_address
 * rx_ext_address]`.
 *
 * @throws ElementError where it is malformed or requests something unsupported
 */
export function parseIsoTpConf(words: readonly string[]): IsoTpConfig {
  const [, sendWord, receiveWord, flagsWord, blockSize, separationTime, waitFrames, padding, , address, rxAddress] =
    words;
  const send = parseId(sendWord);
  const receive = parseId(receiveWord);
  if (send.extended !== receive.extended) throw new ElementError('both ids have 11 bits, or both 29');
  const flags = parseHexNumber('the flags', flagsWord, 0xffff);
  if ((flags & ~KNOWN) !== 0) {
    throw new ElementError(`flags ${(flags & ~KNOWN).toString(16).toUpperCase()} (hex) are not supported`);
  }
  const ids = { sendId: send.id, receiveId: receive.id };
  const addressing: IsoTpAddressing =
    (flags & EXTEND_ADDRESS) === 0
      ? { kind: 'normal', ...ids }
      : {
          kind: 'extended',
          ...ids,
          sendAddress: parseHexNumber('ext_address', address, 0xff),
          receiveAddress:
            (flags & RX_EXTEND_ADDRESS) === 0
              ? parseHexNumber('ext_address', address, 0xff)
              : parseHexNumber('rx_ext_address', rxAddress, 0xff),
        };
  const config = isoTpConfig(addressing, {
    extendedIds: send.extended,
    padding: (flags & TX_PADDING) === 0 ? null : parseHexNumber('txpad_content', padding, 0xff),
    blockSize: parseDecimal('blocksize', blockSize, 0xff),
    separationTime: parseHexNumber('stmin', separationTime, 0xff),
    maxWaitFrames: waitFrames === undefined ? 0 : parseDecimal('wftmax', waitFrames, 0xff),
  });
  return checked(config);
}

function checked(config: IsoTpConfig): IsoTpConfig {
  try {
    checkConfig(config);
    return config;
  } catch (error) {
    if (error instanceof IsoTpUsageError) throw new ElementError(error.message);
    throw error;
  }
}
