import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';
import type { VirtualBenchOptions } from '../../../../hil/bench/virtual-cars.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';

const SECOND = 1_000_000;

/** @param lines of the scenario beside its steps */
function bench(lines: readonly string[] = [], part: Partial<VirtualBenchOptions> = {}): VirtualBench {
  const scenario = loadScenario(['name: x', ...lines, 'steps: [{ advance: 1 s }]'].join('\n'), 'x.yaml');
  return new VirtualBench(scenario, { seed: 1, profile: {}, ...part });
}

const TWO_CARS = [
  'cars: { car: {}, second: { profile: { vin: 4T1BZ1FB3KU000000 }, registered: [other] } }',
  'keys: { other: }',
];
const request = (one: VirtualBench, hex: string, car = 'car'): string =>
  one.request(car, 'oem', fromHex(hex)).outcome.kind;

describe('the bench in virtual time', () => {
  it('has its cars booted when it is made', () => {
    const one = bench();
    expect(one.nowUs()).toBeLessThan(100_000);
    expect(request(one, '3E 00')).toBe('positive');
    expect(one.observe('car')).toMatchObject({ registered: ['master', 'valet'], session: 'default' });
    one.close();
  });

  it('takes its profile below what the scenario asks for', () => {
    const profile = { keySlots: 3, registrationStepTimeout: '20 s' };
    const one = bench(['profile: { keySlots: 5 }'], { profile });
    expect(one.observe('car')).toMatchObject({ freeSlots: 3 });
  });

  it('goes to the next instant at which something is due, and not beyond the limit', () => {
    const one = bench();
    one.advanceTo(SECOND);
    // A frame of 0x5B0 is due within 100 ms.
    expect(one.advanceToNext(2 * SECOND)).toBe(true);
    expect(one.nowUs()).toBeLessThanOrEqual(1_100_000);
    const nowUs = one.nowUs();
    expect(one.advanceToNext(nowUs)).toBe(false);
    expect(one.nowUs()).toBe(nowUs);
  });

  it('moves time to the answer of a request, and with a request that is only sent to its end on the wire', () => {
    const one = bench();
    one.advanceTo(SECOND);
    const { outcome, finishedUs } = one.request('car', 'generic', fromHex('22 F1 86'));
    expect(outcome).toMatchObject({ kind: 'positive', response: fromHex('62 F1 86 01') });
    expect(one.nowUs()).toBe(finishedUs);
    one.send('car', 'oem', fromHex('10 03'));
    expect(one.nowUs() - finishedUs).toBeLessThan(1000);
    one.advanceTo(one.nowUs() + 100_000);
    expect(one.observe('car')).toMatchObject({ session: 'extended' });
  });

  it('has the deadline of a timer that runs', () => {
    const one = bench();
    one.advanceTo(SECOND);
    expect(one.deadline('car', 'session')).toBeNull();
    request(one, '10 03');
    expect(one.deadline('car', 'session')).toBeGreaterThan(5 * SECOND);
  });

  it('VEH-1: does to the car what somebody at it would', () => {
    const one = bench(['keys: { spare: }']);
    one.advanceTo(SECOND);
    one.setVehicle('car', { doors: { driver: true }, batteryMv: 11_500 });
    one.moveKey('car', 'master', 'outside');
    one.moveKey('car', 'spare', 'cabin');
    one.setFault('car', 'B27A5', true);
    expect(one.touchKey('car', 'spare')).toEqual({
      reaction: expect.any(String) as string,
      reason: expect.anything() as unknown,
    });
    expect(one.observe('car')).toMatchObject({
      ...{ doors: { driver: true }, batteryV: 11.5, faults: ['B27A5'] },
      keys: { master: { location: 'outside' }, valet: { location: 'cabin' }, spare: { location: 'cabin' } },
    });
    one.clearFaults('car');
    expect(one.pressButton('car', 'master', 'lock', 100).reaction).toEqual(expect.any(String));
  });

  it('lets time pass until the ECUs have booted after a power cycle', () => {
    const one = bench();
    one.advanceTo(SECOND);
    request(one, '10 03');
    one.powerCycle('car', 250_000);
    expect(one.nowUs()).toBeGreaterThan(SECOND + 250_000);
    expect(request(one, '3E 00')).toBe('positive');
    expect(one.observe('car')).toMatchObject({ session: 'default' });
  });

  it('runs a utility of the scan tool to its end', () => {
    const one = bench(['keys: { spare: }']);
    one.advanceTo(SECOND);
    expect(one.runTool('car', { utility: 'register', touch: ['master', 'spare'] })).toMatchObject({ kind: 'done' });
    expect(one.observe('car')).toMatchObject({ registered: ['master', 'valet', 'spare'] });
    expect(request(one, '3E 00')).toBe('positive');
  });

  it('lets vehicle time pass where the dealer answers late', () => {
    const one = bench();
    one.advanceTo(SECOND);
    one.orderDealerFaults('car', { lateMs: 3000 });
    expect(one.askDealer('car', { kind: 'request' }, null)).toMatchObject({ answer: 'accepted' });
    expect(one.nowUs()).toBe(4 * SECOND);
  });

  it('continues from a snapshot as it did, also with frames of its own that begin after it', () => {
    const one = bench(['keys: { spare: }']);
    one.advanceTo(SECOND);
    const start = one.snapshot();
    const equalFrames = (): number => {
      // The tester comes back to the bus: of equal identifiers the node that came first sends first.
      one.runTool('car', { utility: 'register', touch: ['master', 'spare'] });
      one.sendFrame('car', dataFrame(0x750, Uint8Array.of(0x81, 1, 2)));
      one.send('car', 'oem', fromHex('3E 80'));
      return one.nowUs();
    };
    const first = equalFrames();
    const later = one.snapshot();
    one.restore(start);
    expect(equalFrames()).toBe(first);
    const next = request(one, '3E 00') + String(one.nowUs());
    one.restore(start);
    one.restore(later);
    expect(request(one, '3E 00') + String(one.nowUs())).toBe(next);
  });

  it('is the same again with the same seed, and another one with another', () => {
    const hash = (seed: number): string => {
      const one = bench([], { seed });
      one.advanceTo(SECOND);
      request(one, '10 03');
      request(one, '27 01');
      return one.traceHash();
    };
    expect(hash(1)).toBe(hash(1));
    expect(hash(2)).not.toBe(hash(1));
  });
});

describe('several cars on one bench', () => {
  it('share one time', () => {
    const one = bench(TWO_CARS);
    one.advanceTo(SECOND);
    request(one, '3E 00', 'second');
    const nowUs = one.nowUs();
    expect(one.observe('car')).toMatchObject({ timeUs: nowUs });
    expect(one.observe('second')).toMatchObject({ timeUs: nowUs, registered: ['other'] });
  });

  it('KEY-1: share their keys, and a key that goes into one leaves the other', () => {
    const one = bench(TWO_CARS);
    one.advanceTo(SECOND);
    one.moveKey('second', 'master', 'cabin');
    const place = (car: string): unknown => {
      const keys = one.observe(car)['keys'];
      return typeof keys === 'object' && keys !== null && 'master' in keys ? keys['master'] : null;
    };
    expect(place('second')).toMatchObject({ location: 'cabin' });
    expect(place('car')).toMatchObject({ location: 'outside' });
  });

  it('are watched each by itself, from before their first frame', () => {
    const seen = new Map<string, number>();
    bench(TWO_CARS, {
      observer: (car) => ({ frame: (timeUs) => seen.set(car, seen.get(car) ?? timeUs) }),
    }).advanceTo(SECOND);
    expect([...seen.keys()].sort()).toEqual(['car', 'second']);
    expect(Math.max(...seen.values())).toBeLessThan(100_000);
  });

  it('are refused with one VIN, which the bench’s profile can give them', () => {
    const twins = ['cars: { car: { profile: { vin: 4T1BZ1FB3KU000000 } }, second: {} }'];
    expect(() => bench(twins, { profile: { vin: '4T1BZ1FB3KU000000' } })).toThrow(
      expect.objectContaining({ name: 'BenchError', message: 'two cars have the VIN 4T1BZ1FB3KU000000' }),
    );
  });

  it('are known by their names alone', () => {
    const one = bench();
    expect(() => one.observe('third')).toThrow('there is no car third on the bench');
    expect(() => one.touchKey('car', 'third')).toThrow('there is no key third on the bench');
  });
});
