import { describe, expect, it } from 'vitest';
import type { ErasureProcedure, ResetProcedure } from '../../../../ecu-sim/smart-key/state.ts';
import { StatusBroadcast } from '../../../../ecu-sim/smart-key/status-broadcast.ts';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import type { FirmwareState, Procedure } from '../../../../ecu-sim/smart-key/state.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { NOW_US, stateWith, TWO_KEYS } from '../firmware-step.ts';

const RUNNING: ResetProcedure = {
  kind: 'reset',
  state: 'running',
  sinceUs: NOW_US,
  deadlineUs: NOW_US + 960_000_000,
};

describe('the broadcast frame 0x5B5', () => {
  it('is the same object while it says the same', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith();
    const frame = broadcast.frameAt(state, NOW_US);
    expect(frame.id).toBe(0x5b5);
    expect(broadcast.frameAt(state, NOW_US + 1_000_000)).toBe(frame);
    expect(broadcast.frameAt({ ...state, supplyMv: 9000 }, NOW_US)).toBe(frame);
    expect(broadcast.differs({ ...state, supplyMv: 9000 })).toBe(false);
  });

  it('RST-2: changes with each second of a reset, rounded up, and does not differ for that', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith({ procedure: RUNNING });
    const first = broadcast.frameAt(state, NOW_US);
    expect(broadcast.snapshot().remainingS).toBe(960);
    expect(broadcast.frameAt(state, NOW_US + 1)).toBe(first);
    const next = broadcast.frameAt(state, NOW_US + 1_000_000);
    expect(next).toEqual(new StatusBroadcast().frameAt(state, NOW_US + 1_000_000));
    expect(next).not.toBe(first);
    expect(broadcast.snapshot().remainingS).toBe(959);
    expect(broadcast.differs({ ...state })).toBe(false);
  });

  it('RST-2: says the seconds left to the microsecond, also where it is asked about an earlier instant', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith({ procedure: RUNNING });
    const secondsAt = (timeUs: number): number => {
      const { data } = broadcast.frameAt(state, timeUs);
      return ((data[2] ?? 0) << 8) | (data[3] ?? 0);
    };
    const { deadlineUs } = RUNNING;
    expect(secondsAt(deadlineUs - 7_000_000)).toBe(7);
    expect(secondsAt(deadlineUs - 6_000_001)).toBe(7);
    expect(secondsAt(deadlineUs - 6_000_000)).toBe(6);
    expect(secondsAt(deadlineUs - 7_000_001)).toBe(8);
    expect(secondsAt(deadlineUs - 6_500_000)).toBe(7);
    expect(secondsAt(deadlineUs - 7_500_000)).toBe(8);
    expect(secondsAt(deadlineUs - 1)).toBe(1);
    expect(secondsAt(deadlineUs)).toBe(0);
    expect(secondsAt(deadlineUs + 1_000_000)).toBe(0);
    expect(secondsAt(deadlineUs - 1)).toBe(1);
  });

  it('RST-2: is steady until its seconds change, to the microsecond', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith({ procedure: RUNNING });
    const steadyAt = (timeUs: number): number => {
      broadcast.frameAt(state, timeUs);
      return broadcast.steadyUntilUs;
    };
    const { deadlineUs } = RUNNING;
    expect(steadyAt(NOW_US)).toBe(NOW_US + 1_000_000);
    expect(steadyAt(NOW_US + 999_999)).toBe(NOW_US + 1_000_000);
    expect(steadyAt(NOW_US + 1_000_000)).toBe(NOW_US + 2_000_000);
    expect(steadyAt(deadlineUs - 1)).toBe(deadlineUs);
    expect(steadyAt(deadlineUs)).toBe(NEVER_US);
    const first = broadcast.frameAt(state, deadlineUs - 1_500_000);
    expect(broadcast.frameAt(state, broadcast.steadyUntilUs - 1)).toBe(first);
    expect(broadcast.frameAt(state, broadcast.steadyUntilUs)).not.toBe(first);
  });

  it('is steady for ever without a procedure, and where an erasure has stopped its clock', () => {
    const broadcast = new StatusBroadcast();
    broadcast.frameAt(stateWith(), NOW_US);
    expect(broadcast.steadyUntilUs).toBe(NEVER_US);
    const window: ErasureProcedure = {
      kind: 'erasure',
      state: 'window-open',
      sinceUs: NOW_US,
      deadlineUs: NOW_US + 30_000_000,
      declared: 1,
      touched: [],
      stoppedAtUs: null,
    };
    broadcast.frameAt(stateWith({ procedure: window }), NOW_US);
    expect(broadcast.steadyUntilUs).toBe(NOW_US + 1_000_000);
    const stopped = stateWith({ procedure: { ...window, stoppedAtUs: NOW_US + 500_000 } });
    const frame = broadcast.frameAt(stopped, NOW_US + 600_000);
    expect(broadcast.steadyUntilUs).toBe(NEVER_US);
    expect(broadcast.frameAt(stopped, NOW_US + 20_000_000)).toBe(frame);
  });

  it('is of a later state that says the same, and then of that one', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith();
    expect(broadcast.isOf(state)).toBe(false);
    expect(broadcast.state).toBeNull();
    broadcast.frameAt(state, NOW_US);
    const later = { ...state, supplyMv: 9000 };
    expect([broadcast.isOf(later), broadcast.state === later]).toEqual([true, true]);
    const other = { ...later, procedure: RUNNING };
    expect([broadcast.isOf(other), broadcast.state === later]).toEqual([false, true]);
  });

  describe('is not of a state in which there is another', () => {
    const state = stateWith();
    const of = (other: FirmwareState): boolean => {
      const broadcast = new StatusBroadcast();
      broadcast.frameAt(state, NOW_US);
      return broadcast.isOf(other);
    };

    it.each<[string, Partial<FirmwareState>]>([
      ['procedure', { procedure: RUNNING }],
      ['permission to send it', { communication: { receive: true, transmit: false } }],
      ['list of keys', { content: { ...TWO_KEYS, slots: [0xa1, null] } }],
      ['count of beeps outside', { buzzers: { ...state.buzzers, exterior: 1 } }],
      ['lock request', { lockRequest: 1 }],
      ['indicator', { indicatorOverride: 2 }],
      ['key in the cabin, which permits to start', { cabinKeys: [0xa1] }],
      ['touch, which permits to start', { startWindowUntilUs: NOW_US + 1 }],
    ])('%s', (_what, part) => {
      expect(of({ ...state, ...part })).toBe(false);
    });

    it('fault, which takes the permission to start', () => {
      const inCabin = stateWith({ cabinKeys: [0xa1] });
      const broadcast = new StatusBroadcast();
      broadcast.frameAt(inCabin, NOW_US);
      expect(broadcast.isOf({ ...inCabin, faults: ['B2781'] })).toBe(false);
      expect(broadcast.isOf({ ...inCabin, startWindowUntilUs: NOW_US + 1 })).toBe(true);
    });

    it('value of none of these', () => {
      expect(of({ ...state, buzzers: { ...state.buzzers, interior: 1 } })).toBe(true);
      expect(of({ ...state, content: { ...state.content } })).toBe(true);
      expect(of({ ...state, faults: ['B278D'] })).toBe(true);
    });
  });

  it('differs where a procedure begins, or the lock request changes', () => {
    const broadcast = new StatusBroadcast();
    broadcast.frameAt(stateWith(), NOW_US);
    expect(broadcast.differs(stateWith({ procedure: RUNNING }))).toBe(true);
    expect(broadcast.differs(stateWith({ lockRequest: 1 }))).toBe(true);
    expect(broadcast.differs(stateWith())).toBe(false);
  });

  it('KEY-4: differs with the permission to start, whatever gives or takes it', () => {
    const broadcast = new StatusBroadcast();
    const outside = stateWith();
    broadcast.frameAt(outside, NOW_US);
    expect(broadcast.differs({ ...outside, startWindowUntilUs: NOW_US + 1 })).toBe(true);
    expect(broadcast.differs({ ...outside, cabinKeys: [0xa1] })).toBe(true);
    expect(broadcast.differs({ ...outside, cabinKeys: [0xb1], faults: ['B278D'] })).toBe(false);
    const inCabin = stateWith({ cabinKeys: [0xa1] });
    broadcast.frameAt(inCabin, NOW_US);
    expect(broadcast.differs({ ...inCabin, startWindowUntilUs: NOW_US + 1 })).toBe(false);
    expect(broadcast.differs({ ...inCabin, faults: ['B2781'] })).toBe(true);
  });

  it('VEH-3: counts the beeps outside, and not those of a touch', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith();
    broadcast.frameAt(state, NOW_US);
    expect(broadcast.differs({ ...state, buzzers: { ...state.buzzers, interior: 1 } })).toBe(false);
    expect(broadcast.differs({ ...state, buzzers: { ...state.buzzers, exterior: 1 } })).toBe(true);
  });

  it('KEY-2: differs with the number of keys, and with the indicator that is controlled', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith();
    broadcast.frameAt(state, NOW_US);
    const oneKey = { ...state, content: { ...TWO_KEYS, slots: [0xa1, null] } };
    expect(broadcast.differs(oneKey)).toBe(true);
    expect(broadcast.differs({ ...state, content: { ...TWO_KEYS, slots: [0xb1, 0xb2] } })).toBe(false);
    expect(broadcast.differs({ ...state, indicatorOverride: 2 })).toBe(true);
    expect(broadcast.frameAt(oneKey, NOW_US).data[0]).toBe(0x01);
  });

  it('is the same object where other values give the same bytes', () => {
    const broadcast = new StatusBroadcast();
    const frame = broadcast.frameAt(stateWith({ procedure: RUNNING }), NOW_US);
    expect(broadcast.frameAt(stateWith({ procedure: { ...RUNNING } }), NOW_US)).toBe(frame);
  });

  it('names the last state it was made for, also where the frame stayed the same', () => {
    const broadcast = new StatusBroadcast();
    expect(broadcast.state).toBeNull();
    expect(broadcast.snapshot()).toEqual({ data: new Uint8Array(8), remainingS: -1 });
    broadcast.frameAt(stateWith(), NOW_US);
    const later = stateWith({ supplyMv: 9000 });
    broadcast.frameAt(later, NOW_US);
    expect(broadcast.state).toBe(later);
  });

  it('continues from a snapshot', () => {
    const broadcast = new StatusBroadcast();
    const state = stateWith({ procedure: RUNNING });
    const frame = broadcast.frameAt(state, NOW_US);
    const restored = new StatusBroadcast();
    restored.restore(broadcast.snapshot());
    expect(restored.differs(state)).toBe(false);
    expect(restored.frameAt(state, NOW_US).data).toEqual(frame.data);
  });
});

describe('the bytes of 0x5B5', () => {
  const DURING = { sinceUs: NOW_US, deadlineUs: NOW_US + 1_000_001 } as const;
  const REGISTRATION: Procedure = {
    ...DURING,
    kind: 'registration',
    mode: 'additional',
    state: 'awaiting-new-key',
    added: 0,
    lastRefusal: 'none',
  };
  const WINDOW: Procedure = {
    ...DURING,
    kind: 'erasure',
    state: 'window-open',
    declared: 1,
    touched: [],
    stoppedAtUs: null,
  };

  it.each<[string, Partial<FirmwareState>, string]>([
    ['nothing under way', {}, '02 00 00 00 00 00 00 00'],
    ['the seconds left rounded up', { procedure: REGISTRATION }, '22 24 00 02 00 20 00 00'],
    ['a window open', { procedure: WINDOW }, '32 32 00 02 00 00 00 00'],
    [
      'a window whose clock is stopped',
      { procedure: { ...WINDOW, stoppedAtUs: NOW_US - 1_000_000, deadlineUs: NOW_US + 1 } },
      '32 32 00 02 00 00 00 00',
    ],
    [
      'a reset armed',
      { procedure: { ...DURING, kind: 'reset', state: 'armed', deadlineUs: Infinity } },
      '12 11 00 00 00 00 00 00',
    ],
    ['a reset running', { procedure: RUNNING }, '12 12 03 C0 00 C0 00 00'],
    [
      'more seconds than fit',
      { procedure: { ...RUNNING, deadlineUs: NOW_US + 65_536_000_000 } },
      '12 12 FF FF 00 C0 00 00',
    ],
    ['no key registered', { content: { ...TWO_KEYS, slots: [null, null] } }, '00 00 00 00 00 C0 00 00'],
    ['the indicator controlled', { indicatorOverride: 1 }, '02 00 00 00 00 20 00 00'],
    ['the indicator switched off', { procedure: REGISTRATION, indicatorOverride: 0 }, '22 24 00 02 00 00 00 00'],
    ['a request to lock', { lockRequest: 1 }, '02 00 00 00 00 08 00 00'],
    ['a request to unlock all', { lockRequest: 3 }, '02 00 00 00 00 18 00 00'],
    ['a start permitted', { cabinKeys: [0xa2] }, '02 00 00 00 00 04 00 00'],
  ])('with %s', (_, part, bytes) => {
    expect(toHex(new StatusBroadcast().frameAt(stateWith(part), NOW_US).data, ' ')).toBe(bytes);
  });
});
