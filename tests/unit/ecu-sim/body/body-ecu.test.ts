import { beforeEach, describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { BodyEcu, type BodyEvent } from '../../../../ecu-sim/body/body-ecu.ts';
import type { LockRequest } from '../../../../ecu-sim/description/codes.ts';
import { encodeSmartKeyStatus } from '../../../../ecu-sim/signals/broadcast-codec.ts';
import { RecordedOutbox } from '../../../support/recorded-outbox.ts';

function status(lockRequest: LockRequest): CanFrame {
  const bytes = encodeSmartKeyStatus({
    procedure: 0,
    state: 0,
    keys: 2,
    remainingS: 0,
    beeps: 0,
    immobilizerSet: false,
    indicator: 0,
    lockRequest,
    startPermit: false,
  });
  return dataFrame(0x5b5, bytes);
}

/** Runs the cyclic deadlines up to and including an instant; each frame with its time. */
function runTo(body: BodyEcu, limitUs: number): string[] {
  const lines: string[] = [];
  const out = new RecordedOutbox<BodyEvent>();
  for (let dueUs = body.deadlineUs(); dueUs <= limitUs; dueUs = body.deadlineUs()) {
    body.onDeadline(dueUs, out);
    lines.push(...out.take().map((line) => `${dueUs} ${line.slice(0, 3)}`));
  }
  return lines;
}

let body: BodyEcu;
let out: RecordedOutbox<BodyEvent>;

beforeEach(() => {
  body = new BodyEcu({ bootTimeUs: 50_000 });
  out = new RecordedOutbox<BodyEvent>();
});

function boot(): void {
  body.powerOn(0);
  body.onDeadline(50_000, out);
  out.take();
}

describe('the body ECU, off and booting', () => {
  it('sends nothing, receives nothing and has no pending work before power-on', () => {
    body.set({ doors: { driver: true } }, 10, out);
    body.onFrame(status('lock'), 20, out);
    expect(body.phase).toBe('off');
    expect(body.deadlineUs()).toBe(Infinity);
    expect(body.hasPendingWork()).toBe(false);
    expect(out.take()).toEqual([]);
    expect(body.locks).toEqual({ driver: false, others: false, cause: 'hand' });
  });

  it('has its first frames pending from power-on to the end of boot, and then sends each once (VEH-2)', () => {
    body.powerOn(1_000);
    expect(body.hasPendingWork()).toBe(true);
    expect(body.deadlineUs()).toBe(51_000);
    body.onDeadline(51_000, out);
    expect(body.hasPendingWork()).toBe(false);
    expect(body.phase).toBe('running');
    expect(out.take()).toEqual(['5B0#8831380000000000', '620#0000000000000000', '638#0000100000000000']);
  });

  it('reports at the end of boot what changed meanwhile, once', () => {
    body.set({ doors: { driver: true } }, 10, out);
    body.powerOn(100);
    body.set({ powerMode: 'off', brake: true }, 20_000, out);
    body.onFrame(status('lock'), 30_000, out);
    expect(out.take()).toEqual([]);
    body.onDeadline(50_100, out);
    expect(out.take()).toEqual(['5B0#1831380000000000', '620#0000000000200000', '638#0000100000000000']);
  });

  it('does nothing at an instant before its deadline', () => {
    body.powerOn(0);
    body.onDeadline(49_999, out);
    expect([out.take(), body.phase]).toEqual([[], 'booting']);
    expect(body.deadlineUs()).toBe(50_000);
  });

  it('starts over when the power goes away in the middle of the boot', () => {
    body.powerOn(0);
    body.powerOff();
    expect(body.hasPendingWork()).toBe(false);
    expect(body.deadlineUs()).toBe(Infinity);
    body.powerOn(40_000);
    expect(body.deadlineUs()).toBe(90_000);
  });

  it('has no deadline without supply, even if something was due', () => {
    boot();
    expect(body.deadlineUs()).toBe(150_000);
    body.powerOff();
    expect(body.deadlineUs()).toBe(Infinity);
  });

  it('keeps doors, power mode and locks through a power cut', () => {
    boot();
    body.set({ doors: { trunk: true }, powerMode: 'acc' }, 60_000, out);
    body.onFrame(status('lock'), 70_000, out);
    body.powerOff();
    out.take();
    body.powerOn(100_000);
    body.onDeadline(150_000, out);
    expect(out.take()).toEqual(['5B0#6831380000000000', '620#0000000000000000', '638#0000800000000000']);
  });
});

describe('the cyclic frames of the body ECU', () => {
  it('come each 100 ms, 500 ms and 1 s from the end of boot', () => {
    boot();
    expect(runTo(body, 1_050_000)).toEqual([
      '150000 5B0',
      '250000 5B0',
      '350000 5B0',
      '450000 5B0',
      '550000 5B0',
      '550000 620',
      '650000 5B0',
      '750000 5B0',
      '850000 5B0',
      '950000 5B0',
      '1050000 5B0',
      '1050000 620',
      '1050000 638',
    ]);
  });

  it('are the same objects while nothing changes, and one other object after a change', () => {
    boot();
    body.onDeadline(150_000, out);
    body.onDeadline(250_000, out);
    body.set({ batteryMv: 11_000 }, 260_000, out);
    body.onDeadline(350_000, out);
    const [first, second, changed, third] = out.frames;
    expect(second).toBe(first);
    expect(third).toBe(changed);
    expect(changed).not.toBe(first);
  });

  it('keep to their grid after a change in between', () => {
    boot();
    body.set({ doors: { driver: true }, brake: true }, 123_456, out);
    expect(out.take()).toEqual(['5B0#9831380000000000', '620#0000000000200000']);
    expect(runTo(body, 560_000)).toEqual([
      '150000 5B0',
      '250000 5B0',
      '350000 5B0',
      '450000 5B0',
      '550000 5B0',
      '550000 620',
    ]);
  });

  it('are sent at their own instants, however close those are', () => {
    const instants = ['nextVehicleStateUs', 'nextBodyControlUs', 'nextDoorLocksUs'] as const;
    boot();
    for (const [index, first] of instants.entries()) {
      const later = { nextVehicleStateUs: 300_001, nextBodyControlUs: 300_001, nextDoorLocksUs: 300_001 };
      body.restore({ ...body.snapshot(), ...later, [first]: 300_000 });
      expect(body.deadlineUs()).toBe(300_000);
      body.onDeadline(300_000, out);
      expect(out.take().map((line) => line.slice(0, 3))).toEqual([['5B0', '620', '638'][index]]);
      expect(body.deadlineUs()).toBe(300_001);
    }
  });

  it('are not sent again at an instant of their grid at which they were late', () => {
    boot();
    body.onDeadline(250_000, out);
    expect(out.take()).toEqual(['5B0#8831380000000000']);
    expect(body.deadlineUs()).toBe(350_000);
    body.onDeadline(449_999, out);
    expect(body.deadlineUs()).toBe(450_000);
  });

  it('are left out where the car is not to send them: each comes once, and on change', () => {
    body = new BodyEcu({ bootTimeUs: 50_000, cyclic: false });
    body.powerOn(0);
    body.onDeadline(50_000, out);
    expect(out.take()).toHaveLength(3);
    expect(body.deadlineUs()).toBe(Infinity);
    body.set({ brake: true }, 60_000, out);
    expect(out.take()).toEqual(['5B0#9831380000000000']);
  });

  it('come once and fall back onto their grid when the deadline is handled late', () => {
    boot();
    body.onDeadline(373_000, out);
    expect(out.take()).toEqual(['5B0#8831380000000000']);
    expect(body.deadlineUs()).toBe(450_000);
    body.onDeadline(450_000, out);
    expect(body.deadlineUs()).toBe(550_000);
  });
});

describe('inputs of the body ECU (VEH-1)', () => {
  it('go out in one frame a message, for any number of changes', () => {
    boot();
    const doors = { driver: true, passenger: true, rearLeft: true, rearRight: true, trunk: true };
    body.set({ doors, driverBeltUnlatched: true, parkingBrake: true, speedKmh: 5, shiftP: false }, 60_000, out);
    expect(out.take()).toEqual(['5B0#A0313801F4000000', '620#00000000003C0050']);
  });

  it('cause no frame where nothing changes', () => {
    boot();
    body.set({ doors: { driver: false }, powerMode: 'on', speedKmh: 0.004 }, 60_000, out);
    expect(out.take()).toEqual([]);
    expect(body.inputs.speedKmh).toBe(0);
  });

  it('change door by door', () => {
    boot();
    body.set({ doors: { driver: true } }, 60_000, out);
    body.set({ doors: { rearLeft: true } }, 61_000, out);
    expect(body.inputs.doors).toEqual({
      driver: true,
      passenger: false,
      rearLeft: true,
      rearRight: false,
      trunk: false,
    });
    expect(out.take()).toEqual(['620#0000000000200000', '620#0000000000240000']);
  });

  it('are refused as a whole where one of them is out of range', () => {
    boot();
    const before = body.inputs;
    const attempt = (): void => body.set({ doors: { driver: true }, batteryMv: 70_000 }, 60_000, out);
    expect(attempt).toThrow(expect.objectContaining({ code: 'SIGNAL_VALUE', signal: 'BATTERY_MV' }));
    expect(body.inputs).toEqual(before);
    expect(out.take()).toEqual([]);
  });
});

describe('the locks (KEY-5, VEH-7)', () => {
  it('lock all doors on LOCK_REQUEST 1, reported once with LOCK_STATUS_CHANGED and then without', () => {
    boot();
    body.onFrame(status('lock'), 60_000, out);
    expect(out.take()).toEqual(['638#0080800000000000']);
    expect(out.events).toEqual([{ kind: 'locks-changed', locks: { driver: true, others: true, cause: 'keyfob' } }]);
    runTo(body, 1_000_000);
    body.onDeadline(1_050_000, out);
    expect(out.take()).toContain('638#0000800000000000');
  });

  it('act on an edge only: the same value again moves nothing, also in another frame', () => {
    boot();
    body.onFrame(status('lock'), 60_000, out);
    body.setLocks('unlock-all', 70_000, out);
    out.take();
    body.onFrame(status('lock'), 80_000, out);
    expect(out.take()).toEqual([]);
    expect(body.locks.driver).toBe(false);
  });

  it('act again when the request was another value in between', () => {
    boot();
    for (const request of ['lock', 'none', 'unlock-driver', 'unlock-all', 'lock'] as const) {
      body.onFrame(status(request), 60_000, out);
    }
    expect(out.take()).toEqual([
      '638#0080800000000000',
      '638#0080100000000000',
      '638#0080100000000000',
      '638#0080800000000000',
    ]);
  });

  it("unlock the driver's door alone on LOCK_REQUEST 2", () => {
    boot();
    body.onFrame(status('lock'), 60_000, out);
    body.onFrame(status('unlock-driver'), 70_000, out);
    expect(body.locks).toEqual({ driver: false, others: true, cause: 'keyfob' });
  });

  it('report a change of cause without LOCK_STATUS_CHANGED, and repeat nothing', () => {
    boot();
    body.setLocks('lock', 60_000, out);
    expect(out.take()).toEqual(['638#0080000000000000']);
    body.onFrame(status('lock'), 70_000, out);
    expect(out.take()).toEqual(['638#0000800000000000']);
    expect(out.events).toHaveLength(1);
    body.onFrame(status('none'), 80_000, out);
    body.onFrame(status('lock'), 90_000, out);
    expect(out.take()).toEqual([]);
  });

  it('do not move the cycle of 0x638', () => {
    boot();
    body.onFrame(status('lock'), 600_000, out);
    expect(runTo(body, 1_700_000).filter((line) => line.endsWith('638'))).toEqual(['1050000 638']);
  });

  it('can be moved manually while the ECU is off: an event, no frame', () => {
    body.setLocks('lock', 5, out);
    expect(out.take()).toEqual([]);
    expect(out.events).toHaveLength(1);
    body.setLocks('none', 6, out);
    expect(out.events).toHaveLength(1);
  });

  it('ignore a short 0x5B5, a remote frame, and the same number as 29-bit id', () => {
    boot();
    const bytes = status('lock').data;
    body.onFrame(dataFrame(0x5b5, bytes.slice(0, 7)), 60_000, out);
    body.onFrame(remoteFrame(0x5b5, 8), 61_000, out);
    body.onFrame(dataFrame(0x5b5, bytes, { extended: true }), 62_000, out);
    body.onFrame(dataFrame(0x5b4, bytes), 63_000, out);
    expect(out.take()).toEqual([]);
  });

  it('forget the last request when the power goes: the first frame after boot counts as an edge', () => {
    boot();
    body.onFrame(status('lock'), 60_000, out);
    body.setLocks('unlock-all', 70_000, out);
    body.powerOn(100_000);
    body.onDeadline(150_000, out);
    out.take();
    body.onFrame(status('lock'), 160_000, out);
    expect(out.take()).toEqual(['638#0080800000000000']);
  });

  it('take a frame that the ECU knows again after a power cut', () => {
    boot();
    const lock = status('lock');
    body.onFrame(lock, 60_000, out);
    body.setLocks('unlock-all', 70_000, out);
    body.powerOn(100_000);
    body.onDeadline(150_000, out);
    out.take();
    body.onFrame(lock, 160_000, out);
    expect(out.take()).toEqual(['638#0080800000000000']);
  });
});

describe('a snapshot of the body ECU', () => {
  it('is a plain value from which another one continues alike', () => {
    boot();
    body.set({ doors: { driver: true } }, 123_000, out);
    body.onFrame(status('lock'), 130_000, out);
    const saved = structuredClone(body.snapshot());
    const twin = new BodyEcu({ bootTimeUs: 50_000 });
    twin.restore(saved);
    expect(twin.snapshot()).toEqual(body.snapshot());
    expect(runTo(twin, 2_000_000)).toEqual(runTo(body, 2_000_000));
    const twinOut = new RecordedOutbox<BodyEvent>();
    out.take();
    body.onDeadline(2_050_000, out);
    twin.onDeadline(2_050_000, twinOut);
    expect(twinOut.take()).toEqual(out.take());
  });

  it('keeps a boot under way', () => {
    body.powerOn(0);
    const twin = new BodyEcu({ bootTimeUs: 50_000 });
    twin.restore(structuredClone(body.snapshot()));
    expect(twin.hasPendingWork()).toBe(true);
    expect(twin.deadlineUs()).toBe(50_000);
  });
});
