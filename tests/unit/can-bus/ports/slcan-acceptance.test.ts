import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { SlcanAdapter } from '../../../../can-bus/ports/slcan-adapter.ts';

const ANSWER = dataFrame(0x7bd, Uint8Array.of(0x02, 0x7e, 0x00));
const VEHICLE_STATE = dataFrame(0x5b0, new Uint8Array(8));

/** Of the frames, the ids that an open adapter gives out after these commands. */
function passed(commands: readonly string[], frames: readonly CanFrame[]): number[] {
  const adapter = new SlcanAdapter();
  for (const command of ['O', ...commands]) expect(adapter.handle(command).reply).toBe('\r');
  return frames.filter((frame) => adapter.encode(frame, 0) !== null).map(({ id }) => id);
}

const IDS = [0x5b0, 0x758, 0x759, 0x7bd, 0x7bc, 0x7ff];
const BASE = IDS.map((id) => dataFrame(id, Uint8Array.of(0x02, 0x7e)));

describe('the acceptance filter of SLCAN (SJA1000, as the LAWICEL manual sets it)', () => {
  it('passes everything to begin with, and with a mask of ones whatever the code', () => {
    expect(passed([], BASE)).toEqual(IDS);
    expect(passed(['MF7A0EB00', 'mFFFFFFFF'], BASE)).toEqual(IDS);
  });

  it('passes two ids of 11 bits by its two filters: 7BD and 758', () => {
    expect(passed(['MF7A0EB00', 'm001F001F'], BASE)).toEqual([0x758, 0x7bd]);
    // The same in small letters, and the mask before the code.
    expect(passed(['m001f001f', 'Mf7a0eb00'], BASE)).toEqual([0x758, 0x7bd]);
  });

  it('passes a range by the bits that the mask leaves open: 700 to 7FF', () => {
    expect(passed(['ME000E000', 'm1FFF1FFF'], BASE)).toEqual([0x758, 0x759, 0x7bd, 0x7bc, 0x7ff]);
  });

  it('distinguishes remote frames by the RTR bit, where the mask does not leave that open', () => {
    const frames = [dataFrame(0x123, new Uint8Array(0)), remoteFrame(0x123, 4)];
    const kinds = (code: string, mask: string): string[] => {
      const adapter = new SlcanAdapter();
      for (const command of ['O', code, mask]) adapter.handle(command);
      return frames.filter((frame) => adapter.encode(frame, 0) !== null).map(({ kind }) => kind);
    };
    expect(kinds('M24602460', 'm000F000F')).toEqual(['data']);
    expect(kinds('M24702470', 'm000F000F')).toEqual(['remote']);
    expect(kinds('M24602460', 'm001F001F')).toEqual(['data', 'remote']);
  });

  it('compares the first data byte with its first filter, where a frame has one', () => {
    const frames = [
      dataFrame(0x123, Uint8Array.of(0xa5)),
      dataFrame(0x123, Uint8Array.of(0xa6)),
      dataFrame(0x123, new Uint8Array(0)),
    ];
    const lengths = (...commands: readonly string[]): string[] => {
      const adapter = new SlcanAdapter();
      for (const command of ['O', ...commands]) adapter.handle(command);
      return frames.map((frame) => adapter.encode(frame, 0) ?? '-');
    };
    // ACR1 and ACR3 end in the two halves of A5; the second filter passes id 000 alone.
    expect(lengths('M246A0005', 'm00100010')).toEqual(['t1231A5\r', '-', 't1230\r']);
  });

  it('compares the upper 16 bits of an id of 29 bits', () => {
    const frames = [0x18da_f1b5, 0x18da_f110, 0x18db_33f1, 0x0000_07bd].map((id) =>
      dataFrame(id, new Uint8Array(1), { extended: true }),
    );
    expect(passed(['MC6D7C6D7', 'm00000000'], frames)).toEqual([0x18da_f1b5, 0x18da_f110]);
    expect(passed(['MC6D70000', 'm00000000'], frames)).toEqual([0x18da_f1b5, 0x18da_f110, 0x7bd]);
  });

  it('is one filter of 32 bits after W1, and two again after W0', () => {
    const extended = [0x18da_f1b5, 0x18da_f110].map((id) => dataFrame(id, new Uint8Array(0)));
    // The id, shifted by three: RTR and two bits without a meaning are below it.
    expect(passed(['W1', 'MC6D78DA8', 'm00000007'], extended)).toEqual([0x18da_f1b5]);
    expect(passed(['W1', 'W0', 'MC6D78DA8', 'm00000007'], extended)).toEqual([0x18da_f1b5, 0x18da_f110]);
    expect(passed(['W1', 'MF7A00000', 'm001FFFFF'], BASE)).toEqual([0x7bd]);
    expect(passed(['W1', 'MF7A0027E', 'm001F0000'], BASE)).toEqual([0x7bd]);
    expect(passed(['W1', 'MF7A0027F', 'm001F0000'], BASE)).toEqual([]);
    expect(passed(['W1', 'MF7A0037E', 'm001F0000'], BASE)).toEqual([]);
  });

  it('is taken back by C, whether the channel is open or not: another program may open it next', () => {
    const adapter = new SlcanAdapter();
    for (const command of ['O', 'MF7A0EB00', 'm001F001F']) adapter.handle(command);
    expect([adapter.encode(VEHICLE_STATE, 0), adapter.encode(ANSWER, 0)]).toEqual([null, 't7BD3027E00\r']);
    for (const command of ['C', 'MF7A0EB00', 'm001F001F', 'C', 'O']) adapter.handle(command);
    expect(adapter.encode(VEHICLE_STATE, 0)).toBe('t5B080000000000000000\r');
  });
});
