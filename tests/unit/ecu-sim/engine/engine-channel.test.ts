import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { beginsRequest, ENGINE_IDS, ENGINE_IDS_29, engineChannel } from '../../../../ecu-sim/engine/engine-channel.ts';

describe('the addresses of the engine ECU (ISO 15765-4)', () => {
  it('conformance 64: are 7E0, 7E8 and 7DF, and 18DA10F1, 18DAF110 and 18DB33F1', () => {
    expect(ENGINE_IDS).toEqual({ requestId: 0x7e0, responseId: 0x7e8, functionalId: 0x7df });
    expect(ENGINE_IDS_29).toEqual({ requestId: 0x18da_10f1, responseId: 0x18da_f110, functionalId: 0x18db_33f1 });
  });

  it('a request begins with a single frame to one or all ECUs, or with a first frame', () => {
    const channel = engineChannel(ENGINE_IDS);
    const single = fromHex('02010C0000000000');
    const first = fromHex('100A010203040506');
    expect(beginsRequest(channel, dataFrame(0x7e0, single))).toBe(true);
    expect(beginsRequest(channel, dataFrame(0x7df, single))).toBe(true);
    expect(beginsRequest(channel, dataFrame(0x7e0, first))).toBe(true);
    expect(beginsRequest(channel, dataFrame(0x7e1, single))).toBe(false);
    expect([channel.extendedIds, engineChannel(ENGINE_IDS_29).extendedIds]).toEqual([false, true]);
  });
});
