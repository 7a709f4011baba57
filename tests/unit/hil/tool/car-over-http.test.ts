import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PortError } from '../../../../can-bus/ports/port-error.ts';
import { serveHttp, type HttpServer } from '../../../../hil/http/serve-http.ts';
import { startHttpServer } from '../../../../hil/server/http-server.ts';
import { callCar } from '../../../../hil/tool/call-car.ts';
import { AdvancedTime, CarOverHttp } from '../../../../hil/tool/car-over-http.ts';
import { VirtualControl } from '../server/virtual-control.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Reached {
  readonly control: VirtualControl;
  readonly server: HttpServer;
  readonly car: CarOverHttp;
}

async function reach(): Promise<Reached> {
  const control = new VirtualControl();
  control.car.start();
  const server = await startHttpServer({ control, host: '127.0.0.1', port: 0 });
  servers.push(server);
  return { control, server, car: await CarOverHttp.connect(`${server.url}/ignored?path`) };
}

/** A server that answers everything alike. */
async function answering(body: string, status: number = 200): Promise<string> {
  const server = await serveHttp(() => new Response(body, { status }), '127.0.0.1', 0);
  servers.push(server);
  return server.url;
}

describe('a virtual car over HTTP', () => {
  it('says how its time goes and where its buses are', async () => {
    const { car, control } = await reach();
    expect([car.timeMode, car.rate, car.timeUs, car.busUrls]).toEqual([
      ...['virtual', 1, control.car.nowUs, ['socketcand:127.0.0.1:29536']],
    ]);
  });

  it('reports its settings: none, where they are not those of this version', async () => {
    const { car } = await reach();
    expect(car.profile?.resetDurationUs).toBe(960_000_000);
    const state = { timeUs: 0, timeMode: 'real', rate: 1, doors: { driver: true }, slots: [], keys: [] };
    const other = async (differs: object): Promise<CarOverHttp> =>
      CarOverHttp.connect(await answering(JSON.stringify({ ...state, profile: { differs } })));
    expect((await other({ resetDuration: 60, batteryMin: 9.5 })).profile).toMatchObject({
      ...{ resetDurationUs: 60_000_000, batteryMinMv: 9500 },
    });
    expect((await other({ unheardOf: 1 })).profile).toBeNull();
  });

  it('has its keys, the registered ones first', async () => {
    const { car } = await reach();
    expect(await car.keys()).toEqual([
      { id: 0xa100_0001, location: 'cabin', status: 'registered' },
      { id: 0xa100_0002, location: 'cabin', status: 'registered' },
    ]);
  });

  it('has its blank keys before those that were used', async () => {
    const { car, control } = await reach();
    control.car.makeKey({ id: 0xc0ff_ee01, boundVin: 'JTHB5LFF2J5000000', batteryMv: 3_000 });
    control.car.makeKey({ id: 0xc0ff_ee02, boundVin: null, batteryMv: 3_000 });
    expect((await car.keys()).slice(2)).toEqual([
      { id: 0xc0ff_ee02, location: 'outside', status: 'blank' },
      { id: 0xc0ff_ee01, location: 'outside', status: 'foreign' },
    ]);
  });

  it('KEY-5: presses the buttons of a key, and reports what they do', async () => {
    const { car } = await reach();
    const key = 0xa100_0001;
    expect(await car.pressButton(key, 'lock')).toEqual({ done: true, reaction: 'lock', reason: null });
    expect(await car.pressButton(key, 'panic', 1_000)).toEqual({ done: true, reaction: 'alarm-on', reason: null });
    expect(await car.pressButton(key, 'panic')).toEqual({ done: true, reaction: 'none', reason: 'held-too-short' });
    expect(await car.pressButton(0xa100_0009, 'lock')).toMatchObject({ done: false });
  });

  it('KEY-4, KEY-5: starts with a registered key, and switches the engine off again', async () => {
    const { car, control } = await reach();
    control.car.makeKey({ id: 0xc0ff_ee01, boundVin: null, batteryMv: 3_000 });
    expect(await car.startEngine(0xc0ff_ee01)).toEqual({ done: true, reaction: 'none', reason: 'not-registered' });
    expect(await car.startEngine(0xa100_0001)).toEqual({ done: true, reaction: 'started', reason: null });
    expect(control.car.body.inputs).toMatchObject({ powerMode: 'on', brake: false });
    control.car.setVehicle({ shiftP: false });
    expect(await car.startEngine(0xa100_0001)).toEqual({ done: true, reaction: 'none', reason: 'shift-not-in-p' });
    expect(control.car.body.inputs.brake).toBe(false);
  });

  it('TEC-5: moves its door', async () => {
    const { car, control } = await reach();
    const isOpen = (): boolean => control.car.body.inputs.doors.driver;
    const done = { done: true, reaction: null, reason: null };
    expect(await car.perform({ kind: 'open-driver-door' })).toEqual(done);
    expect(isOpen()).toBe(true);
    expect(await car.perform({ kind: 'toggle-driver-door' })).toEqual(done);
    expect(isOpen()).toBe(false);
    await car.perform({ kind: 'toggle-driver-door' });
    expect(isOpen()).toBe(true);
  });

  it('touches a key, and reports how the car reacted', async () => {
    const { car } = await reach();
    const touch = (keyId: number): Promise<unknown> => car.perform({ kind: 'touch-key', keyId, role: 'present' });
    expect(await touch(0xa100_0001)).toEqual({ done: true, reaction: 'start-permitted', reason: null });
    expect(await touch(0xa100_0009)).toMatchObject({
      done: false,
      message: expect.stringMatching(/^the car at http:\/\/127\.0\.0\.1:\d+: .*A1000009/) as string,
    });
  });

  it('has ended where it does not answer any more', async () => {
    const { car, server } = await reach();
    await Promise.all(servers.splice(0).map((each) => each.close()));
    expect(await car.perform({ kind: 'open-driver-door' })).toEqual({
      done: false,
      message: expect.stringContaining(`no car answers at ${server.url}: `) as string,
      hint: 'start it with "npx smartkey car", and give the address it prints as http',
    });
  });

  it('needs an http address', async () => {
    for (const url of ['127.0.0.1:8080', 'ftp://127.0.0.1', '']) {
      await expect(CarOverHttp.connect(url)).rejects.toMatchObject({
        code: 'usage',
        message: `"${url}" is not the address of a car`,
        hint: 'write http://127.0.0.1:8080',
      });
    }
  });

  it.each([
    ['{"no":"car"}', 200, 'is not a virtual car'],
    ['<html>', 200, 'is not a virtual car'],
    ['<html>', 500, 'GET /api/state is answered with status 500'],
    ['{"error":"it is locked"}', 423, ': it is locked'],
  ])('is not one whose server answers %s with %i', async (body, status, message) => {
    const error: unknown = await CarOverHttp.connect(await answering(body, status)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PortError);
    expect(error).toMatchObject({ code: 'bench', message: expect.stringContaining(message) as string });
  });

  it('gives the hint of its refusal', async () => {
    const url = await answering('{"error":"no","hint":"ask again"}', 400);
    await expect(callCar(url, 'POST', '/api/x', {}, z.unknown())).rejects.toMatchObject({ hint: 'ask again' });
  });
});

describe('vehicle time that is advanced', () => {
  it('TEC-3: passes in steps of two seconds, with a sign of life between them', async () => {
    const { car, control } = await reach();
    const startUs = car.timeUs;
    const signs: number[] = [];
    const time = new AdvancedTime(car);
    await time.pass(5_000_000, () => {
      signs.push(control.car.nowUs - startUs);
      return Promise.resolve();
    });
    expect([signs, time.nowUs() - startUs]).toEqual([[2_000_000, 4_000_000], 5_000_000]);
    await time.pass(5_000_000, null);
    expect([signs.length, time.nowUs() - startUs]).toEqual([2, 10_000_000]);
  });

  it('passes no further once it is interrupted', async () => {
    const { car } = await reach();
    const startUs = car.timeUs;
    const time = new AdvancedTime(car);
    await time.pass(9_000_000, () => {
      time.interrupt();
      return Promise.resolve();
    });
    expect(time.nowUs() - startUs).toBe(4_000_000);
  });

  it('ends with a car that has ended', async () => {
    const { car } = await reach();
    await Promise.all(servers.splice(0).map((each) => each.close()));
    const time = new AdvancedTime(car);
    const beforeUs = time.nowUs();
    await time.pass(9_000_000, () => Promise.resolve());
    expect(time.nowUs()).toBe(beforeUs);
    await expect(time.pass(9_000_000, null)).rejects.toBeInstanceOf(PortError);
  });

  it('lingers in real time, not in the vehicle’s, until it is interrupted', async () => {
    const { car } = await reach();
    const time = new AdvancedTime(car);
    const beforeUs = time.nowUs();
    const lingering = time.linger(3_600_000_000);
    time.interrupt();
    await lingering;
    expect(time.nowUs()).toBe(beforeUs);
  });
});
