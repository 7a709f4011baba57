import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { BenchStation } from '../../../../hil/bench/bench-station.ts';
import type { DealerEvent } from '../../../../hil/car/car-event.ts';
import { Car } from '../../../../hil/car/car.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';

const scenario = loadScenario('name: none\nsteps:\n  - advance: 1 s\n', 'none.yaml');
const RESET_SEED = fromHex('00 01 01 23 45 67 89 AB');

interface Place {
  readonly car: Car;
  readonly station: BenchStation;
  readonly asked: DealerEvent[];
  readonly senders: string[];
}

function place(hasDealer = true): Place {
  const asked: DealerEvent[] = [];
  const senders: string[] = [];
  const car = new Car({
    profile: DEFAULT_PROFILE,
    cyclicFrames: false,
    observer: { frame: (_timeUs, _frame, sender) => senders.push(sender) },
  });
  car.start();
  car.advanceTo(1_000_000);
  const station = new BenchStation({
    ...{ scenario, profile: DEFAULT_PROFILE, bus: car.network, rate: null, hasDealer },
    nowUs: () => car.nowUs,
    onDealer: (event) => asked.push(event),
  });
  return { car, station, asked, senders };
}

describe('a station of a bench', () => {
  it.each(['oem', 'generic', 'functional'] as const)('sends requests to the %s endpoint', (endpoint) => {
    const { car, station } = place();
    const tester = station.start(endpoint, fromHex('3E 00'));
    expect(station.isSending(tester)).toBe(true);
    while (tester.isBusy()) car.advanceTo(car.deadlineUs());
    expect(station.isSending(tester)).toBe(false);
    expect(toHex(tester.exchange()?.response ?? new Uint8Array(), ' ')).toBe('7E 00');
  });

  it('refuses what no frame can carry, as an error of the bench', () => {
    const { station } = place();
    expect(() => station.start('functional', new Uint8Array(8))).toThrow(
      expect.objectContaining({ code: 'bench', hint: 'send fewer bytes, or to another endpoint' }),
    );
  });

  it('is on the bus as it was: its sender of frames leaves it again, or goes on with its traffic', () => {
    const { car, station, senders } = place();
    const nodes = (): readonly string[] => car.snapshot().network.nodes.map(({ name }) => name);
    const before = { station: station.snapshot(), car: car.snapshot() };
    station.startTraffic('one', dataFrame(0x123, fromHex('01')), 100_000);
    const during = { station: station.snapshot(), car: car.snapshot() };
    const withSender = nodes();
    station.restore(before.station);
    car.restore(before.car);
    expect(nodes()).toEqual(withSender.filter((name) => name !== 'scenario-frames'));
    expect(withSender).toContain('scenario-frames');
    station.restore(during.station);
    car.restore(during.car);
    senders.length = 0;
    car.advanceTo(car.nowUs + 350_000);
    expect([nodes(), senders.filter((name) => name === 'scenario-frames').length]).toEqual([withSender, 4]);
  });

  it('gives up what is answered to a cancelled request', () => {
    const { car, station } = place();
    const tester = station.start('oem', fromHex('3E 00'));
    station.cancel(tester);
    car.settle();
    expect([tester.isBusy(), tester.exchange()]).toEqual([false, null]);
  });

  it('AUT: has the right pass-code of each level', () => {
    const { station } = place();
    expect(toHex(station.passCodeFor(1, RESET_SEED))).toBe(toHex(new TextEncoder().encode('294211')));
  });

  it('asks the dealer at the calendar of the car, and reports the outcome', () => {
    const { station, asked } = place();
    expect(station.askDealer({ kind: 'request' }, null)).toMatchObject({
      answer: 'accepted',
      requestNumber: '19070100001',
      logged: 1,
    });
    expect(asked).toMatchObject([{ kind: 'dealer-asked', action: 'request-reset', outcome: 'requested' }]);
  });

  it('has no pass-code and no answer on a bench without a dealer', () => {
    const { station } = place(false);
    expect(() => station.passCodeFor(1, RESET_SEED)).toThrow('the bench has no dealer');
  });

  it('puts its own frames on the bus, once and in cycles', () => {
    const { car, station, senders } = place();
    const frame = dataFrame(0x123, Uint8Array.of(1));
    station.sendFrame(frame);
    station.startTraffic('noise', frame, 10_000);
    car.advanceTo(car.nowUs + 25_000);
    expect(senders.filter((sender) => sender === 'scenario-frames')).toHaveLength(4);
    expect([station.stopTraffic('noise'), station.stopTraffic('noise')]).toEqual([true, false]);
  });

  it('makes way for a scan tool, and returns afterwards', () => {
    const { car, station } = place();
    station.makeWay();
    expect(() => station.start('oem', fromHex('3E 00'))).toThrow();
    station.comeBack();
    const tester = station.start('oem', fromHex('3E 00'));
    while (tester.isBusy()) car.advanceTo(car.deadlineUs());
    expect(tester.exchange()?.outcome.kind).toBe('positive');
  });
});
