import { describe, expect, it } from 'vitest';
import {
  CanFrameError,
  dataFrame,
  fdLengthAtLeast,
  remoteFrame,
  sameFrame,
  type CanFrame,
  type FrameFormat,
} from '../../../../can-bus/frame/can-frame.ts';

const BYTES = Uint8Array.of(1, 2, 3);

describe('a CAN frame (ISO 11898-1)', () => {
  it('has a 29-bit id where the id needs it or it is asked for', () => {
    expect([0x7ff, 0x800].map((id) => dataFrame(id, BYTES).extended)).toEqual([false, true]);
    expect(dataFrame(0x7ff, BYTES, { extended: true }).extended).toBe(true);
    expect(remoteFrame(0x1fff_ffff, 8)).toMatchObject({ kind: 'remote', extended: true, length: 8 });
    expect(remoteFrame(0x123, 8).data).toHaveLength(0);
  });

  it.each<readonly [() => CanFrame, 'id' | 'data' | 'length', string]>([
    [() => dataFrame(0x800, BYTES, { extended: false }), 'id', 'CAN id 800 is not within 0 to 7ff (hex)'],
    [() => dataFrame(0x2000_0000, BYTES), 'id', 'CAN id 20000000 is not within 0 to 1fffffff (hex)'],
    [() => remoteFrame(-1, 0), 'id', 'CAN id -1 is not within 0 to 7ff (hex)'],
    [() => dataFrame(1, new Uint8Array(9)), 'data', 'a classical CAN frame carries 0 to 8 bytes, not 9'],
    [
      () => dataFrame(1, new Uint8Array(9), { fd: true }),
      'data',
      'a CAN FD frame carries one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64 bytes, not 9',
    ],
    [() => remoteFrame(1, 9), 'length', 'a remote frame requests 0 to 8 bytes, not 9'],
  ])('%# cannot exist with such an id or length', (make, field, message) => {
    expect(make).toThrow(new CanFrameError(field, message));
    expect(new CanFrameError(field, message)).toMatchObject({ code: 'can-frame', field });
  });

  it('of CAN FD has one of 16 lengths', () => {
    expect([0, 8, 9, 13, 33, 49, 64].map(fdLengthAtLeast)).toEqual([0, 8, 12, 16, 48, 64, 64]);
    expect(() => fdLengthAtLeast(65)).toThrow('a CAN FD frame carries at most 64 bytes, not 65');
  });

  it('is the same as another where all of it is', () => {
    const frame = dataFrame(0x123, BYTES, { fd: true });
    expect(sameFrame(frame, dataFrame(0x123, BYTES.slice(), { fd: true }))).toBe(true);
    const others: readonly (readonly [number, Uint8Array, FrameFormat])[] = [
      [0x124, BYTES, { fd: true }],
      [0x123, Uint8Array.of(1, 2, 4), { fd: true }],
      [0x123, Uint8Array.of(1, 2), { fd: true }],
      [0x123, BYTES, {}],
      [0x123, BYTES, { fd: true, extended: true }],
      [0x123, BYTES, { fd: true, bitRateSwitch: true }],
    ];
    for (const [id, data, format] of others) expect(sameFrame(frame, dataFrame(id, data, format))).toBe(false);
    expect(sameFrame(dataFrame(1, new Uint8Array(0)), remoteFrame(1, 0))).toBe(false);
    expect(sameFrame(remoteFrame(1, 2), remoteFrame(1, 3))).toBe(false);
  });
});
