import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCar } from '../../../../hil/testing/start-car.ts';
import { serveLoopback } from '../../../support/loopback.ts';

/** As a caller in JavaScript, whom no compiler warns. */
const start: (options: object) => ReturnType<typeof startCar> = startCar;

describe('starting a car for a test', () => {
  it('takes profile, seed and buses, and picks free ports', async () => {
    await using car = await startCar({
      profile: { keySlots: 4 },
      buses: ['uds-lines:127.0.0.1:0', 'socketcand:127.0.0.1:0'],
    });
    expect(car.buses).toEqual([
      expect.stringMatching(/^uds-lines:127\.0\.0\.1:[1-9]\d*$/),
      expect.stringMatching(/^socketcand:127\.0\.0\.1:[1-9]\d*$/),
    ]);
    const { slots, timeMode } = await car.state();
    expect([slots.length, timeMode]).toEqual([4, 'virtual']);
  });

  it.each([
    [{ sed: 1 }, 'startCar: unknown option sed: there are profile, seed, time, rate, buses, http, onlyEcu'],
    [{ time: 'soon' }, 'startCar: time must be "virtual" or "real"'],
    [{ onlyEcu: 1, buses: 'virtual' }, /^startCar: buses must be a list of bus URLs.*; onlyEcu must be true or false$/],
    [{ rate: 2 }, 'startCar: rate applies to real time only; add time: "real", or leave it out'],
  ])('refuses %j as an error in the call', async (options, message) => {
    await expect(start(options)).rejects.toThrow(message);
    await expect(start(options)).rejects.toBeInstanceOf(TypeError);
  });

  it.each([
    [{ profile: { keySlots: 70 } }, /^profile: keySlots must be a whole number from 1 to 15, not 70/],
    [{ profile: 'no-such.yaml' }, /^profile not found: "no-such\.yaml"/],
    [{ buses: ['slcan-tcp:127.0.0.1'] }, /: the port is missing \(write slcan-tcp:127\.0\.0\.1:3333/],
    [{ http: 'somewhere' }, /"somewhere" is not HOST:PORT/],
  ])('refuses %j with what is wrong and what would do, in one message', async (options, message) => {
    await expect(start(options)).rejects.toThrow(message);
  });

  it('opens nothing where one of its addresses is taken', async () => {
    const taken = await serveLoopback((socket) => socket.destroy());
    const path = join(tmpdir(), `smartkey-start-car-${process.pid}`);
    const buses = [`slcan-pty:${path}`, `slcan-tcp:127.0.0.1:${taken.port}`];
    await expect(startCar({ buses })).rejects.toThrow(`port ${taken.port} is in use`);
    expect(existsSync(path)).toBe(false);
    await taken.close();
  });
});
