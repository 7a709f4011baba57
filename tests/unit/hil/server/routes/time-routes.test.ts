import { describe, expect, it } from 'vitest';
import { carDeadlines } from '../../../../../hil/car/car-state.ts';
import { turn } from '../../../../support/turn.ts';
import { ScanTool } from '../scan-tool.ts';
import { get, post, send, serveCar, textWith } from '../virtual-control.ts';

describe('POST /api/time/advance by seconds', () => {
  it.each([
    [0, 0],
    [0.000001, 1],
    [0.1, 100_000],
    [1.000001, 1_000_001],
    [960, 960_000_000],
  ])('%d s moves exactly %i µs', async (seconds, micros) => {
    const { app, control } = serveCar();
    const before = control.car.nowUs;
    const answer = { timeUs: before + micros };
    expect(await post(app, '/api/time/advance', { seconds })).toEqual({ status: 200, body: answer });
    expect(control.car.nowUs).toBe(before + micros);
  });

  it('keeps other inputs waiting in order until it is over; the state can be read', async () => {
    const { app, control } = serveCar();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    control.advancing = promise;
    const order: string[] = [];
    const inputs = [
      post(app, '/api/vehicle', { doors: { driver: true } }).then(() => order.push('door')),
      post(app, '/api/time/advance', { seconds: 1 }).then(() => order.push('time')),
      send(app, 'DELETE', '/api/keys/12345').then(() => order.push('key')),
    ];
    expect(await get(app, '/api/state')).toMatchObject({ status: 200, body: { doors: { driver: false } } });
    await turn();
    expect(order).toEqual([]);
    control.advancing = null;
    resolve(true);
    await Promise.all(inputs);
    expect(order.toSorted()).toEqual(['door', 'key', 'time']);
  });

  it('refuses inputs that have waited where the car ends meanwhile, and changes nothing', async () => {
    const { app, control } = serveCar();
    control.advancing = Promise.resolve(false);
    const refused = { status: 503, body: { error: 'the car has ended', hint: 'start it again' } };
    expect(await post(app, '/api/vehicle', { doors: { driver: true } })).toEqual(refused);
    expect(await send(app, 'DELETE', '/api/keys/12345')).toEqual(refused);
    expect(await get(app, '/api/state')).toMatchObject({ status: 200, body: { doors: { driver: false } } });
  });

  it('reports a car that ends before it has arrived', async () => {
    const { app, control } = serveCar();
    control.advance = () => Promise.resolve(false);
    expect(await post(app, '/api/time/advance', { seconds: 1 })).toEqual({
      status: 503,
      body: { error: 'the car has ended before that instant', hint: 'start it again' },
    });
  });

  it('lets everything due happen: ten seconds of cyclic frames', async () => {
    const { app, control } = serveCar();
    const before = control.car.log.length;
    await post(app, '/api/time/advance', { seconds: 10 });
    // 0x5B0 every 100 ms, 0x5B5 200 ms, 0x620 500 ms, 0x638 1 s.
    expect(control.car.log.length - before).toBe(100 + 50 + 20 + 10);
  });

  it.each([-1, -0.000001, 0.0000005, 1.0000015, 315_576_001, '1', null, true])(
    'refuses %j seconds, naming the field',
    async (seconds) => {
      const { app, control } = serveCar();
      const before = control.car.nowUs;
      expect(await post(app, '/api/time/advance', { seconds })).toMatchObject({
        status: 422,
        body: { field: 'seconds' },
      });
      expect(control.car.nowUs).toBe(before);
    },
  );

  it.each([
    [{}, 'seconds'],
    [{ seconds: 1, toDeadline: 'next' }, 'toDeadline'],
    [{ second: 1 }, 'second'],
    [{ seconds: 1, offsetUs: 5 }, 'offsetUs'],
    [{ toDeadline: 'door' }, 'toDeadline'],
    [{ toDeadline: 'next', offsetUs: 0.5 }, 'offsetUs'],
  ])('refuses %j, naming %s', async (body, field) => {
    const { app } = serveCar();
    expect(await post(app, '/api/time/advance', body)).toMatchObject({ status: 422, body: { field } });
  });
});

describe('POST /api/time/advance to a deadline', () => {
  it('is refused where none is pending, naming those that are', async () => {
    const { app, control } = serveCar();
    expect(await post(app, '/api/time/advance', { toDeadline: 'next' })).toEqual({
      status: 409,
      body: {
        error: 'no next deadline is pending',
        field: 'toDeadline',
        hint: 'no deadline is pending; advance by seconds',
      },
    });
    new ScanTool(control.car, false).request('10 03');
    const session = carDeadlines(control.car).session ?? 0;
    expect(await post(app, '/api/time/advance', { toDeadline: 'procedure' })).toMatchObject({
      status: 409,
      body: { hint: `pending: session at ${session} µs, next at ${session} µs, s3 at ${session} µs` },
    });
  });

  it('REG-7: stops 1 µs before the end of the step, and at it the mode has ended', async () => {
    const { app, control } = serveCar();
    new ScanTool(control.car, true).enterRegistration();
    const { procedure } = carDeadlines(control.car);
    expect(procedure).not.toBeNull();
    const justBefore = await post(app, '/api/time/advance', { toDeadline: 'procedure', offsetUs: -1 });
    expect(justBefore).toEqual({ status: 200, body: { timeUs: (procedure ?? 0) - 1 } });
    expect(await get(app, '/api/state')).toMatchObject({
      body: { procedure: 'registration', state: 'awaiting-registered-key', procedureDeadlineUs: procedure },
    });
    const at = await post(app, '/api/time/advance', { toDeadline: 'procedure' });
    expect(at).toEqual({ status: 200, body: { timeUs: procedure } });
    expect(await get(app, '/api/state')).toMatchObject({ body: { procedure: 'none', state: 'idle' } });
  });

  it('reaches the end of the session, and a microsecond beyond', async () => {
    const { app, control } = serveCar();
    new ScanTool(control.car, false).request('10 03');
    const { session } = carDeadlines(control.car);
    expect(await post(app, '/api/time/advance', { toDeadline: 'session', offsetUs: 1 })).toEqual({
      status: 200,
      body: { timeUs: (session ?? 0) + 1 },
    });
    expect(await get(app, '/api/state')).toMatchObject({ body: { session: 'default' } });
  });

  it.each([
    [-1, 'registration'],
    [0, 'none'],
    [1, 'none'],
  ])('REG-7: reaches a timer by its name, and %i µs', async (offsetUs, procedure) => {
    const { app, control } = serveCar();
    new ScanTool(control.car, true).enterRegistration();
    const stepUs = carDeadlines(control.car).procedure ?? 0;
    expect(await post(app, '/api/time/advance', { toDeadline: 'registration-step', offsetUs })).toEqual({
      status: 200,
      body: { timeUs: stepUs + offsetUs },
    });
    expect(await get(app, '/api/state')).toMatchObject({ body: { procedure } });
  });

  it('is refused where that instant is past, and moves nothing', async () => {
    const { app, control } = serveCar();
    new ScanTool(control.car, false).request('10 03');
    const { nowUs } = control.car;
    const left = (carDeadlines(control.car).session ?? 0) - nowUs;
    expect(await post(app, '/api/time/advance', { toDeadline: 'session', offsetUs: -left - 1 })).toMatchObject({
      status: 409,
      body: { field: 'offsetUs', hint: `give ${-left} or more` },
    });
    expect(control.car.nowUs).toBe(nowUs);
    const present = await post(app, '/api/time/advance', { toDeadline: 'session', offsetUs: -left });
    expect(present).toEqual({ status: 200, body: { timeUs: nowUs } });
  });
});

describe('POST /api/time/advance in real time', () => {
  it('is refused, saying how to stop the clock', async () => {
    const { app } = serveCar({}, 'real');
    expect(await post(app, '/api/time/advance', { seconds: 1 })).toEqual({
      status: 409,
      body: {
        error: 'the car runs in real time',
        hint: 'pause it or switch to virtual time (POST /api/time {"paused": true} or {"mode": "virtual"})',
      },
    });
  });

  it('moves the car while it is paused', async () => {
    const { app, control } = serveCar({}, 'real');
    await post(app, '/api/time', { paused: true });
    const timeUs = control.car.nowUs + 1_000_000;
    expect(await post(app, '/api/time/advance', { seconds: 1 })).toEqual({ status: 200, body: { timeUs } });
  });
});

describe('POST /api/time', () => {
  it('changes what is given and answers how time moves', async () => {
    const { app, control } = serveCar();
    const timeUs = control.car.nowUs;
    expect(await post(app, '/api/time', { mode: 'real', rate: 20 })).toEqual({
      status: 200,
      body: { timeUs, mode: 'real', rate: 20, paused: false },
    });
    expect(await post(app, '/api/time', { paused: true })).toEqual({
      status: 200,
      body: { timeUs, mode: 'real', rate: 20, paused: true },
    });
    expect(await get(app, '/api/state')).toMatchObject({ body: { timeUs, timeMode: 'real', rate: 20 } });
  });

  it.each([
    [{}, 'mode', 'mode is missing'],
    [{ mode: 'fast' }, 'mode', 'mode must be one of real, virtual, not "fast"'],
    [{ rate: 0 }, 'rate', 'rate must be a number from 0.01 to 1000, not 0'],
    [{ rate: 1000.1 }, 'rate', 'rate must be a number from 0.01 to 1000, not 1000.1'],
    [{ rate: '20' }, 'rate', 'rate must be a number from 0.01 to 1000, not "20"'],
    [{ paused: 1 }, 'paused', 'paused must be true or false, not 1'],
    [{ mode: 'virtual', speed: 2 }, 'speed', textWith('speed')],
  ])('refuses %j, naming %s, and changes nothing', async (body, field, error) => {
    const { app, control } = serveCar();
    expect(await post(app, '/api/time', body)).toMatchObject({ status: 422, body: { field, error } });
    expect(control).toMatchObject({ timeMode: 'virtual', rate: 1, paused: false });
  });
});
