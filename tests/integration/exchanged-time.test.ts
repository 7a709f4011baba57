import { describe, expect, it } from 'vitest';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { openClientPort } from '../../can-bus/ports/open-port.ts';
import type { CarUnderTest } from '../../hil/testing/car-under-test.ts';
import { startCar } from '../../hil/testing/start-car.ts';
import { CarOverHttp } from '../../hil/tool/car-over-http.ts';
import { RawClient } from './support/raw-client.ts';
import { frame, next, nextFrames, written } from './support/served-port.ts';

const RESPONSE_ID = 0x7bd;
const isResponse = ({ id }: { readonly id: number }): boolean => id === RESPONSE_ID;

interface Connected {
  readonly car: CarUnderTest;
  readonly port: CanPort;
  readonly request: (...bytes: readonly number[]) => Promise<string>;
}

/** A car with one client, which is never disconnected. */
async function withClient(time: 'real' | 'virtual', work: (connected: Connected) => Promise<void>): Promise<void> {
  await using car = await startCar({ time, buses: ['slcan-tcp:127.0.0.1:0?broadcast=off'] });
  const port = await openClientPort(car.buses[0] ?? '');
  const closed: string[] = [];
  port.status.subscribe((status) => {
    if (status.kind !== 'open') closed.push(status.kind);
  });
  const request = async (...bytes: readonly number[]): Promise<string> => {
    const answer = next(port.frames, isResponse);
    port.send(frame(0x7b5, ...bytes));
    return written(await answer);
  };
  await work({ car, port, request });
  expect(closed).toEqual([]);
  await port.close();
}

describe('a client of a car whose time is exchanged', () => {
  it('stays connected over real time, 16 minutes of virtual time, and real time again', async () => {
    await withClient('real', async ({ car, request }) => {
      expect(await request(2, 0x10, 3)).toMatch(/^7BD#065003/);
      const set = await car.setTime({ mode: 'virtual' });
      expect(set).toMatchObject({ mode: 'virtual', rate: 1, paused: false });
      expect((await car.state()).session).toBe('extended');
      expect(await car.advance(960)).toBe(set.timeUs + 960_000_000);
      expect((await car.state()).session).toBe('default');
      expect(await request(2, 0x3e, 0)).toMatch(/^7BD#027E00/);
      const back = await car.setTime({ mode: 'real', rate: 1000 });
      expect(back.timeUs).toBeGreaterThan(set.timeUs + 960_000_000);
      await expect.poll(async () => (await car.state()).timeUs).toBeGreaterThan(back.timeUs + 1_000_000);
      await car.setTime({ rate: 1 });
      expect(await request(2, 0x3e, 0)).toMatch(/^7BD#027E00/);
      await expect(car.advance(1)).rejects.toThrow('the car runs in real time (pause it or switch to virtual time');
    });
  });

  it('reads the VIN while time is switched between its frames, both ways', async () => {
    await withClient('real', async ({ car, port, request }) => {
      for (const mode of ['virtual', 'real'] as const) {
        expect(await request(3, 0x22, 0xf1, 0x90)).toBe('7BD#101462F190345431');
        await car.setTime({ mode });
        const rest = nextFrames(port.frames, 2);
        port.send(frame(0x7b5, 0x30, 0, 0));
        expect((await rest).map(written)).toEqual(['7BD#21425A314642344B', '7BD#2255393939393939']);
      }
    });
  });

  it('gets each message of UDS lines, whatever the time is when it asks', async () => {
    await using car = await startCar({ time: 'real', buses: ['uds-lines:127.0.0.1:0'] });
    const lines = await RawClient.open(car.buses[0] ?? '');
    for (const change of [
      {},
      { rate: 20 },
      { mode: 'virtual' },
      { mode: 'real', rate: 1 },
      { paused: true },
    ] as const) {
      if (Object.keys(change).length > 0) await car.setTime(change);
      // The first one has no answer, and the next one is asked at once.
      lines.send('3E80\n22F190\n');
      await lines.expectNext('62F190345431425A314642344B55393939393939\n');
    }
    lines.socket.destroy();
  });

  it('is a tool that takes a paused car for one in virtual time, at rate 1', async () => {
    await using car = await startCar({ time: 'real', rate: 20 });
    expect(await CarOverHttp.connect(car.http)).toMatchObject({ timeMode: 'real', rate: 20 });
    await car.setTime({ paused: true });
    expect(await CarOverHttp.connect(car.http)).toMatchObject({ timeMode: 'virtual', rate: 1 });
    await car.setTime({ mode: 'virtual', paused: false });
    expect(await CarOverHttp.connect(car.http)).toMatchObject({ timeMode: 'virtual', rate: 1 });
  });

  it('is answered while the car is paused, and a pause moves nothing', async () => {
    await withClient('real', async ({ car, request }) => {
      const { timeUs } = await car.setTime({ paused: true });
      expect((await car.state()).timeUs).toBe(timeUs);
      expect(await request(2, 0x10, 3)).toMatch(/^7BD#065003/);
      await car.advance({ toDeadline: 's3', offsetUs: -1 });
      expect((await car.state()).session).toBe('extended');
      await car.advance({ toDeadline: 's3' });
      expect((await car.state()).session).toBe('default');
    });
  });

  it('gets the end of a power cycle that was begun in real time and ends in virtual time', async () => {
    await withClient('real', async ({ car, request }) => {
      const cycle = car.powerCycle(3_600_000);
      await expect.poll(async () => (await car.trace('jsonl')).includes('power-cut')).toBe(true);
      await car.setTime({ mode: 'virtual' });
      await car.advance(3601);
      expect((await cycle).timeUs).toBeGreaterThan(3_600_000_000);
      expect(await request(2, 0x3e, 0)).toMatch(/^7BD#027E00/);
    });
  });

  it.each(['virtual', 'real'] as const)('stays connected over a restart in %s time', async (time) => {
    await withClient(time, async ({ car, request }) => {
      const fresh = await car.state();
      await car.makeKey({ id: 'C0FFEE01' });
      expect(await car.setKeyBattery('C0FFEE01', 2.1)).toMatchObject({ batteryV: 2.1 });
      expect(await car.removeKey('C0FFEE01')).toMatchObject({ life: 'blank', batteryV: 2.1 });
      await car.makeKey();
      await car.vehicle({ doors: { driver: true }, batteryV: 11 });
      await car.faults({ fault: 'B2785', on: true });
      expect(await request(2, 0x10, 3)).toMatch(/^7BD#065003/);
      const { timeUs, timeMode, ...state } = await car.restart();
      expect(timeMode).toBe(time);
      expect(timeUs).toBeLessThan(1_000_000);
      const { keys, doors, faults, slots, session, batteryV } = fresh;
      expect(state).toMatchObject({ keys, doors, faults, slots, session, batteryV });
      expect(await request(2, 0x3e, 0)).toMatch(/^7BD#027E00/);
      expect(await car.trace('candump')).not.toContain('7B5#021003');
    });
  });
});
