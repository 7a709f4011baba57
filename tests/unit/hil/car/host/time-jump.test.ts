import { describe, expect, it } from 'vitest';
import { encodeCandumpLine } from '../../../../../can-bus/trace/candump.ts';
import type { Micros } from '../../../../../can-bus/time/micros.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import type { HostEvent } from '../../../../../hil/car/host/host-event.ts';
import { FakePort } from './fake-port.ts';
import { FakeWall } from './fake-wall.ts';

const DAY_US: Micros = 86_400_000_000;

/** Each look at it takes 15 ms: a slice consists of two steps. */
class SlowWall extends FakeWall {
  /** How often the process got a turn. */
  turns = 0;
  #lookedUs = 0;

  override nowUs(): number {
    this.#lookedUs += 15_000;
    return super.nowUs() + this.#lookedUs;
  }

  override wake(afterUs: number, action: () => void): () => void {
    this.turns++;
    return super.wake(afterUs, action);
  }
}

interface Bench {
  readonly car: Car;
  readonly host: CarHost;
  readonly wall: SlowWall;
  readonly port: FakePort;
  readonly events: HostEvent[];
}

function start(): Bench {
  const wall = new SlowWall();
  const car = new Car();
  const host = new CarHost({ car, timeMode: 'virtual', wall, onFatal: () => undefined });
  const events: HostEvent[] = [];
  host.start();
  host.hostEvents.subscribe((event) => events.push(event));
  const port = new FakePort();
  host.connect(port);
  return { car, host, wall, port, events };
}

function logOf(car: Car): readonly string[] {
  return [...car.log].map((record) => encodeCandumpLine(record));
}

describe('a long advance', () => {
  it('is the same as one move, and lets the process do other work in between', async () => {
    const reference = start();
    const { car, host, wall, events } = start();
    const fromUs = car.nowUs;
    const toUs = fromUs + 1_234_567_891;
    reference.host.advanceTo(toUs);
    const advance = host.advance(toUs);
    expect(car.nowUs).toBe(fromUs + 200_000_000);
    wall.pass(0);
    expect([await advance, host.advancing, wall.turns]).toEqual([true, null, 6]);
    expect(logOf(car)).toEqual(logOf(reference.car));
    expect(events).toEqual(reference.events);
    expect(events).toEqual([{ timeUs: toUs, kind: 'time', event: 'time-advanced', fromUs, toUs }]);
  });

  it('takes what clients send meanwhile at its end, and does not read them', () => {
    const { car, host, wall, port } = start();
    const toUs = car.nowUs + 1_000_000_000;
    void host.advance(toUs);
    port.floods(['7B5#023E00', '7B5#023E80']);
    port.leaves();
    expect([port.unread, port.isHeldBack]).toEqual([['7B5#023E80'], true]);
    wall.pass(0);
    expect(port.isHeldBack).toBe(false);
    const request = [...car.log].find(({ frame }) => frame.id === 0x7b5);
    expect(request?.timeUs).toBeGreaterThanOrEqual(toUs);
  });

  it('is finished at once for an input of this process that cannot wait', async () => {
    const { car, host, wall } = start();
    const toUs = car.nowUs + 1_000_000_000;
    const advance = host.advance(toUs);
    host.setTime({ mode: 'real' });
    expect([car.nowUs, host.advancing]).toEqual([toUs, null]);
    expect(await advance).toBe(true);
    wall.pass(0);
    expect(host.timeMode).toBe('real');
  });

  it('ends at the present instant where the process is to end, and says so', async () => {
    const { car, host, events } = start();
    const fromUs = car.nowUs;
    const advance = host.advance(fromUs + DAY_US);
    const { advancing } = host;
    host.stopWaiting();
    expect([await advance, await advancing]).toEqual([false, false]);
    const toUs = fromUs + 200_000_000;
    expect([car.nowUs, host.advancing]).toEqual([toUs, null]);
    expect(events).toEqual([{ timeUs: toUs, kind: 'time', event: 'time-advanced', fromUs, toUs }]);
  });

  it('drops what clients have sent meanwhile where the process is to end: the next jump does not take it', async () => {
    const { car, host, port, wall } = start();
    const first = host.advance(car.nowUs + DAY_US);
    port.floods(['7B5#023E00']);
    host.stopWaiting();
    expect(await first).toBe(false);
    const second = host.advance(car.nowUs + 1_000_000_000);
    wall.pass(0);
    expect(await second).toBe(true);
    expect([...car.log].some(({ frame }) => frame.id === 0x7b5)).toBe(false);
  });

  it('ends at the present instant where it alone is stopped, and takes what has waited', async () => {
    const { car, host, port, wall } = start();
    const controller = new AbortController();
    const fromUs = car.nowUs;
    const advance = host.advance(fromUs + DAY_US, controller.signal);
    port.floods(['7B5#023E00']);
    controller.abort();
    expect([await advance, host.advancing, port.isHeldBack]).toEqual([false, null, false]);
    expect(car.nowUs - fromUs).toBeLessThan(201_000_000);
    expect([...car.log].some(({ frame }) => frame.id === 0x7bd)).toBe(true);
    wall.pass(0);
    expect(await host.advance(car.nowUs + 1, controller.signal)).toBe(true);
  });

  it('ends with the car', async () => {
    const { car, host, wall } = start();
    const advance = host.advance(car.nowUs + DAY_US);
    host.close();
    const { nowUs } = car;
    wall.pass(0);
    // No input may come any more.
    expect([await advance, car.nowUs, await host.advancing]).toEqual([false, nowUs, false]);
  });

  it('reports an error in the middle, and leaves the car free', async () => {
    const { car, host, wall } = start();
    const advance = host.advance(car.nowUs + DAY_US);
    car.advanceTo = (): void => {
      throw new RangeError('a bug');
    };
    const { advancing } = host;
    wall.pass(0);
    await expect(advance).rejects.toThrow('a bug');
    expect(await advancing).toBe(true);
    expect(host.advancing).toBe(null);
  });
});
