import { describe, expect, it } from 'vitest';
import { FrameTable, restoreFrames } from '../../../../../can-bus/frame/frame-table.ts';
import { NO_DOIP_FAULT, type DoipFault } from '../../../../../can-bus/doip/fault-plan.ts';
import { NO_ANSWER_FAULT } from '../../../../../can-bus/faults/diagnostic-fault-plan.ts';
import { BusFaultPlanError, NO_BUS_FAULTS } from '../../../../../can-bus/virtual-bus/fault-plan.ts';
import { loadMemory } from '../../../../../ecu-sim/memory/non-volatile-memory.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarFaults } from '../../../../../hil/car/faults/car-faults.ts';
import { NO_FAULTS } from '../../../../../hil/car/faults/fault-plan.ts';
import { KEY_A } from '../../../../support/test-bench.ts';
import { faultTargetOf } from '../fault-target.ts';

interface Rig {
  readonly car: Car;
  readonly faults: CarFaults;
}

/** A started car, and faults that are set past its own. */
function rig(): Rig {
  const car = new Car();
  car.start();
  return { car, faults: new CarFaults(faultTargetOf(car)) };
}

/** Who sent the frames of the next second. */
function sendersOf({ car }: Rig): readonly string[] {
  car.log.clear();
  car.network.advanceTo(car.nowUs + 1_000_000);
  return [...new Set([...car.log].map(({ sender }) => sender))].sort();
}

const BABBLE = { id: 0x001, periodMs: 10, durationMs: 500 };

describe('the faults in force on a car', () => {
  it('are empty at first, and wait for nothing', () => {
    const { faults } = rig();
    expect([faults.plan, faults.deadlineUs, faults.watchesMemory]).toEqual([NO_FAULTS, Infinity, false]);
  });

  it('replace part by part; the others stay', () => {
    const { faults } = rig();
    faults.set({ silent: ['body'], bus: { ...NO_BUS_FAULTS, drop: 0.5 } });
    faults.set({ silent: ['engine'] });
    expect(faults.plan).toMatchObject({ silent: ['engine'], bus: { drop: 0.5 } });
  });

  it('are no longer left once they have been applied as often as they may', () => {
    const bench = rig();
    const { faults } = bench;
    faults.set({ bus: { ...NO_BUS_FAULTS, drop: 1, count: 2 }, silent: ['engine'] });
    expect(faults.planLeft.bus).toMatchObject({ drop: 1, count: 2 });
    sendersOf(bench);
    expect(faults.planLeft).toEqual({ ...NO_FAULTS, silent: ['engine'] });
    // The seed alone begins the plan again.
    faults.set({ seed: 7 });
    expect(faults.planLeft.bus).toMatchObject({ drop: 1, count: 2 });
  });

  it('of the DoIP gateway are left as long as one gateway has them left: each counts for itself', () => {
    const { faults } = rig();
    const fault = { ...NO_DOIP_FAULT, message: 'ack', drop: true, count: 1 } as const;
    faults.set({ doip: [fault] });
    expect(faults.planLeft.doip).toEqual([fault]);
    const spent = new Set<DoipFault>([fault]);
    faults.addGateway((one) => spent.has(one));
    expect(faults.planLeft.doip).toEqual([]);
    faults.addGateway(() => false);
    expect(faults.planLeft.doip).toEqual([fault]);
  });

  it('are refused as a whole where a part cannot be', () => {
    const { faults } = rig();
    const impossible = { bus: { ...NO_BUS_FAULTS, drop: 2 }, silent: ['body'] } as const;
    expect(() => faults.set(impossible)).toThrow(BusFaultPlanError);
    expect(faults.plan).toEqual(NO_FAULTS);
  });

  it('make ECUs silent, and let them speak again', () => {
    const bench = rig();
    expect(sendersOf(bench)).toEqual(['body', 'smart-key']);
    bench.faults.set({ silent: ['body'] });
    expect(sendersOf(bench)).toEqual(['smart-key']);
    bench.faults.set({ silent: [] });
    expect(sendersOf(bench)).toEqual(['body', 'smart-key']);
  });

  it('put an ECU bus-off: until it recovers by itself, or for as long as it is held', () => {
    const bench = rig();
    bench.faults.set({ busOff: { node: 'body', held: true } });
    expect(sendersOf(bench)).toEqual(['smart-key']);
    expect(bench.faults.plan.busOff).toEqual({ node: 'body', held: true });
    bench.faults.set({ busOff: { node: 'body', held: false } });
    expect(sendersOf(bench)).toEqual(['body', 'smart-key']);
    expect(bench.faults.plan.busOff).toBeNull();
  });

  it('flood the bus for as long as they say', () => {
    const bench = rig();
    bench.faults.set({ babble: BABBLE });
    expect(bench.faults.plan.babble).toEqual(BABBLE);
    bench.car.log.clear();
    bench.car.network.advanceTo(bench.car.nowUs + 1_000_000);
    expect([...bench.car.log].filter(({ frame }) => frame.id === 0x001)).toHaveLength(50);
    expect(bench.faults.plan.babble).toBeNull();
  });

  it('have inputs in time: a supply that follows a curve, a door switch that flutters', () => {
    const { car, faults } = rig();
    const fromUs = car.nowUs;
    faults.set({
      supply: { points: [{ atMs: 20, mv: 9_000 }], stepMs: 0 },
      doorFlutter: { door: 'driver', periodMs: 10, edges: 1 },
    });
    expect(faults.deadlineUs).toBe(fromUs + 10_000);
    expect(faults.take(fromUs + 10_000)).toEqual([{ kind: 'door', door: 'driver', open: true }]);
    expect(faults.plan.doorFlutter).toBeNull();
    expect(faults.take(fromUs + 20_000)).toEqual([{ kind: 'supply', mv: 9_000 }]);
    expect([faults.plan.supply, faults.deadlineUs]).toEqual([null, Infinity]);
  });

  it('VEH-4: watch the memory for the write that the power fails in, once', () => {
    const { faults } = rig();
    faults.set({ memoryCut: { write: 1, block: null, byte: 0, offMs: 1.5 } });
    expect(faults.watchesMemory).toBe(true);
    expect([faults.takeWriteCut(), faults.watchesMemory]).toEqual([1_500, false]);
    expect(faults.takeWriteCut()).toBe(0);
  });

  it('VEH-5, KEY-6: spoil blocks of the memory and run batteries of keys down', () => {
    const { car, faults } = rig();
    faults.set({ memoryDamage: ['keys'], keyBattery: [{ keyId: KEY_A, batteryMv: 1_900 }] });
    expect(loadMemory(car.smartKey.snapshot().memory.image, 7).damaged).toEqual(['keys']);
    expect(car.keys.get(KEY_A).batteryMv).toBe(1_900);
  });

  it('end all at once', () => {
    const bench = rig();
    bench.faults.set({ silent: ['body'], babble: BABBLE, answers: [{ ...NO_ANSWER_FAULT, drop: true }] });
    bench.faults.clear();
    expect(bench.faults.plan).toEqual(NO_FAULTS);
    expect(sendersOf(bench)).toEqual(['body', 'smart-key']);
  });

  it('go on from their snapshot: the flood, the curve and the plan', () => {
    const { car, faults } = rig();
    faults.set({
      babble: BABBLE,
      supply: { points: [{ atMs: 20, mv: 9_000 }], stepMs: 0 },
      answers: [{ ...NO_ANSWER_FAULT, delayMs: 1 }],
    });
    const frames = new FrameTable();
    const snapshot = faults.snapshot(frames);
    expect(structuredClone(snapshot)).toEqual(snapshot);
    faults.clear();
    faults.restore(snapshot);
    faults.restoreInterceptor(snapshot, restoreFrames(frames.entries));
    expect(faults.plan).toMatchObject({ babble: BABBLE, answers: [{ delayMs: 1 }] });
    expect(faults.deadlineUs).toBe(car.nowUs + 20_000);
    expect(faults.snapshot(new FrameTable())).toEqual(snapshot);
  });
});
