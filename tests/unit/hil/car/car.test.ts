import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import type { EcuTimer } from '../../../../ecu-sim/smart-key/timers.ts';
import type { CarEvent } from '../../../../hil/car/car-event.ts';
import type { CarOptions } from '../../../../hil/car/car-options.ts';
import { Car } from '../../../../hil/car/car.ts';
import { KeyError } from '../../../../hil/car/key-error.ts';
import { KeyRing } from '../../../../hil/car/key-ring.ts';
import { KEY_A, KEY_B, TestBench } from '../../../support/test-bench.ts';

const SECOND = 1_000_000;

interface Rig {
  readonly car: Car;
  /** What was done to it, as it was recorded. */
  readonly stimuli: () => readonly CarEvent['event'][];
}

function started(options: CarOptions = {}): Rig {
  const events: CarEvent[] = [];
  const car = new Car({ ...options, observer: { event: (event) => events.push(event) } });
  car.start();
  return {
    car,
    stimuli: () => events.filter(({ source }) => source === 'stimulus').map(({ event }) => event),
  };
}

/** Ids of the frames that are sent until then. */
function idsWithin(car: Car, us: number): readonly number[] {
  car.log.clear();
  car.advanceTo(car.nowUs + us);
  return [...new Set([...car.log].map(({ frame }) => frame.id))].sort((a, b) => a - b);
}

describe('a car', () => {
  it('VEH-2: is ready when each ECU has booted and sent each of its frames once', () => {
    const { car } = started();
    expect([...car.log].map(({ frame, sender }) => `${sender} ${frame.id.toString(16)}`).sort()).toEqual([
      'body 5b0',
      'body 620',
      'body 638',
      'smart-key 5b5',
    ]);
    expect(car.nowUs).toBeGreaterThan(50_000);
    expect(car.network.isIdle()).toBe(true);
  });

  it('sends its broadcasts in cycles, or only on change where it is to', () => {
    expect(idsWithin(started().car, SECOND)).toEqual([0x5b0, 0x5b5, 0x620, 0x638]);
    const { car } = started({ cyclicFrames: false });
    expect(idsWithin(car, SECOND)).toEqual([]);
    car.setVehicle({ doors: { driver: true } });
    expect(idsWithin(car, SECOND)).toContain(0x620);
  });

  it('moves to exactly the instant it is moved to', () => {
    const { car } = started();
    car.advanceTo(1_234_567);
    expect(car.nowUs).toBe(1_234_567);
  });

  it('answers a request of a participant of its bus', () => {
    const { car } = started({ cyclicFrames: false });
    const answers: string[] = [];
    const tool = {
      ...{ name: 'tool', listensTo: [0x7bd] },
      deadlineUs: () => Infinity,
      onDeadline: () => undefined,
      onFrame: ({ data }: { readonly data: Uint8Array }) => answers.push(toHex(data)),
      onFrameSent: () => undefined,
      hasPendingWork: () => false,
    };
    car.attach(tool);
    const ask = (): void => {
      car.network.apply(tool, (outbox) => outbox.send(dataFrame(0x7b5, fromHex('02 3E 00'))));
      car.settle();
    };
    ask();
    expect(answers).toEqual(['027E00CCCCCCCCCC']);
    car.detach(tool);
    expect(idsWithin(car, SECOND)).toEqual([]);
  });

  it('is observed from then on, with the timers of its ECU, until that ends', () => {
    const { car } = started();
    const events: CarEvent[] = [];
    let timers: () => readonly EcuTimer[] = () => [];
    const end = car.observe({
      event: (event) => events.push(event),
      attached: (read) => (timers = read),
    });
    car.setVehicle({ brake: true });
    expect(timers()).toEqual([]);
    end();
    end();
    car.setVehicle({ brake: false });
    expect(events.filter(({ source }) => source === 'stimulus')).toEqual([
      { timeUs: car.nowUs, source: 'stimulus', event: { kind: 'vehicle-changed', change: { brake: true } } },
    ]);
  });

  it('has the Smart Key ECU alone on its bus where somebody else plays the others', () => {
    const { car } = started({ onlySmartKey: true });
    expect(idsWithin(car, SECOND)).toEqual([0x5b5]);
    car.setVehicle({ powerMode: 'off', batteryMv: 9_000 });
    expect([car.body.inputs.powerMode, car.smartKey.inputs.supplyMv]).toEqual(['off', 9_000]);
  });
});

describe('the operator of a car', () => {
  it('VEH-1: changes doors, power mode and supply at the present instant, and nothing moves', () => {
    const { car, stimuli } = started();
    const beforeUs = car.nowUs;
    car.setVehicle({ doors: { driver: true }, powerMode: 'acc', batteryMv: 11_500 });
    expect(car.nowUs).toBe(beforeUs);
    expect(car.body.inputs).toMatchObject({ doors: { driver: true, trunk: false }, powerMode: 'acc' });
    expect(car.smartKey.inputs.supplyMv).toBe(11_500);
    expect(stimuli()).toEqual([
      { kind: 'vehicle-changed', change: { doors: { driver: true }, powerMode: 'acc', batteryMv: 11_500 } },
    ]);
  });

  it('is refused a supply that no car has, and nothing has changed', () => {
    const { car, stimuli } = started();
    expect(() => car.setVehicle({ batteryMv: 5_999, brake: true })).toThrow(
      expect.objectContaining({ code: 'usage/limit' }),
    );
    expect([car.body.inputs.brake, stimuli()]).toEqual([false, []]);
  });

  it('KEY-5: starts the engine with a key in the cabin, the brake and P; a second press leaves it running', () => {
    const { car, stimuli } = started();
    expect(car.pressEngineSwitch()).toMatchObject({ running: false });
    car.setVehicle({ brake: true });
    expect(car.pressEngineSwitch()).toEqual({ running: true, reason: null });
    expect(car.body.inputs.powerMode).toBe('running');
    expect(car.pressEngineSwitch()).toEqual({ running: true, reason: null });
    expect(stimuli().at(-1)).toEqual({ kind: 'engine-switch-pressed', running: true, reason: null });
  });

  it('makes, moves and holds keys; a key is seen in this car’s cabin alone', () => {
    const { car, stimuli } = started();
    expect(car.smartKey.inputs.cabinKeys).toEqual([KEY_A, KEY_B]);
    const { id } = car.makeKey({ id: 0xb0b, batteryMv: 2_900 });
    car.moveKey(KEY_A, 'outside');
    car.moveKey(id, 'cabin');
    expect(car.smartKey.inputs.cabinKeys).toEqual([0xb0b, KEY_B]);
    expect(car.touchKey(KEY_B)).toEqual({ reaction: 'start-permitted', reason: null });
    expect(stimuli().map(({ kind }) => kind)).toEqual(['key-made', 'key-moved', 'key-moved', 'key-touched']);
    expect(stimuli()[0]).toEqual({ kind: 'key-made', keyId: 0xb0b, life: 'blank', batteryMv: 2_900 });
  });

  it('KEY-5: presses buttons of keys, within what a finger does', () => {
    const { car, stimuli } = started();
    car.setVehicle({ powerMode: 'off' });
    car.settle();
    car.moveKey(KEY_A, 'outside');
    const answer = car.pressButton(KEY_A, 'lock', 0);
    expect(stimuli().at(-1)).toEqual({ kind: 'button-pressed', keyId: KEY_A, button: 'lock', holdMs: 0, ...answer });
    expect(() => car.pressButton(KEY_A, 'lock', -1)).toThrow(expect.objectContaining({ code: 'usage/limit' }));
  });

  it('cannot use keys that do not exist', () => {
    const { car, stimuli } = started();
    expect(() => car.touchKey(0xb0b)).toThrow(KeyError);
    expect(() => car.moveKey(0xb0b, 'cabin')).toThrow(KeyError);
    expect(() => car.pressButton(0xb0b, 'lock', 0)).toThrow(KeyError);
    expect(stimuli()).toEqual([]);
  });

  it('KEY-1: may carry a key to another car of the same world', () => {
    const keys = new KeyRing();
    const first = started({ keys }).car;
    const second = started({ keys, profile: parseProfile({ vin: '4T1BZ1FB3KU000000' }), registeredKeys: [] }).car;
    second.moveKey(KEY_A, 'cabin');
    expect([first.smartKey.inputs.cabinKeys, second.smartKey.inputs.cabinKeys]).toEqual([[KEY_B], [KEY_A]]);
  });

  it('records what came of asking the dealer', () => {
    const events: CarEvent[] = [];
    const car = new Car({ observer: { event: (event) => events.push(event) } });
    const asked = { action: 'approve', by: 'mona', requestNumber: 'R-1', outcome: 'approved', refusal: null };
    car.note({ kind: 'dealer-asked', ...asked });
    expect(events).toEqual([{ timeUs: 0, source: 'dealer', event: { kind: 'dealer-asked', ...asked } }]);
  });
});

describe('the supply of a car', () => {
  it('VEH-4: comes back after it was cut, and the ECUs boot', () => {
    const { car, stimuli } = started();
    const cutUs = car.nowUs;
    expect(car.cutPower(100_000)).toBe(cutUs + 150_000);
    expect(car.deadlineUs()).toBe(cutUs + 100_000);
    expect(idsWithin(car, 149_999)).toEqual([]);
    expect(idsWithin(car, 10_000)).toEqual([0x5b0, 0x5b5, 0x620, 0x638]);
    expect(stimuli().map(({ kind }) => kind)).toEqual(['power-cut', 'power-back']);
  });

  it('VEH-4: takes the frames with it that waited for the bus', () => {
    const { car } = started({ cyclicFrames: false });
    const request = dataFrame(0x7df, fromHex('02 01 0C'));
    for (const ecu of [car.engine, car.smartKey]) {
      car.network.apply(ecu, (outbox, nowUs) => ecu.onFrame(request, nowUs, outbox));
    }
    car.setVehicle({ doors: { driver: true } });
    car.cutPower(100_000);
    expect(idsWithin(car, 149_999)).toEqual([]);
  });

  it('VEH-4: fails for all ECUs within a memory write that it is to fail in', () => {
    const bench = new TestBench();
    const { car, events } = bench;
    bench.extended();
    car.setFaults({ memoryCut: { write: 1, block: null, byte: 0, offMs: 10 } });
    expect(bench.request('2E F1 99 26 11 29')).toBeNull();
    const stimuli = events.filter(({ source }) => source === 'stimulus');
    expect(stimuli.map(({ event }) => event.kind)).toEqual(['faults-set', 'power-cut', 'power-back']);
    expect(car.faults.memoryCut).toBeNull();
  });
});

describe('the faults of a car', () => {
  it('are set part by part and end together, those of VEH-8 too', () => {
    const { car, stimuli } = started();
    car.setFault('B27A5', true);
    car.setFaults({ silent: ['body'] });
    expect([car.faults.silent, car.smartKey.inputs.faults]).toEqual([['body'], ['B27A5']]);
    car.clearFaults();
    expect([car.faults.silent, car.smartKey.inputs.faults]).toEqual([[], []]);
    expect(stimuli()).toEqual([{ kind: 'faults-set', faults: { silent: ['body'] } }, { kind: 'faults-cleared' }]);
  });

  it('that are inputs in time act when they are due', () => {
    const { car } = started();
    car.setFaults({ supply: { points: [{ atMs: 20, mv: 9_000 }], stepMs: 0 } });
    car.advanceTo(car.nowUs + 19_999);
    expect(car.body.inputs.batteryMv).toBe(12_600);
    car.advanceTo(car.nowUs + 1);
    expect(car.body.inputs.batteryMv).toBe(9_000);
  });

  it('are refused for a key that does not exist, and beyond their limits', () => {
    const { car, stimuli } = started();
    expect(() => car.setFaults({ silent: ['body'], keyBattery: [{ keyId: 0xb0b, batteryMv: 0 }] })).toThrow(KeyError);
    expect(() => car.setFaults({ doorFlutter: { door: 'driver', periodMs: 0, edges: 1 } })).toThrow(
      expect.objectContaining({ code: 'usage/limit' }),
    );
    expect([car.faults.silent, stimuli()]).toEqual([[], []]);
  });
});
