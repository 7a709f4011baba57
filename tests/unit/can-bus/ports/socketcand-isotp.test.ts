import { describe, expect, it } from 'vitest';
import { parseIsoTpConf } from '../../../../can-bus/ports/socketcand-isotp.ts';
import { ElementError } from '../../../../can-bus/ports/socketcand-codec.ts';

function parse(text: string): ReturnType<typeof parseIsoTpConf> {
  return parseIsoTpConf(['isotpconf', ...text.split(' ')]);
}

describe('isotpconf of socketcand', () => {
  it('has ids, flags, block size and STmin', () => {
    expect(parse('7B5 7BD 0 8 14')).toMatchObject({
      addressing: { kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd },
      extendedIds: false,
      padding: null,
      blockSize: 8,
      separationTime: 0x14,
      maxWaitFrames: 0,
    });
  });

  it('has padding and extended addresses by its flags', () => {
    expect(parse('750 758 6 0 0 3 CC 00 B5')).toMatchObject({
      addressing: { kind: 'extended', sendId: 0x750, receiveId: 0x758, sendAddress: 0xb5, receiveAddress: 0xb5 },
      padding: 0xcc,
      maxWaitFrames: 3,
    });
    expect(parse('750 758 202 0 0 0 00 00 B5 F1').addressing).toMatchObject({
      sendAddress: 0xb5,
      receiveAddress: 0xf1,
    });
  });

  it('bears the checks of received padding, and refuses flags that it does not know', () => {
    expect(parse('7B5 7BD 78 0 0').padding).toBeNull();
    expect(() => parse('7B5 7BD 401 0 0')).toThrow(new ElementError('flags 401 (hex) are not supported'));
  });

  it('refuses ids of different lengths', () => {
    expect(() => parse('7B5 000007BD 0 0 0')).toThrow(new ElementError('both ids have 11 bits, or both 29'));
  });
});
