import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { CanPort, CanPortServer, ServerStatus } from '../../../../../can-bus/ports/can-port.ts';
import type { CarRecord } from '../../../../../hil/car/car-event.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost, type CarHostOptions } from '../../../../../hil/car/host/car-host.ts';
import { FakePort } from './fake-port.ts';

/** A host that notes when its time would move; the car moves only where a test says so. */
class NotingHost extends CarHost {
  readonly timeMode = 'virtual';
  readonly rate = 1;
  readonly notes: string[] = [];
  receivedUs: number | null = null;

  powerCycle(offUs: number): Promise<void> {
    this.enter(() => this.car.cutPower(offUs));
    return Promise.resolve();
  }

  advanceTo(timeUs: number): void {
    this.enter(() => this.car.advanceTo(timeUs));
  }

  protected startTime(): void {
    this.notes.push('start');
  }

  protected stopTime(): void {
    this.notes.push('stop');
  }

  protected bringToPresent(): void {
    this.notes.push('to present');
  }

  protected waitForNext(): void {
    this.notes.push('wait');
  }

  protected beforeFrame(): void {
    this.notes.push('before frame');
  }

  protected afterFrame(): void {
    this.notes.push('after frame');
  }

  protected receiveTimeUs(): number | null {
    return this.receivedUs;
  }
}

interface Rig {
  readonly car: Car;
  readonly host: NotingHost;
  readonly fatal: unknown[];
}

function rig(options: Partial<CarHostOptions> = {}): Rig {
  const car = new Car({ cyclicFrames: false });
  const fatal: unknown[] = [];
  const host = new NotingHost({ car, onFatal: (error) => fatal.push(error), ...options });
  host.start();
  host.notes.length = 0;
  return { car, host, fatal };
}

function connect(host: CarHost): FakePort {
  const port = new FakePort();
  host.connect(port);
  return port;
}

/** Lets what waits on the bus out. */
function run({ car, host }: Rig): void {
  host.advanceTo(car.nowUs + 100_000);
}

/** A bus with clients that a test lets in. */
class FakeServer implements CanPortServer {
  readonly url = 'fake:bus';
  readonly clients = new Subject<CanPort>();
  readonly status: Observable<ServerStatus> = new BehaviorSubject<ServerStatus>({ kind: 'listening', url: this.url });

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('the loop around a car', () => {
  it('has the car ready and stored before its time begins', () => {
    const order: string[] = [];
    const car = new Car();
    const store = { flush: (): unknown => order.push(`stored at ${car.nowUs > 50_000 ? 'the end' : 'boot'}`) };
    const host = new NotingHost({ car, store, onFatal: () => undefined });
    host.start();
    expect([order, host.notes]).toEqual([['stored at the end'], ['start']]);
  });

  it('takes a client’s frame at the present, hands it to the bus, and lets the answer out', () => {
    const bench = rig();
    const port = connect(bench.host);
    port.says('7B5#023E00');
    expect(bench.host.notes).toEqual(['to present', 'before frame', 'after frame']);
    run(bench);
    expect(port.received).toEqual(['7BD#027E00CCCCCCCCCC']);
  });

  it('records when a frame was received where that is known', () => {
    const bench = rig();
    const records: CarRecord[] = [];
    bench.host.events.subscribe((record) => records.push(record));
    const port = connect(bench.host);
    bench.host.receivedUs = 77;
    port.says('123#AB');
    bench.host.receivedUs = null;
    port.says('124#AB');
    run(bench);
    expect(records).toMatchObject([{ sender: 'client-1', receivedUs: 77 }, { sender: 'client-1' }]);
    expect(records[1]).not.toHaveProperty('receivedUs');
  });

  it('acts on the car at the present, and waits for what comes of it, also where the action throws', () => {
    const { host } = rig();
    expect(host.act((car) => car.body.inputs.powerMode)).toBe('on');
    const refused = (): never => {
      throw new Error('no such key');
    };
    expect(() => host.act(refused)).toThrow('no such key');
    expect(host.notes).toEqual(['to present', 'wait', 'to present', 'wait']);
  });

  it('reports the buses, and who is connected to each', () => {
    const { host } = rig();
    const server = new FakeServer();
    host.serve(server);
    const port = new FakePort();
    server.clients.next(port);
    expect(host.buses()).toEqual([{ url: 'fake:bus', clients: ['fake:'], loadPercent: 0 }]);
    port.leaves();
    expect(host.buses()).toEqual([{ url: 'fake:bus', clients: [], loadPercent: 0 }]);
  });

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
    const host = new NotingHost({ car, onFatal: () => undefined });
    const port = connect(host);
    port.says('123#AB');
    host.start();
    host.close();
    port.says('124#AB');
    expect([...car.log].map(({ frame }) => frame.id).filter((id) => id < 0x200)).toEqual([]);
    expect(host.notes).toEqual(['start', 'stop']);
    expect(() => host.act(() => undefined)).toThrow('the car has ended: nothing leaves it any more');
  });

  it('VEH-4: ends, and lets nothing out, where the car cannot be stored', () => {
    let isFull = false;
    const store = {
      flush: (): void => {
        if (isFull) throw new Error('the disk is full');
      },
    };
    const bench = rig({ store });
    const port = connect(bench.host);
    isFull = true;
    port.says('7B5#023E00');
    expect(bench.fatal).toEqual([new Error('the disk is full')]);
    expect([port.received, bench.host.notes.at(-1)]).toEqual([[], 'stop']);
  });

  it('reports once in a while that a client fills the bus', () => {
    const lines: string[] = [];
    const bench = rig({ onBusFull: (line) => lines.push(line) });
    const port = connect(bench.host);
    port.floods(new Array<string>(20_000).fill('001#0011223344556677'));
    for (let round = 0; round < 3_000; round++) {
      bench.host.advanceTo(bench.car.nowUs + 1_000);
      port.readOn();
    }
    expect(port.unread.length).toBeGreaterThan(0);
    expect(lines).toEqual([expect.stringMatching(/^the bus is at \d+ % load: fake: sends more than it carries/)]);
  });
});
