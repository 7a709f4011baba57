import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import typescript from 'typescript';
import { describe, expect, it } from 'vitest';
import { openClientPort } from '../../can-bus/ports/open-port.ts';
import type { CarEvent } from '../../hil/testing/car-under-test.ts';
import { startCar } from '../../hil/testing/start-car.ts';
import { frame, next, written } from './support/served-port.ts';

const ROOT = join(import.meta.dirname, '../..');
const bare = startCar as (options: unknown) => ReturnType<typeof startCar>;

async function reasonFor(options: unknown): Promise<string> {
  try {
    await (await bare(options)).stop();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'it started';
}

describe('startCar()', () => {
  it('gives a car in virtual time, on ports that the system picks', async () => {
    await using car = await startCar();
    expect(car.http).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(car.buses).toEqual([expect.stringMatching(/^slcan-tcp:127\.0\.0\.1:[1-9]\d+$/)]);
    const { timeMode, timeUs, slots } = await car.state();
    expect(timeMode).toBe('virtual');
    expect(slots.filter((id) => id !== null)).toHaveLength(2);
    expect(await car.advance(0.000001)).toBe(timeUs + 1);
  });

  it('gives cars that know nothing of each other', async () => {
    const cars = await Promise.all([startCar(), startCar(), startCar({ seed: 2 })]);
    await cars[0].vehicle({ doors: { driver: true } });
    const doors = await Promise.all(cars.map(async (car) => (await car.state()).doors.driver));
    expect(doors).toEqual([true, false, false]);
    expect(new Set(cars.flatMap(({ http, buses }) => [http, ...buses])).size).toBe(6);
    await Promise.all(cars.map((car) => car.stop()));
  });

  it('lets a tool connect, applies stimuli, and reports what happens', async () => {
    await using car = await startCar({ buses: ['socketcand:127.0.0.1:0'], profile: { keySlots: 4 } });
    const events: CarEvent[] = [];
    const end = car.onEvent((event) => events.push(event));
    const port = await openClientPort(car.buses[0] ?? '');
    const answer = next(port.frames, ({ id }) => id === 0x7bd);
    port.send(frame(0x7b5, 2, 0x10, 3));
    expect(written(await answer)).toMatch(/^7BD#065003003201F4/);
    expect((await car.state()).session).toBe('extended');
    await car.advance({ toDeadline: 'session', offsetUs: -1 });
    expect((await car.state()).session).toBe('extended');
    await car.advance({ toDeadline: 'session' });
    expect((await car.state()).session).toBe('default');
    await port.close();

    const key = await car.makeKey({ id: 'C0FFEE01' });
    expect(key).toEqual({ id: 'C0FFEE01', life: 'blank', location: 'outside', batteryV: 3 });
    expect(await car.touch(key.id)).toMatchObject({ reaction: 'none' });
    expect(await car.move(key.id, 'cabin')).toEqual({ reaction: 'moved', reason: null });
    const [registered = ''] = (await car.state()).slots.filter((id) => id !== null);
    expect(await car.press(registered, 'lock')).toHaveProperty('reaction');
    expect((await car.vehicle({ brake: true })).brake).toBe(true);
    expect(await car.start()).toEqual({ running: true, reason: null });
    await car.faults({ fault: 'B2785', on: true });
    expect((await car.state()).faults).toEqual(['B2785']);
    expect(await car.trace('candump')).toContain('can0 7B5#021003');
    expect((await car.powerCycle()).session).toBe('default');
    end();
    const heard = events.length;
    await car.advance(1);
    expect(events).toHaveLength(heard);
    expect(new Set(events.map(({ kind }) => kind))).toEqual(
      new Set(['frame', 'uds', 'state', 'stimulus', 'effect', 'memory', 'time', 'client']),
    );
  });

  it('gives the events after a number, and the state with the last of them', async () => {
    await using car = await startCar();
    const { lastEventId } = await car.state();
    await car.touch('A1000001');
    const events: CarEvent[] = [];
    car.onEvent((event) => events.push(event), { since: lastEventId })();
    expect(events).toMatchObject([
      { id: lastEventId + 1, event: 'view', changed: { startWindow: { deadlineUs: 10_050_984 } } },
      { id: lastEventId + 2, event: 'beeps-ordered', text: 'The interior buzzer beeps once.' },
      { id: lastEventId + 3, event: 'key-touched', keyId: 'A1000001', reaction: 'start-permitted' },
    ]);
    expect((await car.state()).lastEventId).toBe(lastEventId + 3);
    expect(() => car.onEvent(() => undefined, { since: lastEventId + 4 })).toThrow(
      `the events after ${lastEventId + 4} are not available: there is no such event`,
    );
  });

  it('is the same car from the same seed, byte for byte', async () => {
    const trace = async (seed: number): Promise<string> => {
      await using car = await startCar({ seed });
      const port = await openClientPort(car.buses[0] ?? '');
      for (const request of [
        [2, 0x10, 3],
        [2, 0x27, 1],
      ]) {
        const answer = next(port.frames, ({ id }) => id === 0x7bd);
        port.send(frame(0x7b5, ...request));
        await answer;
      }
      await port.close();
      return await car.trace('jsonl');
    };
    const [first, again, other] = [await trace(3), await trace(3), await trace(4)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('keeps pace with the clock where that is wanted', async () => {
    await using car = await startCar({ time: 'real', rate: 1000, profile: { resetDuration: 10 } });
    const { timeUs } = await car.state();
    await expect.poll(async () => (await car.state()).timeUs).toBeGreaterThan(timeUs + 1_000_000);
    await expect(car.advance(1)).rejects.toThrow('the car runs in real time');
  });

  it('says what is wrong with an option, and what would do', async () => {
    expect(await reasonFor({ sed: 1 })).toBe(
      'startCar: unknown option sed: there are profile, seed, time, rate, buses, http, onlyEcu',
    );
    expect(await reasonFor({ time: 'soon' })).toBe('startCar: time must be "virtual" or "real"');
    expect(await reasonFor({ rate: 2 })).toContain('rate applies to real time only');
    expect(await reasonFor({ rate: 0, time: 'real' })).toBe('startCar: rate must be a number from 0.01 to 1000');
    expect(await reasonFor({ profile: { keySlots: 70 } })).toContain('keySlots must be a whole number from 1 to 15');
    expect(await reasonFor({ profile: 'no-such.yaml' })).toContain('profile not found: "no-such.yaml"');
    expect(await reasonFor({ buses: ['slcan-tcp:127.0.0.1'] })).toContain('the port is missing');
    expect(await reasonFor({ http: 'somewhere' })).toContain('"somewhere" is not HOST:PORT');
  });

  it('opens nothing where one of its addresses is taken', async () => {
    await using car = await startCar();
    const [bus = ''] = car.buses;
    expect(await reasonFor({ http: car.http.slice('http://'.length) })).toMatch(/cannot serve .* is in use/);
    expect(await reasonFor({ buses: ['socketcand:127.0.0.1:0', bus] })).toContain(bus.slice('slcan-tcp:'.length));
  });

  it('rejects with what the car says to a bad request', async () => {
    const car = await startCar();
    await expect(car.touch('C0FFEE99')).rejects.toThrow(/there is no key C0FFEE99 \(.*create one/);
    await expect(car.vehicle({ batteryV: 40 })).rejects.toThrow('batteryV must be a number from 6 to 18');
    await expect(car.advance({ toDeadline: 'procedure' })).rejects.toThrow('no procedure deadline is pending');
    await car.stop();
    await car.stop();
    await expect(car.state()).rejects.toThrow('the car was stopped: GET /api/state came too late');
  });

  it('has options and methods that the guide knows', () => {
    const guide = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
    const path = join(ROOT, 'hil/testing/car-under-test.ts');
    const source = typescript.createSourceFile(path, readFileSync(path, 'utf8'), typescript.ScriptTarget.Latest);
    const members = source.statements
      .filter(typescript.isInterfaceDeclaration)
      .filter(({ name }) => ['StartCarOptions', 'CarUnderTest'].includes(name.text))
      .flatMap(({ members }) => members.flatMap(({ name }) => (name && 'text' in name ? [name.text] : [])));
    expect(members.length).toBeGreaterThan(18);
    expect(members.filter((name) => !guide.includes(`\`${name}`))).toEqual([]);
  });
});
