import { describe, expect, it } from 'vitest';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import { FrameTable } from '../../../../../can-bus/frame/frame-table.ts';
import { FakePort } from './fake-port.ts';
import { FakeWall } from './fake-wall.ts';

const TESTER_PRESENT = '7B5#023E00';
const PRESENT = '7BD#027E00CCCCCCCCCC';

interface Bench {
  readonly car: Car;
  readonly host: CarHost;
  readonly wall: FakeWall;
  readonly port: FakePort;
  readonly late: number[];
  readonly fatal: unknown[];
  readonly busFull: string[];
  /** Vehicle time when the car was ready. */
  readonly readyUs: number;
}

function startHost(rate = 1): Bench {
  const car = new Car();
  const wall = new FakeWall();
  const late: number[] = [];
  const fatal: unknown[] = [];
  const busFull: string[] = [];
  const host = new CarHost({
    timeMode: 'real',
    car,
    rate,
    wall,
    onLate: (lateMs) => late.push(lateMs),
    onFatal: (error) => fatal.push(error),
    onBusFull: (line) => busFull.push(line),
  });
  host.start();
  const port = new FakePort();
  host.connect(port);
  return { car, host, wall, port, late, fatal, busFull, readyUs: car.nowUs };
}

describe('RealTime', () => {
  it('runs the car along with the wall: the cyclic frames of a second come within a second', () => {
    const { car, wall, port, readyUs } = startHost();
    wall.pass(1_000_000);
    const broadcast = port.received.length;
    expect(broadcast).toBeGreaterThan(15);
    expect(car.nowUs).toBeLessThanOrEqual(readyUs + 1_000_000);
    wall.pass(1_000_000);
    expect(port.received.length).toBe(2 * broadcast);
  });

  it('runs it N times as fast with rate N', () => {
    const slow = startHost();
    slow.wall.pass(9_950_000);
    const fast = startHost(10);
    fast.wall.pass(995_000);
    expect(fast.port.received).toEqual(slow.port.received);
  });

  it('conformance 60: keeps an answer that waits for its flow control until N_Bs, whatever is asked (documented choice)', () => {
    const { wall, port } = startHost();
    const answers = (): readonly string[] => port.received.filter((text) => text.startsWith('7BD'));
    port.says('7B5#0322F190CCCCCCCC');
    wall.pass(10_000);
    port.says(TESTER_PRESENT);
    wall.pass(900_000);
    expect(answers()).toEqual(['7BD#101462F190345431']);
    wall.pass(100_000);
    port.says(TESTER_PRESENT);
    wall.pass(10_000);
    expect(answers()).toEqual(['7BD#101462F190345431', PRESENT]);
  });

  it('answers a frame when its time on the wire is over, not before', () => {
    const { wall, port } = startHost();
    wall.pass(10_000);
    port.says(TESTER_PRESENT);
    const isAnswered = (): boolean => port.received.includes(PRESENT);
    expect(isAnswered()).toBe(false);
    wall.pass(100);
    expect(isAnswered()).toBe(false);
    wall.pass(900);
    expect(isAnswered()).toBe(true);
  });

  it('advances the car to the present before a stimulus: a deadline comes before an input of the same instant', () => {
    const { car, host, wall, readyUs } = startHost();
    wall.hang(60_000);
    const seenUs = host.act((target) => target.nowUs);
    expect(seenUs).toBe(readyUs + 60_000);
    expect(car.nowUs).toBe(readyUs + 60_000);
  });

  it('sends the frames that a stimulus causes by itself', () => {
    const { host, wall, port } = startHost();
    wall.pass(5_000);
    port.received.length = 0;
    host.act((car) => car.setVehicle({ doors: { driver: true } }));
    wall.pass(1_000);
    expect(port.received).toHaveLength(1);
    expect(port.received[0]).toMatch(/^620#/);
  });

  it('VEH-2: a request right after a power cycle is answered with the door known', async () => {
    const { car, host, wall, port } = startHost();
    const cycle = host.powerCycle(100_000);
    wall.pass(100_000 + car.profile.bootTimeUs);
    await cycle;
    port.says('7B5#03221004CCCCCCCC');
    wall.pass(10_000);
    expect(port.received.at(-1)).toBe('7BD#056210048002CCCC');
  });

  it('resolves a power cycle when the ECUs have booted', async () => {
    const { car, host, wall } = startHost();
    const cycle = host.powerCycle(100_000);
    expect(car.smartKey.phase).toBe('off');
    wall.pass(100_000);
    expect(car.smartKey.phase).toBe('booting');
    wall.pass(car.profile.bootTimeUs);
    await cycle;
    expect(car.smartKey.phase).toBe('running');
  });

  it('keeps the frames of a client that sends and leaves at once', () => {
    const { car, wall, port, host } = startHost();
    const watcher = new FakePort();
    host.connect(watcher);
    wall.pass(5_000);
    port.says('123#01');
    port.leaves();
    wall.pass(10_000);
    expect(watcher.received).toContain('123#01');
    wall.pass(100_000);
    const names = car.network.snapshot(new FrameTable()).nodes.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('client-'))).toEqual(['client-2']);
  });

  it('says that the car was late by more than 100 ms, and not again for 10 s', () => {
    const { wall, late } = startHost();
    wall.hang(90_000);
    wall.pass(0);
    expect(late).toEqual([]);
    wall.hang(500_000);
    wall.pass(0);
    wall.hang(500_000);
    wall.pass(0);
    expect(late).toHaveLength(1);
    expect(late[0]).toBeGreaterThan(390);
    wall.pass(10_000_000);
    wall.hang(500_000);
    wall.pass(0);
    expect(late).toHaveLength(2);
  });

  it('says again that it is late once 10 s of real time have passed, and no earlier', () => {
    const after = (us: number): number => {
      const { car, wall, late } = startHost();
      const fall = (): void => {
        wall.hang(car.deadlineUs() - car.nowUs + 150_000);
        wall.pass(0);
      };
      fall();
      const firstUs = wall.nowUs();
      while (wall.nowUs() < firstUs + us - 1_000_000) wall.pass(100_000);
      wall.hang(firstUs + us - wall.nowUs());
      wall.pass(0);
      return late.length;
    };
    expect([after(9_999_999), after(10_000_000)]).toEqual([1, 2]);
  });

  it('is late at any wake-up that comes more than 100 ms after its time', () => {
    const { car, wall, late } = startHost();
    const dueInUs = car.deadlineUs() - car.nowUs;
    wall.hang(dueInUs + 100_000);
    wall.pass(0);
    expect(late).toEqual([]);
    const next = startHost();
    next.wall.hang(next.car.deadlineUs() - next.car.nowUs + 100_001);
    next.wall.pass(0);
    expect(next.late).toEqual([100]);
  });

  it('counts every wake-up that came late, and keeps the latest', () => {
    const { host, wall } = startHost();
    expect(host.lateness()).toEqual({ count: 0, maxUs: 0 });
    wall.pass(1_000_000);
    expect(host.lateness()).toEqual({ count: 0, maxUs: 0 });
    wall.hang(1_000_000);
    wall.pass(0);
    const { count, maxUs } = host.lateness();
    expect(count).toBeGreaterThan(0);
    expect(maxUs).toBeGreaterThan(800_000);
    expect(maxUs).toBeLessThanOrEqual(1_000_000);
  });

  it.each([1, 10])('does not drift at rate %s, however late its wake-ups are', (rate) => {
    const { host, wall, readyUs } = startHost(rate);
    for (let second = 0; second < 60; second++) {
      wall.pass(700_000);
      wall.hang(300_000);
    }
    expect(host.act((car) => car.nowUs) - readyUs).toBe(60 * 1_000_000 * rate);
    expect(host.lateness().count).toBeGreaterThanOrEqual(60);
  });

  it('says so, again and again, when it cannot keep up: the process gets its turn too seldom', () => {
    const { wall, late } = startHost(10);
    for (let turn = 0; turn < 60; turn++) {
      wall.hang(1_000_000);
      wall.pass(0);
    }
    // 60 s of real time, at most one word in 10 s.
    expect(late.length).toBeGreaterThanOrEqual(5);
    expect(late.length).toBeLessThanOrEqual(7);
    expect(Math.min(...late)).toBeGreaterThan(800);
  });

  it('keeps in the log when a port received a frame, by its stamp and in vehicle time', () => {
    const { car, wall, port } = startHost(10);
    wall.pass(1_000_000);
    port.receivedAgoUs = 2_500;
    port.says('123#01');
    port.receivedAgoUs = null;
    port.says('123#02');
    const saidUs = car.nowUs;
    wall.pass(1_000);
    const said = [...car.log].filter(({ frame }) => frame.id === 0x123);
    expect(said.map(({ receivedUs }) => receivedUs)).toEqual([saidUs - 25_000, undefined]);
  });

  it('lets at most 64 frames of a client wait for the bus, and reads on when it has carried some: none is lost, in order', () => {
    const { car, wall, host } = startHost();
    const flooder = new FakePort();
    const watcher = new FakePort();
    host.connect(flooder);
    host.connect(watcher);
    const sent = Array.from({ length: 1_000 }, (_, number) =>
      `7FF#${number.toString(16).padStart(4, '0')}`.toUpperCase(),
    );
    flooder.floods(sent);
    const waiting = (): number =>
      car.network.snapshot(new FrameTable()).bus.stations.find(({ name }) => name === 'client-2')?.queue.length ?? 0;
    expect(waiting()).toBe(64);
    for (let turn = 0; turn < 400; turn++) {
      wall.pass(1_000);
      flooder.readOn();
      expect(waiting()).toBeLessThanOrEqual(64);
    }
    expect(watcher.received.filter((text) => text.startsWith('7FF#'))).toEqual(sent);
    expect(flooder.isHeldBack).toBe(false);
  });

  it.each(['7FF', '7BC'])('gives a client that floods with id %s what its ids win, and answers the others', (id) => {
    const { wall, port, host } = startHost();
    const flooder = new FakePort();
    host.connect(flooder);
    flooder.floods(new Array<string>(1_000).fill(`${id}#0102030405060708`));
    port.says(TESTER_PRESENT);
    // The request wins over both ids; the answer (7BD) over 7FF alone.
    for (let turn = 0; turn < 10; turn++) {
      wall.pass(1_000);
      flooder.readOn();
    }
    expect(port.received.includes(PRESENT)).toBe(id === '7FF');
  });

  it('answers the others beside a flood that wins every arbitration, and within 64 frame times of its end', () => {
    const { wall, port, host } = startHost();
    const flooder = new FakePort();
    host.connect(flooder);
    flooder.floods(new Array<string>(100_000).fill('001#0102030405060708'));
    port.says(TESTER_PRESENT);
    for (let turn = 0; turn < 500; turn++) {
      wall.pass(1_000);
      flooder.readOn();
    }
    const answers = (): number => port.received.filter((frame) => frame === PRESENT).length;
    expect(answers()).toBe(1);
    port.says(TESTER_PRESENT);
    flooder.leaves();
    wall.pass(64 * 250 + 2_000);
    expect(answers()).toBe(2);
  });

  it('drops what waits of a client that it has parted from', () => {
    const { car, wall, host } = startHost();
    const flooder = new FakePort();
    const watcher = new FakePort();
    host.connect(flooder);
    host.connect(watcher);
    flooder.floods(new Array<string>(64).fill('001#01'));
    flooder.room = 0;
    wall.pass(100_000);
    // Cut off by the first broadcast frame that it had no buffer for.
    expect(car.network.snapshot(new FrameTable()).nodes.map(({ name }) => name)).not.toContain('client-2');
  });

  it('says that a client fills the bus, once in 10 s', () => {
    const { wall, port, host, busFull } = startHost();
    const flooder = new FakePort();
    host.connect(flooder);
    flooder.floods(new Array<string>(100_000).fill('001#0102030405060708'));
    port.says(TESTER_PRESENT);
    const flood = (seconds: number): void => {
      for (let turn = 0; turn < 1_000 * seconds; turn++) {
        wall.pass(1_000);
        flooder.readOn();
      }
    };
    flood(3);
    expect(busFull).toHaveLength(1);
    expect(busFull[0]).toMatch(/^the bus is at (100|9\d) % load: fake: sends more than it carries$/);
    flood(6);
    expect(busFull).toHaveLength(1);
    flood(3);
    expect(busFull).toHaveLength(2);
  });

  it('stops once closed', () => {
    const { car, host, wall, port } = startHost();
    wall.pass(100_000);
    host.close();
    const { nowUs } = car;
    wall.pass(1_000_000);
    port.says(TESTER_PRESENT);
    expect(car.nowUs).toBe(nowUs);
  });

  it('cannot be advanced', () => {
    expect(() => startHost().host.advanceTo(1_000_000)).toThrow('real time moves by itself');
  });
});
