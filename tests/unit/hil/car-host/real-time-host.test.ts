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
