import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { canProtocol } from '../../../../can-bus/elm327/can-protocol.ts';
import { ParameterMemory } from '../../../../can-bus/elm327/parameter-memory.ts';
import { isFormatted, requestFrames, type FrameFormat } from '../../../../can-bus/elm327/request-frames.ts';
import { defaultSettings, type ElmSettings } from '../../../../can-bus/elm327/settings.ts';
import { writtenFrame } from '../../../support/elm327-rig.ts';

const parameters = new ParameterMemory();

function format(changes: Partial<ElmSettings> = {}): FrameFormat {
  const protocol = canProtocol('6', parameters);
  if (protocol === null) throw new Error('6 is CAN');
  return { settings: { ...defaultSettings(parameters), ...changes }, protocol, filler: 0 };
}

const written = (digits: string, changes: Partial<ElmSettings> = {}): readonly string[] | null =>
  requestFrames(fromHex(digits), format(changes))?.map(writtenFrame) ?? null;

describe('the frames of a request', () => {
  it('ELM-16: 7 bytes fit into a frame, 6 with an extended address, 8 with ATCAF0', () => {
    expect(written('01020304050607')).toEqual(['7DF#0701020304050607']);
    expect(written('0102030405060708')).toBeNull();
    expect(written('010203040506', { extendedAddress: 0xb5 })).toEqual(['7DF#B506010203040506']);
    expect(written('01020304050607', { extendedAddress: 0xb5 })).toBeNull();
    expect(written('0102030405060708', { autoFormat: false })).toEqual(['7DF#0102030405060708']);
    expect(written('010203040506070809', { autoFormat: false })).toBeNull();
  });

  it('ELM-16: longer ones are sent in segments after ATAL, up to 4095 bytes', () => {
    const longMessages = true;
    expect(written('0102030405060708', { longMessages })).toEqual(['7DF#1008010203040506', '7DF#2107080000000000']);
    expect(written('01020304050607', { longMessages, extendedAddress: 0xb5 })).toEqual([
      '7DF#B510070102030405',
      '7DF#B521060700000000',
    ]);
    const longest = written('AA'.repeat(4_095), { longMessages }) ?? [];
    expect(longest).toHaveLength(586);
    expect(longest.slice(15, 18)).toEqual(['7DF#2FAAAAAAAAAAAAAA', '7DF#20AAAAAAAAAAAAAA', '7DF#21AAAAAAAAAAAAAA']);
    expect(written('AA'.repeat(4_096), { longMessages })).toBeNull();
  });

  it('are formatted with ATCAF1', () => {
    expect([isFormatted(format()), isFormatted(format({ autoFormat: false }))]).toEqual([true, false]);
  });
});
