import { describe, expect, it } from 'vitest';
import { get, post, send, serveCar } from '../virtual-control.ts';

describe('POST /api/keys', () => {
  it('KEY-1: makes a blank key with a free id, outside of the car', async () => {
    const { app } = serveCar();
    const key = { id: '10000001', life: 'blank', location: 'outside', batteryV: 3 };
    expect(await post(app, '/api/keys')).toEqual({ status: 201, body: key });
    expect(await get(app, '/api/state')).toMatchObject({ body: { keys: [{}, {}, key] } });
  });

  it('KEY-1: creates the requested key; its id comes back as 8 upper-case digits', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/keys', { id: 'be01', life: 'bound', batteryV: 2.2 })).toEqual({
      status: 201,
      body: { id: '0000BE01', life: 'bound', location: 'outside', batteryV: 2.2 },
    });
  });

  it('KEY-1: refuses an id that is taken', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/keys', { id: 'a1000001' })).toEqual({
      status: 409,
      body: { error: 'a key A1000001 already exists', field: 'id', hint: 'ids are unique over all vehicles (KEY-1)' },
    });
  });

  it.each([
    [{ id: '' }, 'id'],
    [{ id: '00000000' }, 'id'],
    [{ id: '123456789' }, 'id'],
    [{ id: '0xA1' }, 'id'],
    [{ id: 161 }, 'id'],
    [{ life: 'retired' }, 'life'],
    [{ batteryV: 5.1 }, 'batteryV'],
    [{ batteryV: -0.1 }, 'batteryV'],
    [{ battery: 3 }, 'battery'],
  ])('refuses %j, naming %s, and makes none', async (body, field) => {
    const { app, control } = serveCar();
    expect(await post(app, '/api/keys', body)).toMatchObject({ status: 422, body: { field } });
    expect(control.car.keys.all()).toHaveLength(2);
  });
});

describe('POST /api/keys/{id}/touch', () => {
  it('KEY-4: a registered key permits a start and is heard', async () => {
    const { app } = serveCar();
    const answer = { reaction: 'start-permitted', reason: null };
    expect(await post(app, '/api/keys/a1000001/touch')).toEqual({ status: 200, body: answer });
    expect(await get(app, '/api/state')).toMatchObject({ body: { beeps: { interior: 1, total: 0 } } });
  });

  it('KEY-4: of an unregistered key nothing comes, which is 200 too', async () => {
    const { app } = serveCar();
    await post(app, '/api/keys', { id: '5' });
    const answer = { reaction: 'none', reason: 'not-registered' };
    expect(await post(app, '/api/keys/5/touch', {})).toEqual({ status: 200, body: answer });
  });

  it('refuses what it has no use for', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/keys/A1000001/touch', { hard: true })).toMatchObject({
      status: 422,
      body: { field: 'hard' },
    });
  });
});

describe('a key that does not exist', () => {
  it.each(['touch', 'move', 'press'])('is answered 404 by %s, with where to look', async (what) => {
    const { app } = serveCar();
    const body = { touch: {}, move: { to: 'cabin' }, press: { button: 'lock' } }[what];
    expect(await post(app, `/api/keys/DEADBEEF/${what}`, body)).toEqual({
      status: 404,
      body: {
        error: 'there is no key DEADBEEF',
        field: 'id',
        hint: 'use a key of the car (GET /api/state), or create one (POST /api/keys)',
      },
    });
  });

  it.each(['xyz', '0', '123456789', '%20', '-1', '%F0%9F%94%91'])('is answered 400 if %s is not an id', async (id) => {
    const { app } = serveCar();
    expect(await post(app, `/api/keys/${id}/touch`)).toMatchObject({ status: 400, body: { field: 'id' } });
  });
});

describe('POST /api/keys/{id}/move', () => {
  it('VEH-1: carries it out and in again', async () => {
    const { app } = serveCar();
    const moved = { status: 200, body: { reaction: 'moved', reason: null } };
    expect(await post(app, '/api/keys/A1000001/move', { to: 'outside' })).toEqual(moved);
    expect(await get(app, '/api/state')).toMatchObject({
      body: { keys: [{ location: 'outside' }, { location: 'cabin' }] },
    });
    expect(await post(app, '/api/keys/A1000001/move', { to: 'cabin' })).toEqual(moved);
    expect(await get(app, '/api/state')).toMatchObject({ body: { keys: [{ location: 'cabin' }, {}] } });
  });

  it('says that it lay there already', async () => {
    const { app } = serveCar();
    const answer = { reaction: 'none', reason: 'already-there' };
    expect(await post(app, '/api/keys/A1000001/move', { to: 'cabin' })).toEqual({ status: 200, body: answer });
  });

  it('refuses to carry it anywhere else', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/keys/A1000001/move', {})).toMatchObject({
      status: 422,
      body: { error: 'to is missing', field: 'to' },
    });
    expect(await post(app, '/api/keys/A1000001/move', { to: 'trunk' })).toMatchObject({ status: 422 });
  });
});

describe('POST /api/keys/{id}/press', () => {
  it('KEY-5: lock answers, and beeps the answer-back once', async () => {
    const { app } = serveCar();
    const answer = { reaction: 'lock', reason: null };
    expect(await post(app, '/api/keys/A1000001/press', { button: 'lock' })).toEqual({ status: 200, body: answer });
    expect(await get(app, '/api/state')).toMatchObject({ body: { beeps: { answerBack: 1 } } });
  });

  it('KEY-5: panic must be held for a second', async () => {
    const { app } = serveCar();
    const press = (holdMs: number) => post(app, '/api/keys/A1000001/press', { button: 'panic', holdMs });
    expect(await press(999.9)).toMatchObject({ status: 200, body: { reaction: 'none', reason: 'held-too-short' } });
    expect(await press(1000)).toMatchObject({ status: 200, body: { reaction: 'alarm-on', reason: null } });
  });

  it.each([
    [{}, 'button'],
    [{ button: 'horn' }, 'button'],
    [{ button: 'lock', holdMs: -1 }, 'holdMs'],
    [{ button: 'lock', hold: 1 }, 'hold'],
  ])('refuses %j, naming %s', async (body, field) => {
    const { app } = serveCar();
    expect(await post(app, '/api/keys/A1000001/press', body)).toMatchObject({ status: 422, body: { field } });
  });
});

describe('PATCH /api/keys/{id}', () => {
  it('KEY-6: sets the battery of a key', async () => {
    const { app, control } = serveCar();
    const key = { id: 'A1000001', life: 'bound', location: 'cabin', batteryV: 2.1 };
    expect(await send(app, 'PATCH', '/api/keys/a1000001', { batteryV: 2.1 })).toEqual({ status: 200, body: key });
    expect(control.car.keys.get(0xa100_0001).batteryMv).toBe(2100);
  });

  it.each([
    ['A1000001', {}, 422, 'batteryV'],
    ['A1000001', { batteryV: 5.1 }, 422, 'batteryV'],
    ['A1000001', { batteryV: -0.1 }, 422, 'batteryV'],
    ['A1000001', { batteryV: 3, life: 'blank' }, 422, 'life'],
    ['CAFE', { batteryV: 3 }, 404, 'id'],
    ['what', { batteryV: 3 }, 400, 'id'],
  ])('refuses %s %j with %i, naming %s', async (id, body, status, field) => {
    const { app, control } = serveCar();
    expect(await send(app, 'PATCH', `/api/keys/${id}`, body)).toMatchObject({ status, body: { field } });
    expect(control.car.keys.get(0xa100_0001).batteryMv).toBe(3000);
  });
});

describe('DELETE /api/keys/{id}', () => {
  it('KEY-1: removes a blank key; its id is free again', async () => {
    const { app } = serveCar();
    const key = { id: '0000F00D', life: 'blank', location: 'outside', batteryV: 3 };
    await post(app, '/api/keys', { id: 'F00D' });
    expect(await send(app, 'DELETE', '/api/keys/f00d')).toEqual({ status: 200, body: key });
    expect(await send(app, 'DELETE', '/api/keys/f00d')).toMatchObject({ status: 404, body: { field: 'id' } });
    expect(await post(app, '/api/keys', { id: 'F00D' })).toMatchObject({ status: 201 });
  });

  it('KEY-1: refuses a key that is bound, registered or not, and says why', async () => {
    const { app, control } = serveCar();
    await post(app, '/api/keys', { id: 'F00D', life: 'bound' });
    const hint = 'only a blank key can be removed (KEY-1); move a bound one outside';
    expect(await send(app, 'DELETE', '/api/keys/A1000001')).toEqual({
      status: 409,
      body: { error: `key A1000001 is bound to ${control.car.profile.vin}`, field: 'id', hint },
    });
    expect(await send(app, 'DELETE', '/api/keys/F00D')).toMatchObject({ status: 409, body: { field: 'id', hint } });
    expect(control.car.keys.all()).toHaveLength(3);
  });
});
