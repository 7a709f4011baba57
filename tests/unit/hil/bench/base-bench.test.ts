import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { BaseBench } from '../../../../hil/bench/base-bench.ts';
import { demoDealerPassCodes } from '../../../../hil/bench/demo-dealer-pass-codes.ts';
import { BenchStation } from '../../../../hil/bench/bench-station.ts';
import { Car } from '../../../../hil/car/car.ts';
import { driveInVirtualTime } from '../../../../hil/tool/drive-in-virtual-time.ts';
import type { ToolRun } from '../../../../hil/scenario/scenario.ts';
import type { ToolResult } from '../../../../hil/tool/tool-result.ts';
import { load } from '../scenario/verbs/verb-kit.ts';

const KEYS: Readonly<Record<string, number>> = { master: 0xa100_0001, valet: 0xa100_0002, spare: 0x1000_0001 };

/** The least that a bench has to be: one car. */
class LeastBench extends BaseBench {
  readonly car: Car;
  readonly asked: string[] = [];
  readonly #station: BenchStation;

  constructor() {
    super();
    this.car = new Car({
      profile: DEFAULT_PROFILE,
      observer: {
        frame: (timeUs, frame, sender) => {
          this.record.frame(timeUs, frame, sender);
          this.#station.frames.note(timeUs, frame);
        },
        event: (event) => this.record.event('car', event),
      },
    });
    this.#station = new BenchStation({
      ...{ scenario: load('advance: 1 s'), profile: DEFAULT_PROFILE, bus: this.car.network, rate: null },
      ...{ hasDealer: true, nowUs: () => this.car.nowUs, onDealer: () => undefined },
    });
    this.car.start();
    this.car.makeKey({ id: KEYS['spare'] ?? 0 });
    this.pass(1_000_000);
  }

  pass(spanUs: number): void {
    this.car.advanceTo(this.car.nowUs + spanUs);
  }

  request(hex: string): void {
    this.#station.start('oem', fromHex(hex));
    this.pass(100_000);
  }

  runUtility(run: ToolRun): ToolResult {
    const passCodes = demoDealerPassCodes({ passcodeSecret: DEFAULT_PROFILE.passcodeSecret });
    return driveInVirtualTime(this.utilityOf(run), { car: this.car, passCodes });
  }

  protected station(car: string): BenchStation {
    this.asked.push(`station of ${car}`);
    return this.#station;
  }

  protected idOf(key: string): number {
    const id = KEYS[key];
    if (id === undefined) throw new Error(`there is no key ${key}`);
    return id;
  }

  protected clearCarFaults(car: string): void {
    this.asked.push(`clear the faults of ${car}`);
  }
}

describe('what every bench does in the same way', () => {
  it('gives a key’s id as four bytes, the highest first', () => {
    const bench = new LeastBench();
    expect(bench.keyId('master')).toEqual(fromHex('A1 00 00 01'));
    expect(() => bench.keyId('lost')).toThrow('there is no key lost');
  });

  it('asks the station of the car that is meant', () => {
    const bench = new LeastBench();
    expect(bench.passCodeFor('second', 1, fromHex('00 01 01 23 45 67 89 AB'))).toEqual(
      new TextEncoder().encode('294211'),
    );
    expect(bench.askDealer('car', { kind: 'request' }, null)).toMatchObject({ answer: 'accepted', logged: 1 });
    expect(bench.asked).toEqual(['station of second', 'station of car']);
  });

  it('VEH-8: ends the faults of the car, and those of its dealer', () => {
    const bench = new LeastBench();
    bench.orderDealerFaults('car', { away: true });
    expect(bench.askDealer('car', { kind: 'request' }, null)).toMatchObject({ answer: 'refused' });
    bench.clearFaults('car');
    expect(bench.asked).toContain('clear the faults of car');
    expect(bench.askDealer('car', { kind: 'request' }, null)).toMatchObject({ answer: 'accepted' });
  });

  it('puts frames on the bus, and sees them there', () => {
    const bench = new LeastBench();
    const watch = bench.watchFrames('car', ({ id }) => id === 0x124);
    expect(bench.lastFrame('car', 0x123)).toBeNull();
    bench.sendFrame('car', dataFrame(0x123, Uint8Array.of(1)));
    bench.startTraffic('car', 'noise', dataFrame(0x124, Uint8Array.of(2)), 10_000);
    bench.pass(25_000);
    expect(bench.lastFrame('car', 0x123)?.frame.data).toEqual(Uint8Array.of(1));
    expect(watch.seen?.frame.data).toEqual(Uint8Array.of(2));
    expect([bench.stopTraffic('car', 'noise'), bench.stopTraffic('car', 'noise')]).toEqual([true, false]);
  });

  it('keeps a session alive as long as that is wanted', () => {
    const bench = new LeastBench();
    const isKeptAlive = (): boolean => {
      const watch = bench.watchFrames('car', ({ id, data }) => id === 0x750 && data[2] === 0x3e);
      bench.request('10 03');
      bench.pass(10_000_000);
      watch.end();
      return watch.seen !== null;
    };
    bench.keepAlive('car', true);
    expect(isKeptAlive()).toBe(true);
    bench.keepAlive('car', false);
    expect(isKeptAlive()).toBe(false);
  });

  it('makes the utility of the scan tool that is wanted, with the keys by their ids', () => {
    const bench = new LeastBench();
    expect(bench.runUtility({ utility: 'register', touch: ['master', 'spare'] })).toMatchObject({
      ...{ kind: 'done', utility: 'register', added: [0x1000_0001] },
    });
    expect(bench.runUtility({ utility: 'erase', touch: ['master'] })).toMatchObject({ kind: 'done', utility: 'erase' });
    expect(bench.runUtility({ utility: 'reset' })).toMatchObject({ kind: 'done', utility: 'reset' });
    expect(() => bench.runUtility({ utility: 'erase', touch: ['lost'] })).toThrow('there is no key lost');
  });

  it('has the last requests and the hash of all that was seen', () => {
    const [one, same] = [new LeastBench(), new LeastBench()];
    expect(one.traceHash()).toMatch(/^[0-9a-f]{64}$/);
    expect(one.traceHash()).toBe(same.traceHash());
    one.runUtility({ utility: 'reset' });
    expect(one.traceHash()).not.toBe(same.traceHash());
    expect(one.recentExchanges()).toHaveLength(8);
  });
});
