import { describe, expect, it } from 'vitest';
import { encodeCandumpLine } from '../../../../../can-bus/trace/candump.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { DEFAULT_PROFILE, parseProfile, type Profile } from '../../../../../ecu-sim/profile.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import type { CarStore } from '../../../../../hil/car/host/host-options.ts';
import { FrameTable } from '../../../../../can-bus/frame/frame-table.ts';
import { FakePort } from './fake-port.ts';

const TESTER_PRESENT = '7B5#023E00';
const PRESENT = '7BD#027E00CCCCCCCCCC';

interface Bench {
  readonly car: Car;
  readonly host: CarHost;
  readonly fatal: unknown[];
}

function startHost(store?: CarStore): Bench {
  const car = new Car();
  const fatal: unknown[] = [];
  const onFatal = (error: unknown): number => fatal.push(error);
  const host = new CarHost({ timeMode: 'virtual', car, onFatal, ...(store === undefined ? {} : { store }) });
  host.start();
  return { car, host, fatal };
}

function connect(host: CarHost): FakePort {
  const port = new FakePort();
  host.connect(port);
  return port;
}

function clientsOf(car: Car): readonly string[] {
  const names = car.network.snapshot(new FrameTable()).nodes.map(({ name }) => name);
  return names.filter((name) => name.startsWith('client-'));
}

describe('VirtualTime', () => {
  it('VEH-2: is at the end of boot and of the first frames when started, and stays there', () => {
    const { car } = startHost();
    const nowUs = car.nowUs;
    const ids = [...car.log].map(({ frame }) => frame.id);
    expect(ids).toEqual(expect.arrayContaining([0x5b0, 0x5b5, 0x620, 0x638]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(nowUs).toBeGreaterThan(car.profile.bootTimeUs);
    expect(nowUs).toBeLessThan(car.profile.bootTimeUs + 3_000);
  });

  it('answers a frame before the next one is taken, and time moves no further than that takes', () => {
    const { car, host } = startHost();
    const port = connect(host);
    const beforeUs = car.nowUs;
    port.says(TESTER_PRESENT);
    expect(port.received).toEqual([PRESENT]);
    expect(car.nowUs - beforeUs).toBeGreaterThan(300);
    expect(car.nowUs - beforeUs).toBeLessThan(1_000);
    expect(car.network.isIdle()).toBe(true);
  });

  it('sends a frame to every other client and never to its sender', () => {
    const { host } = startHost();
    const [one, other] = [connect(host), connect(host)];
    one.says('123#AB');
    expect(one.received).toEqual([]);
    expect(other.received).toEqual(['123#AB']);
  });

  it('applies a stimulus at the present instant; its frames are sent when time moves', () => {
    const { car, host } = startHost();
    const port = connect(host);
    const beforeUs = car.nowUs;
    host.act((target) => target.setVehicle({ doors: { driver: true } }));
    expect(car.nowUs).toBe(beforeUs);
    expect(port.received).toEqual([]);
    host.advanceTo(beforeUs + 1_000);
    expect(car.nowUs).toBe(beforeUs + 1_000);
    expect(port.received).toHaveLength(1);
    expect(port.received[0]).toMatch(/^620#/);
  });

  it('moves by offMs + bootTime with a power cycle', async () => {
    const { car, host } = startHost();
    const beforeUs = car.nowUs;
    await host.powerCycle(100_000);
    expect(car.nowUs - beforeUs).toBe(100_000 + car.profile.bootTimeUs);
    expect(car.smartKey.phase).toBe('running');
  });

  it('VEH-2: after a power cycle no request of any id is answered before the body ECU has reported', async () => {
    const answerTo = async (id: string, profile: Profile): Promise<string | undefined> => {
      const host = new CarHost({ timeMode: 'virtual', car: new Car({ profile }), onFatal: () => undefined });
      host.start();
      const port = connect(host);
      await host.powerCycle(100_000);
      port.says(`${id}#03221004CCCCCCCC`);
      return port.received.at(-1);
    };
    const generic = { kind: 'normal', requestId: 0x010, responseId: 0x018 };
    expect(await answerTo('7B5', DEFAULT_PROFILE)).toBe('7BD#056210048002CCCC');
    expect(await answerTo('010', parseProfile({ addressing: { generic } }))).toBe('18#056210048002CCCC');
  });

  it('ignores frames that come before the car is ready', () => {
    const car = new Car();
    const host = new CarHost({ timeMode: 'virtual', car, onFatal: () => undefined });
    const port = connect(host);
    port.says(TESTER_PRESENT);
    expect(car.nowUs).toBe(0);
    host.start();
    expect(port.received).toHaveLength(car.log.length);
  });

  it('lets a client leave, also one that is cut off in the middle of an advance, and the car continues', () => {
    const { car, host, fatal } = startHost();
    const [slow, other] = [connect(host), connect(host)];
    slow.room = 5;
    host.advanceTo(car.nowUs + 1_000_000);
    expect(slow.received).toHaveLength(5);
    expect(other.received.length).toBeGreaterThan(15);
    expect(clientsOf(car)).toEqual(['client-2']);
    other.leaves();
    expect(clientsOf(car)).toEqual([]);
    expect(fatal).toEqual([]);
  });

  describe('an answer whose flow control never comes', () => {
    const FIRST = '7BD#101462F190345431';
    const VIN = '7B5#0322F190CCCCCCCC';

    it('conformance 60: is ended by the next request on its endpoint, and time does not move for it', () => {
      const { car, host } = startHost();
      const port = connect(host);
      port.says(VIN);
      const beforeUs = car.nowUs;
      port.says(TESTER_PRESENT);
      expect(port.received).toEqual([FIRST, PRESENT]);
      expect(car.nowUs - beforeUs).toBeLessThan(1_000);
      port.says('7B5#300000CCCCCCCCCC');
      expect(port.received).toEqual([FIRST, PRESENT]);
    });

    it('conformance 60: is ended by a first frame too, and on the oem endpoint', () => {
      const { host } = startHost();
      const port = connect(host);
      port.says('750#B50322F190CCCCCC');
      port.says('750#B510132EF1980102');
      expect(port.received).toEqual(['758#B5101462F1903454', '758#B5300800CCCCCCCC']);
    });

    it('conformance 27: restarts S3 as N_Bs would', () => {
      const { car, host } = startHost();
      const port = connect(host);
      port.says('7B5#021003CCCCCCCCCC');
      port.says(VIN);
      expect(car.smartKey.firmware?.s3DeadlineUs).toBe(Infinity);
      const endedUs = car.nowUs;
      port.says('7B5#1008310102030405');
      expect(car.smartKey.firmware?.s3DeadlineUs).toBe(endedUs + 5_000_000);
    });

    it('conformance 17, 28: continues where only 3E 80 or a functional request came between', () => {
      const { host } = startHost();
      const port = connect(host);
      port.says(VIN);
      port.says('7B5#023E80CCCCCCCCCC');
      port.says('7DF#023E80CCCCCCCCCC');
      port.says('7B5#300000CCCCCCCCCC');
      expect(port.received).toEqual([FIRST, '7BD#21425A314642344B', '7BD#2255393939393939']);
    });

    it('leaves the other endpoint busy until then (0x21)', () => {
      const { host } = startHost();
      const port = connect(host);
      port.says(VIN);
      port.says('750#B5023E00CCCCCCCC');
      port.says(TESTER_PRESENT);
      port.says('750#B5023E00CCCCCCCC');
      expect(port.received.slice(1)).toEqual(['758#B5037F3E21CCCCCC', PRESENT, '758#B5027E00CCCCCCCC']);
    });

    it('conformance 60: is ended at the engine ECU too', () => {
      const { host } = startHost();
      const port = connect(host);
      port.says('7E0#020902CCCCCCCCCC');
      port.says('7E0#020100CCCCCCCCCC');
      expect(port.received).toEqual(['7E8#1014490201345431', '7E8#064100BFBFA813CC']);
    });
  });

  it('gives a tool that connects again its old name, and so the same trace', () => {
    const { car, host } = startHost();
    connect(host).leaves();
    connect(host).says('123#01');
    expect([...car.log].at(-1)?.sender).toBe('client-1');
  });

  it('gives the same trace byte for byte for the same sequence of requests', () => {
    const run = (): string => {
      const { car, host } = startHost();
      const port = connect(host);
      for (const text of ['7B5#021003', '7B5#022701', '7B5#0322F190', '7B5#300000', '123#01']) port.says(text);
      host.act((target) => target.touchKey(0xa100_0001));
      host.advanceTo(car.nowUs + 3_000_000);
      return [...car.log].map((record) => encodeCandumpLine(record)).join('\n');
    };
    const first = run();
    expect(first.split('\n').length).toBeGreaterThan(60);
    expect(run()).toBe(first);
  });

  it('stores before a frame leaves: the seed counter is safe when its seed is sent (AUT-1)', () => {
    const order: string[] = [];
    let port: FakePort | null = null;
    const store: CarStore = {
      markChanged: () => undefined,
      flush: () => order.push(`flush after ${port?.received.length ?? 0}`),
    };
    const { host } = startHost(store);
    port = connect(host);
    order.length = 0;
    port.says(TESTER_PRESENT);
    expect(port.received).toHaveLength(1);
    expect(order[0]).toBe('flush after 0');
  });

  it('lets nothing out when the store fails, says so once and takes nothing any more', () => {
    let isBroken = false;
    const trouble = new Error('disk full');
    const { car, host, fatal } = startHost({
      markChanged: () => undefined,
      flush: () => {
        if (isBroken) throw trouble;
      },
    });
    const port = connect(host);
    isBroken = true;
    port.says(TESTER_PRESENT);
    expect(port.received).toEqual([]);
    isBroken = false;
    const nowUs = car.nowUs;
    port.says(TESTER_PRESENT);
    expect(port.received).toEqual([]);
    expect(car.nowUs).toBe(nowUs);
    expect(fatal).toEqual([trouble]);
    expect(() => host.act((target) => target.touchKey(0xa100_0001))).toThrow('the car has ended');
  });

  it('lets what an action throws go through, and the car continues', () => {
    const { host, fatal } = startHost();
    expect(() => host.act((target) => target.touchKey(0x999))).toThrow('there is no key 00000999');
    const port = connect(host);
    port.says(TESTER_PRESENT);
    expect(port.received).toEqual([PRESENT]);
    expect(fatal).toEqual([]);
  });
});
