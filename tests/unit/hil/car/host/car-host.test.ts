import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { CanPort, CanPortServer, ServerStatus } from '../../../../../can-bus/ports/can-port.ts';
import { encodeCandumpLine } from '../../../../../can-bus/trace/candump.ts';
import { carStateOf } from '../../../../../hil/car/car-state.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import type { HostEvent, TimeMode } from '../../../../../hil/car/host/host-event.ts';
import { FakePort } from './fake-port.ts';
import { FakeWall } from './fake-wall.ts';

const TESTER_PRESENT = '7B5#023E00';
const PRESENT = '7BD#027E00CCCCCCCCCC';
const EXTENDED = '7B5#021003CCCCCCCCCC';
const VIN = '7B5#0322F190CCCCCCCC';
const VIN_FRAMES = ['7BD#101462F190345431', '7BD#21425A314642344B', '7BD#2255393939393939'];
const FLOW_CONTROL = '7B5#300000CCCCCCCCCC';

class FakeServer implements CanPortServer {
  readonly url = 'fake-server:';
  readonly clients = new Subject<CanPort>();
  readonly status = new Subject<ServerStatus>();

  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface Bench {
  readonly car: Car;
  readonly host: CarHost;
  readonly wall: FakeWall;
  readonly server: FakeServer;
  readonly port: FakePort;
  readonly hostEvents: HostEvent[];
  readonly fatal: unknown[];
  readonly stored: string[];
}

function startHost(timeMode: TimeMode, rate = 1): Bench {
  const car = new Car();
  const wall = new FakeWall();
  const fatal: unknown[] = [];
  const stored: string[] = [];
  const store = { markChanged: () => stored.push('changed'), flush: () => undefined };
  const host = new CarHost({ car, timeMode, rate, wall, store, onFatal: (error) => fatal.push(error) });
  const hostEvents: HostEvent[] = [];
  host.start();
  const server = new FakeServer();
  host.serve(server);
  host.hostEvents.subscribe((event) => hostEvents.push(event));
  const port = new FakePort();
  server.clients.next(port);
  return { car, host, wall, server, port, hostEvents, fatal, stored };
}

function answers({ port }: Bench): readonly string[] {
  return port.received.filter((text) => text.startsWith('7BD'));
}

function logOf(car: Car): readonly string[] {
  return [...car.log].map((record) => encodeCandumpLine(record));
}

describe('a switch from real to virtual time', () => {
  it('brings the car to that instant, and then the wall moves it no more', () => {
    const { car, host, wall } = startHost('real');
    const readyUs = car.nowUs;
    wall.hang(123_456);
    host.setTime({ mode: 'virtual' });
    expect(car.nowUs).toBe(readyUs + 123_456);
    wall.pass(60_000_000);
    expect(car.nowUs).toBe(readyUs + 123_456);
    expect(host).toMatchObject({ timeMode: 'virtual', rate: 1, paused: false, followsWall: false });
  });

  it('needs no stamps of its clients’ frames, and a pause in real time does', () => {
    const { host, port } = startHost('real');
    host.setTime({ paused: true });
    host.setTime({ mode: 'virtual' });
    host.setTime({ mode: 'real', paused: false });
    expect(port.stampsWanted).toEqual([true, false, true]);
  });

  it('finishes the exchange under way: its client sends nothing more', () => {
    const bench = startHost('real');
    bench.wall.pass(10_000);
    bench.port.says(TESTER_PRESENT);
    expect(answers(bench)).toEqual([]);
    bench.host.setTime({ mode: 'virtual' });
    expect(answers(bench)).toEqual([PRESENT]);
  });

  it('goes on in the middle of a message of several frames', () => {
    const bench = startHost('real');
    bench.port.says(VIN);
    bench.wall.pass(5_000);
    bench.host.setTime({ mode: 'virtual' });
    bench.port.says(FLOW_CONTROL);
    expect(answers(bench)).toEqual(VIN_FRAMES);
  });

  it('skips the 16 minutes of a session timer and comes back', () => {
    const bench = startHost('real');
    const { car, host, wall, port } = bench;
    port.says(EXTENDED);
    wall.pass(100_000);
    expect(carStateOf(car).session).toBe('extended');
    host.setTime({ mode: 'virtual' });
    host.advanceTo(car.nowUs + 960_000_000);
    expect(carStateOf(car).session).toBe('default');
    host.setTime({ mode: 'real' });
    const skippedUs = car.nowUs;
    wall.pass(1_000_000);
    expect(host.act(({ nowUs }) => nowUs)).toBe(skippedUs + 1_000_000);
    port.says(TESTER_PRESENT);
    wall.pass(10_000);
    expect(answers(bench).at(-1)).toBe(PRESENT);
    expect(bench.fatal).toEqual([]);
  });
});

describe('a setting of a clock that goes on standing still', () => {
  it.each([
    ['virtual', { mode: 'virtual' }],
    ['virtual', { rate: 2 }],
    ['virtual', { paused: true }],
    ['virtual', {}],
    ['real', { rate: 2 }],
    ['real', { mode: 'virtual' }],
    ['real', { paused: true }],
  ] as const)('moves nothing, also with a frame on the wire (%s, %j)', (mode, change) => {
    const { car, host } = startHost(mode);
    if (mode === 'real') host.setTime({ paused: true });
    host.act(() => car.setVehicle({ doors: { driver: true, trunk: true }, brake: true }));
    host.advanceTo(car.nowUs + 100);
    const before = [car.nowUs, car.network.bus.sender?.name, car.log.length];
    host.setTime(change);
    expect([car.nowUs, car.network.bus.sender?.name, car.log.length]).toEqual(before);
    expect(before[1]).toBeDefined();
  });
});

describe('a switch from virtual to real time', () => {
  it('goes on from the present instant, at the rate that was set before', () => {
    const { car, host, wall } = startHost('virtual');
    host.setTime({ rate: 20 });
    const readyUs = car.nowUs;
    wall.pass(1_000_000);
    expect(car.nowUs).toBe(readyUs);
    host.setTime({ mode: 'real' });
    wall.pass(1_000_000);
    expect(host.act(({ nowUs }) => nowUs)).toBe(readyUs + 20_000_000);
  });

  it('VEH-2: sends the first frames after a power cycle before it takes a request', async () => {
    const { car, host, wall, port } = startHost('virtual');
    await host.powerCycle(100_000);
    host.setTime({ mode: 'real' });
    port.says('7B5#03221004CCCCCCCC');
    wall.pass(10_000);
    expect(port.received.at(-1)).toBe('7BD#056210048002CCCC');
    expect(carStateOf(car).session).toBe('default');
  });
});

describe('a switch at the instant of a deadline', () => {
  it('neither leaves it out nor lets it happen twice: the frames are those of one time', () => {
    const reference = startHost('virtual');
    const endUs = reference.car.nowUs + 3_000_000;
    reference.host.advanceTo(endUs);
    const { car, host } = startHost('virtual');
    while (car.nowUs < endUs) {
      host.setTime({ mode: host.timeMode === 'real' ? 'virtual' : 'real' });
      host.setTime({ mode: 'virtual' });
      host.advanceTo(Math.min(endUs, car.deadlineUs()));
    }
    expect(logOf(car)).toEqual(logOf(reference.car));
  });
});

describe('a rate that changes', () => {
  it('counts from the instant of the change', () => {
    const { car, host, wall } = startHost('real');
    const readyUs = car.nowUs;
    wall.pass(1_000_000);
    host.setTime({ rate: 1000 });
    wall.pass(1_000_000);
    host.setTime({ rate: 2 });
    wall.pass(1_000_000);
    expect(host.act(({ nowUs }) => nowUs) - readyUs).toBe(1_000_000 + 1_000_000_000 + 2_000_000);
  });
});

describe('a pause', () => {
  it('stops real time; a frame is answered as in virtual time, and advance works', () => {
    const bench = startHost('real');
    const { car, host, wall, port } = bench;
    host.setTime({ paused: true });
    const pausedUs = car.nowUs;
    wall.pass(10_000_000);
    expect(car.nowUs).toBe(pausedUs);
    port.says(TESTER_PRESENT);
    expect(answers(bench)).toEqual([PRESENT]);
    const toUs = car.nowUs + 5_000_000;
    host.advanceTo(toUs);
    expect(car.nowUs).toBe(toUs);
    expect(host).toMatchObject({ timeMode: 'real', paused: true });
    host.setTime({ paused: false });
    wall.pass(500_000);
    expect(host.act(({ nowUs }) => nowUs)).toBe(toUs + 500_000);
  });

  it('holds also over a change of mode, until it is ended', () => {
    const { car, host, wall } = startHost('virtual');
    host.setTime({ paused: true });
    host.setTime({ mode: 'real' });
    const { nowUs } = car;
    wall.pass(1_000_000);
    expect(car.nowUs).toBe(nowUs);
  });
});

describe('a power cycle over a switch', () => {
  it('is not finished by it; it ends when the ECUs have booted', async () => {
    const { car, host, wall } = startHost('real');
    let isBooted = false;
    const cycle = host.powerCycle(1_000_000).then(() => (isBooted = true));
    wall.pass(400_000);
    host.setTime({ mode: 'virtual' });
    await Promise.resolve();
    expect(isBooted).toBe(false);
    expect(car.smartKey.phase).toBe('off');
    host.advanceTo(car.nowUs + 600_000);
    expect(car.smartKey.phase).toBe('booting');
    host.setTime({ mode: 'real', rate: 10 });
    wall.pass(car.profile.bootTimeUs / 10);
    await cycle;
    expect(car.smartKey.phase).toBe('running');
  });

  it('ends with a frame of a client while paused, which no ECU hears without power', async () => {
    const bench = startHost('real');
    const cycle = bench.host.powerCycle(1_000_000);
    bench.host.setTime({ paused: true });
    bench.port.says(TESTER_PRESENT);
    await cycle;
    expect(answers(bench)).toEqual([]);
    bench.port.says(TESTER_PRESENT);
    expect(answers(bench)).toEqual([PRESENT]);
  });
});

describe('lag', () => {
  it('is the lateness of the last second in real time, and none in virtual time', () => {
    const { host, wall } = startHost('real', 10);
    expect(host.lagMs()).toBe(0);
    wall.hang(250_000);
    expect(host.lagMs()).toBeGreaterThan(200);
    wall.pass(0);
    expect(host.lagMs()).toBeGreaterThan(200);
    wall.pass(2_000_000);
    expect(host.lagMs()).toBe(0);
    wall.hang(250_000);
    host.setTime({ mode: 'virtual' });
    expect(host.lagMs()).toBe(0);
  });

  it('keeps how punctual the car was over a switch', () => {
    const { host, wall } = startHost('real');
    wall.hang(1_000_000);
    wall.pass(0);
    const before = host.lateness();
    expect(before.count).toBeGreaterThan(0);
    host.setTime({ mode: 'virtual' });
    host.setTime({ mode: 'real' });
    expect(host.lateness()).toEqual(before);
  });
});

describe('clients', () => {
  it('are listed with the instant since when, their frames and those that wait', () => {
    const bench = startHost('virtual');
    const { car, host, server, port } = bench;
    const since = car.nowUs;
    expect(host.buses()).toEqual([
      {
        url: 'fake-server:',
        clients: [{ id: 'fake:', since, framesIn: 0, framesOut: 0, waiting: 0 }],
        loadPercent: 0,
      },
    ]);
    port.says(TESTER_PRESENT);
    port.says('123#01');
    server.clients.next(new FakePort());
    expect(host.buses()[0]?.clients).toEqual([
      { id: 'fake:', since, framesIn: 2, framesOut: 1, waiting: 0 },
      { id: 'fake:', since: car.nowUs, framesIn: 0, framesOut: 0, waiting: 0 },
    ]);
    port.leaves();
    expect(host.buses()[0]?.clients).toHaveLength(1);
  });

  it('have frames that wait for the bus in real time', () => {
    const { host, port } = startHost('real');
    port.floods(['7FF#01', '7FF#02', '7FF#03']);
    expect(host.buses()[0]?.clients).toMatchObject([{ framesIn: 3, waiting: 3 }]);
  });
});

describe('events of the host', () => {
  it('say how time moves and who comes and goes', () => {
    const { car, host, server, hostEvents } = startHost('virtual');
    const timeUs = car.nowUs;
    hostEvents.length = 0;
    const port = new FakePort();
    server.clients.next(port);
    port.leaves();
    host.setTime({ rate: 5 });
    // Nothing new: reported to nobody.
    host.setTime({ mode: 'virtual' });
    host.advanceTo(timeUs);
    host.advanceTo(timeUs + 4, true);
    host.advanceTo(timeUs + 10);
    const bus = { url: 'fake-server:', client: 'fake:' };
    expect(hostEvents).toEqual([
      { timeUs, kind: 'client', event: 'client-connected', ...bus },
      { timeUs, kind: 'client', event: 'client-left', ...bus, cause: 'left', reason: 'left' },
      { timeUs, kind: 'time', event: 'time-set', mode: 'virtual', rate: 5, paused: false },
      { timeUs: timeUs + 10, kind: 'time', event: 'time-advanced', fromUs: timeUs + 4, toUs: timeUs + 10 },
    ]);
  });
});

describe('a restart', () => {
  it.each<TimeMode>(['virtual', 'real'])('makes it the car that a fresh start makes, in %s time', (mode) => {
    const fresh = startHost(mode);
    const { car, host, wall, port, fatal } = startHost(mode);
    host.act((target) => {
      target.makeKey({ id: 0xc0ffee });
      target.setVehicle({ doors: { driver: true } });
      target.setFault('B2785', true);
      target.setFaults({ silent: ['engine'] });
    });
    port.says(EXTENDED);
    wall.pass(100_000);
    host.restart();
    expect(carStateOf(car)).toEqual(carStateOf(fresh.car));
    expect(logOf(car)).toEqual(logOf(fresh.car));
    expect(car.faults.silent).toEqual([]);
    expect(host.timeMode).toBe(mode);
    expect(fatal).toEqual([]);
  });

  it('keeps its clients: they hear the boot, and are answered', () => {
    const bench = startHost('virtual');
    const { car, host, port, hostEvents } = bench;
    host.advanceTo(car.nowUs + 5_000_000);
    port.received.length = 0;
    hostEvents.length = 0;
    host.restart();
    expect(port.received).toHaveLength(car.log.length);
    expect(hostEvents).toEqual([{ timeUs: 0, kind: 'time', event: 'car-restarted' }]);
    port.says(TESTER_PRESENT);
    expect(answers(bench)).toEqual([PRESENT]);
    expect(host.buses()[0]?.clients).toMatchObject([{ since: 0 }]);
  });

  it('drops frames that wait, and reads on a client that was held back', () => {
    const bench = startHost('real');
    bench.port.floods(new Array<string>(100).fill('7FF#0102030405060708'));
    expect(bench.port.isHeldBack).toBe(true);
    bench.host.restart();
    expect(bench.port.isHeldBack).toBe(false);
    expect(bench.host.buses()[0]?.clients).toMatchObject([{ waiting: 0 }]);
  });

  it('goes on in real time from its own beginning', () => {
    const { car, host, wall } = startHost('real', 2);
    wall.pass(3_000_000);
    host.restart();
    const readyUs = car.nowUs;
    expect(readyUs).toBeLessThan(car.profile.bootTimeUs + 3_000);
    wall.pass(1_000_000);
    expect(host.act(({ nowUs }) => nowUs)).toBe(readyUs + 2_000_000);
    expect(host.totalUs).toBeGreaterThan(readyUs + 8_000_000);
  });

  it('ends a power cycle that somebody waits for', async () => {
    const { car, host } = startHost('real');
    const cycle = host.powerCycle(1_000_000);
    host.restart();
    await cycle;
    expect(car.smartKey.phase).toBe('running');
  });

  it('reports the end of the former car, and that all of it is to be stored', () => {
    const { car, host, stored } = startHost('virtual');
    const ends: number[] = [];
    host.ending.subscribe(() => ends.push(car.nowUs));
    host.advanceTo(7_000_000);
    host.restart();
    expect(ends).toEqual([7_000_000]);
    expect(stored).toEqual(['changed']);
  });
});
