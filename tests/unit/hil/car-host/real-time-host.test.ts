import { describe, expect, it } from 'vitest';
import { Car } from '../../../../hil/car/car.ts';
import { RealTimeHost } from '../../../../hil/car-host/real-time-host.ts';
import { FakePort } from './fake-port.ts';
import { FakeWall } from './fake-wall.ts';

const TESTER_PRESENT = '7B5#023E00';
const PRESENT = '7BD#027E00CCCCCCCCCC';

interface Bench {
  readonly car: Car;
  readonly host: RealTimeHost;
  readonly wall: FakeWall;
  readonly port: FakePort;
  readonly late: number[];
  readonly fatal: unknown[];
  /** Vehicle time when the car was ready. */
  readonly readyUs: number;
}

function startHost(rate = 1): Bench {
  const car = new Car();
  const wall = new FakeWall();
  const late: number[] = [];
  const fatal: unknown[] = [];
  const host = new RealTimeHost({
    car,
    rate,
    wall,
    onLate: (lateMs) => late.push(lateMs),
    onFatal: (error) => fatal.push(error),
  });
  host.start();
  const port = new FakePort();
  host.connect(port);
  return { car, host, wall, port, late, fatal, readyUs: car.nowUs };
}

describe('RealTimeHost', () => {
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

  it('brings the car to the present instant before a hand acts: a deadline comes before an input of the same instant', () => {
    const { car, host, wall, readyUs } = startHost();
    wall.hang(60_000);
    const seenUs = host.act((target) => target.nowUs);
    expect(seenUs).toBe(readyUs + 60_000);
    expect(car.nowUs).toBe(readyUs + 60_000);
  });

  it('lets the frames that a hand causes go out by themselves', () => {
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
    const names = car.network.snapshot().nodes.map(({ name }) => name);
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

  it('parts from a client that floods, with the reason; the car answers the others', () => {
    const { car, wall, port, host } = startHost();
    const flooder = new FakePort();
    host.connect(flooder);
    for (let sent = 0; sent < 200_000; sent++) flooder.says('7FF#');
    expect(flooder.cutOffReason).toBeNull();
    flooder.says('7FF#');
    flooder.says('7FF#');
    expect(flooder.cutOffReason).toBe('it floods the bus: more than 200000 of its frames wait to be sent');
    port.says(TESTER_PRESENT);
    wall.pass(10_000);
    expect(port.received).toContain(PRESENT);
    // What it has left waiting is soon gone with it.
    wall.pass(1_100_000);
    expect(car.network.snapshot().nodes.map(({ name }) => name)).not.toContain('client-2');
  });

  it('stands still once closed', () => {
    const { car, host, wall, port } = startHost();
    wall.pass(100_000);
    host.close();
    const { nowUs } = car;
    wall.pass(1_000_000);
    port.says(TESTER_PRESENT);
    expect(car.nowUs).toBe(nowUs);
  });

  it('cannot be advanced', () => {
    expect(() => startHost().host.advanceTo()).toThrow('real time moves by itself');
  });
});
