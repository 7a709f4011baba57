import { describe, expect, it } from 'vitest';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import type { CarHostOptions } from '../../../../../hil/car/host/host-options.ts';
import { FakePort } from './fake-port.ts';
import { FakeWall } from './fake-wall.ts';

interface Rig {
  readonly car: Car;
  readonly host: CarHost;
  readonly wall: FakeWall;
  readonly fatal: unknown[];
}

function rig(options: Partial<CarHostOptions> = {}): Rig {
  const car = new Car({ cyclicFrames: false });
  const wall = new FakeWall();
  const fatal: unknown[] = [];
  const host = new CarHost({ car, timeMode: 'real', wall, onFatal: (error) => fatal.push(error), ...options });
  host.start();
  return { car, host, wall, fatal };
}

function connect(host: CarHost): FakePort {
  const port = new FakePort();
  host.connect(port);
  return port;
}

/** Lets what waits on the bus out. */
function run({ wall }: Rig): void {
  wall.pass(100_000);
}

describe('the loop around a car', () => {
  it('gives a client that connects again the name of the one that left', () => {
    const bench = rig();
    const first = connect(bench.host);
    connect(bench.host);
    first.leaves();
    run(bench);
    const third = connect(bench.host);
    third.says('123#AB');
    run(bench);
    expect([...bench.car.log].at(-1)?.sender).toBe('client-1');
  });

  it('sends what a client had said before it left, and drops that of one it was parted from', async () => {
    const bench = rig();
    const [leaving, closed] = [connect(bench.host), connect(bench.host)];
    leaving.says('123#AB');
    closed.says('124#AB');
    leaving.leaves();
    await closed.close();
    run(bench);
    expect([...bench.car.log].map(({ frame }) => frame.id).filter((id) => id < 0x200)).toEqual([0x123]);
  });

  it('does not read a client while 64 of its frames wait for the bus, and reads it again once they are out', () => {
    const bench = rig();
    const port = connect(bench.host);
    port.floods(Array.from({ length: 100 }, () => '123#AB'));
    expect([port.isHeldBack, port.unread.length]).toEqual([true, 36]);
    run(bench);
    expect(port.isHeldBack).toBe(false);
  });

  it('has nothing to do with clients before it runs, nor after its end', () => {
    const car = new Car();
    const host = new CarHost({ car, timeMode: 'real', wall: new FakeWall(), onFatal: () => undefined });
    const port = connect(host);
    port.says('123#AB');
    host.start();
    host.close();
    port.says('124#AB');
    expect([...car.log].map(({ frame }) => frame.id).filter((id) => id < 0x200)).toEqual([]);
    expect(() => host.act(() => undefined)).toThrow('the car has ended: nothing leaves it any more');
  });

  it('VEH-4: ends, and lets nothing out, where the car cannot be stored', () => {
    let isFull = false;
    const store = {
      markChanged: () => undefined,
      flush: (): void => {
        if (isFull) throw new Error('the disk is full');
      },
    };
    const bench = rig({ store });
    const port = connect(bench.host);
    isFull = true;
    port.says('7B5#023E00');
    expect(bench.fatal).toEqual([new Error('the disk is full')]);
    expect(port.received).toEqual([]);
  });

  it('reports once in a while that a client fills the bus', () => {
    const lines: string[] = [];
    const bench = rig({ onBusFull: (line) => lines.push(line) });
    const port = connect(bench.host);
    port.floods(new Array<string>(20_000).fill('001#0011223344556677'));
    for (let round = 0; round < 3_000; round++) {
      bench.wall.pass(1_000);
      port.readOn();
    }
    expect(port.unread.length).toBeGreaterThan(0);
    expect(lines).toEqual([expect.stringMatching(/^the bus is at \d+ % load: fake: sends more than it carries/)]);
  });
});
