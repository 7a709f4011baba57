import { describe, expect, it } from 'vitest';
import { get, post, serveCar, textWith } from '../virtual-control.ts';

const CLIENT = { id: 'socketcand:127.0.0.1:40000', since: 0, framesIn: 2, framesOut: 5, waiting: 1 };

describe('GET /api/state', () => {
  it('shows the default car: two registered keys in the cabin, all closed, 12.6 V, IG on', async () => {
    const { app, control } = serveCar();
    expect(await get(app, '/api/state')).toEqual({
      status: 200,
      body: {
        timeUs: control.car.nowUs,
        timeMode: 'virtual',
        rate: 1,
        paused: false,
        lagMs: 0,
        instance: textWith(/^[0-9a-f-]{36}$/),
        seed: 1,
        vin: '4T1BZ1FB4KU999999',
        profile: { name: 'default', differs: {} },
        ecu: 'running',
        procedure: 'none',
        state: 'idle',
        elapsedMs: null,
        remainingMs: null,
        procedureSinceUs: null,
        procedureStoppedUs: null,
        procedureDeadlineUs: null,
        registration: { mode: null, lastRefusal: null },
        erasure: { declared: null, touched: [] },
        resetIncomplete: false,
        timers: [],
        slots: ['A1000001', 'A1000002', null, null, null, null, null],
        freeSlots: 5,
        retired: [],
        keys: [
          { id: 'A1000001', life: 'bound', location: 'cabin', batteryV: 3 },
          { id: 'A1000002', life: 'bound', location: 'cabin', batteryV: 3 },
        ],
        doors: { driver: false, passenger: false, rearLeft: false, rearRight: false, trunk: false },
        locks: 'unlocked',
        powerMode: 'on',
        batteryV: 12.6,
        brake: false,
        shiftP: true,
        speedKmh: 0,
        beeps: { total: 0, last: 0, interior: 0, answerBack: 0 },
        sounding: { exterior: false, interior: false, answerBack: false },
        flashers: false,
        panic: false,
        immobilizer: 'unset',
        startWindow: null,
        session: 'default',
        securityLevel: 0,
        seedLevel: 0,
        attempts: 0,
        attemptsDelayUntilUs: null,
        faults: [],
        buses: [{ url: 'socketcand:127.0.0.1:29536', clients: [CLIENT], loadPercent: 7 }],
        lastEventId: 8,
      },
    });
  });

  it('moves nothing', async () => {
    const { app, control } = serveCar();
    const before = control.car.nowUs;
    await get(app, '/api/state');
    expect(control.car.nowUs).toBe(before);
  });
});

describe('POST /api/vehicle', () => {
  it('VEH-1: changes what it names, leaves the rest, and answers the new state', async () => {
    const { app } = serveCar();
    await post(app, '/api/vehicle', { doors: { trunk: true } });
    const change = {
      doors: { driver: true },
      powerMode: 'acc',
      batteryV: 11.5,
      brake: true,
      shiftP: false,
      speedKmh: 4.2,
    };
    expect(await post(app, '/api/vehicle', change)).toMatchObject({
      status: 200,
      body: { ...change, doors: { driver: true, passenger: false, rearLeft: false, rearRight: false, trunk: true } },
    });
  });

  it('acts at the present instant; the frame it causes goes out when the clock next moves', async () => {
    const { app, control } = serveCar();
    const { nowUs, log } = control.car;
    const frames = log.length;
    await post(app, '/api/vehicle', { doors: { driver: true } });
    expect([control.car.nowUs, log.length]).toEqual([nowUs, frames]);
    await post(app, '/api/time/advance', { seconds: 0.001 });
    expect([...log].slice(frames).map(({ frame }) => frame.id)).toEqual([0x620]);
  });

  it('takes an empty object for no change', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/vehicle', {})).toMatchObject({ status: 200, body: { powerMode: 'on' } });
  });

  it.each([
    [{ batteryV: 6 }, 200],
    [{ batteryV: 18 }, 200],
    [{ batteryV: 5.99 }, 422],
    [{ batteryV: 18.01 }, 422],
    [{ speedKmh: 655.35 }, 200],
    [{ speedKmh: 655.36 }, 422],
    [{ speedKmh: -0.01 }, 422],
  ])('VEH-1: %j is answered %i', async (change, status) => {
    const { app } = serveCar();
    expect((await post(app, '/api/vehicle', change)).status).toBe(status);
  });

  it('refuses too low a supply, and says how to take it away', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/vehicle', { batteryV: 0 })).toEqual({
      status: 422,
      body: {
        error: 'batteryV must be a number from 6 to 18, not 0',
        field: 'batteryV',
        hint: 'the 12 V supply in volts; POST /api/power-cycle switches it off; a number from 6 to 18',
      },
    });
  });

  it('refuses an unknown field by its name, with the nearest known one', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/vehicle', { bateryV: 12 })).toEqual({
      status: 422,
      body: { error: '"bateryV" is not known', field: 'bateryV', hint: 'did you mean "batteryV"?' },
    });
    expect(await post(app, '/api/vehicle', { doors: { drvier: true } })).toMatchObject({
      status: 422,
      body: { field: 'doors.drvier', hint: 'did you mean "driver"?' },
    });
  });

  it('refuses an engine that runs without being started', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/vehicle', { powerMode: 'running' })).toMatchObject({
      status: 422,
      body: { field: 'powerMode', hint: textWith('/api/vehicle/start') },
    });
  });

  it('does nothing of a change of which one part cannot be', async () => {
    const { app } = serveCar();
    const before = await get(app, '/api/state');
    await post(app, '/api/vehicle', { doors: { driver: true }, powerMode: 'off', batteryV: 99 });
    expect(await get(app, '/api/state')).toEqual(before);
  });
});

describe('POST /api/vehicle/start', () => {
  it('KEY-5: starts with a registered key in the cabin, brake pressed, lever in P', async () => {
    const { app } = serveCar();
    await post(app, '/api/vehicle', { brake: true });
    expect(await post(app, '/api/vehicle/start')).toEqual({ status: 200, body: { running: true, reason: null } });
    expect(await get(app, '/api/state')).toMatchObject({ body: { powerMode: 'running' } });
  });

  it('KEY-5: answers why the engine does not run', async () => {
    const { app } = serveCar();
    const answer = { running: false, reason: 'brake-not-pressed' };
    expect(await post(app, '/api/vehicle/start')).toEqual({ status: 200, body: answer });
  });
});

describe('POST /api/power-cycle', () => {
  it('reports a car that ends before its ECUs have booted', async () => {
    const { app, control } = serveCar();
    control.powerCycle = () => Promise.resolve(false);
    expect(await post(app, '/api/power-cycle', {})).toEqual({
      status: 503,
      body: { error: 'the car has ended before the ECUs have booted', hint: 'start it again' },
    });
  });

  it('moves virtual time by offMs and the boot time, and leaves doors and power mode', async () => {
    const { app, control } = serveCar();
    await post(app, '/api/vehicle', { doors: { driver: true }, powerMode: 'acc' });
    const before = control.car.nowUs;
    expect(await post(app, '/api/power-cycle', { offMs: 0.5 })).toMatchObject({
      status: 200,
      body: { timeUs: before + 500 + 50_000, doors: { driver: true }, powerMode: 'acc' },
    });
    expect(control.car.smartKey.phase).toBe('running');
  });

  it('removes the supply for 100 ms by default', async () => {
    const { app, control } = serveCar();
    const before = control.car.nowUs;
    expect(await post(app, '/api/power-cycle')).toMatchObject({ body: { timeUs: before + 150_000 } });
  });

  it.each([0, -1, 3_600_001, 0.0005, '100', null])('refuses offMs %j', async (offMs) => {
    const { app, control } = serveCar();
    const before = control.car.nowUs;
    expect(await post(app, '/api/power-cycle', { offMs })).toMatchObject({ status: 422, body: { field: 'offMs' } });
    expect(control.car.nowUs).toBe(before);
  });
});

describe('POST /api/faults', () => {
  it('VEH-8: sets a fault and takes it away', async () => {
    const { app } = serveCar();
    const set = await post(app, '/api/faults', { fault: 'B278D', on: true });
    expect(set).toMatchObject({ status: 200, body: { faults: ['B278D'] } });
    expect(await get(app, '/api/state')).toMatchObject({ body: { faults: ['B278D'] } });
    expect(await post(app, '/api/faults', { fault: 'B278D', on: false })).toMatchObject({ body: { faults: [] } });
  });

  it('VEH-8: refuses an unknown fault, and lists the known ones', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/faults', { fault: 'B9999', on: true })).toMatchObject({
      status: 422,
      body: {
        field: 'fault',
        error:
          'fault must be one of B278D, B2785, B2781, B27A5, P0101, P0118, P0128, P0171, P0300, P0301, P0302, P0303, P0304, P0305, P0306, P0420, P0430, P0441, not "B9999"',
      },
    });
  });

  it('sets how the bus misbehaves as a whole: what is left out is 0', async () => {
    const { app, control } = serveCar();
    const bus = { drop: 0.5, corrupt: 0, duplicate: 0, delayMs: 0, jitterMs: 2, ids: ['750', '18DA10F1'] };
    const request = { ...bus, ids: [0x750, '0x18da10f1'] };
    expect(await post(app, '/api/faults', { bus: request })).toMatchObject({
      status: 200,
      body: { faults: [], bus, plan: { bus } },
    });
    expect(control.car.network.bus.faults).toMatchObject({ ...bus, ids: [0x750, 0x18da10f1] });
    expect(await post(app, '/api/faults', { bus: {} })).toMatchObject({
      body: { bus: { drop: 0, corrupt: 0, duplicate: 0, delayMs: 0, jitterMs: 0, ids: null } },
    });
  });

  it.each([
    [{ bus: { drop: 1.1 } }, 'bus.drop'],
    [{ bus: { delayMs: -1 } }, 'bus.delayMs'],
    [{ bus: { ids: ['20000000'] } }, 'bus.ids.0'],
    [{ bus: { ids: [0x2000_0000] } }, 'bus.ids.0'],
    [{ bus: { ids: [1.5] } }, 'bus.ids.0'],
    [{ bus: { dorp: 0.1 } }, 'bus.dorp'],
    [{ bus: 1 }, 'bus'],
    [{ fault: 'B278D' }, 'on'],
    [{ fault: 'B278D', on: 'yes' }, 'on'],
    [{ fault: 'B278D', on: true, bus: {} }, 'bus'],
    [{ on: true }, 'fault'],
    [{ flaut: 'B278D' }, 'flaut'],
    [{}, 'fault'],
  ])('refuses %j, naming %s', async (body, field) => {
    const { app, control } = serveCar();
    expect(await post(app, '/api/faults', body)).toMatchObject({ status: 422, body: { field } });
    expect(control.car.network.bus.faults.drop).toBe(0);
  });
});
