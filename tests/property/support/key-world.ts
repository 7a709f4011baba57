import assert from 'node:assert/strict';
import { loadMemory } from '../../../ecu-sim/memory/non-volatile-memory.ts';
import type { Procedure, SecurityLevel } from '../../../ecu-sim/smart-key/state.ts';
import type { CarDeadlines } from '../../../hil/car/car-state.ts';
import { KeyRing } from '../../../hil/car/key-ring.ts';
import { fromHex } from '../../../can-bus/bytes/hex.ts';
import { spaced, TestBench } from '../../support/test-bench.ts';
import { CarModel, WRITE_US, type ModelProcedure } from './car-model.ts';

const SLOTS = 4;
const DELETE = '31 01 02 03 03';

/** One thing that happens to one of the two cars. */
export type WorldStep = { readonly car: 0 | 1 } & (
  | { readonly kind: 'touch'; readonly from: 'slots' | 'ring' | 'blank'; readonly index: number }
  | { readonly kind: 'new-key'; readonly weak: boolean }
  | { readonly kind: 'door'; readonly open: boolean }
  | { readonly kind: 'supply'; readonly mv: number }
  | { readonly kind: 'request'; readonly hex: string }
  | { readonly kind: 'pass-code'; readonly level: SecurityLevel; readonly right: boolean }
  | { readonly kind: 'power-cut' }
  | { readonly kind: 'cut-delete'; readonly afterUs: number }
  | { readonly kind: 'wait'; readonly us: number; readonly alive: boolean }
  | {
      readonly kind: 'deadline';
      readonly deadline: keyof CarDeadlines;
      readonly offsetUs: number;
      readonly alive: boolean;
    }
);

interface ModelledCar {
  readonly bench: TestBench;
  readonly model: CarModel;
  eventsSeen: number;
  readonly seeds: Set<string>;
  seedCounter: number;
}

/** Two cars that share one ring of keys, each beside its model. */
export class KeyWorld {
  readonly ring: KeyRing = new KeyRing();
  readonly cars: readonly [ModelledCar, ModelledCar];

  constructor(seed: number) {
    this.cars = [
      this.#car('4T1BZ1FB4KU999999', [0xa100_0001, 0xa100_0002, 0xa100_0003], seed),
      this.#car('4T1BZ1FB3KU000000', [0xb100_0001], seed),
    ];
  }

  /** Does it, updates the model, and checks all invariants. */
  take(step: WorldStep): void {
    const car = this.cars[step.car];
    this.#act(car, step);
    this.#hearSession(car);
    car.model.expire(car.bench.nowUs);
    for (const each of this.cars) this.#check(each);
    this.#checkTogether();
  }

  #car(vin: string, registeredKeys: readonly number[], seed: number): ModelledCar {
    const profile = {
      vin,
      keySlots: SLOTS,
      resetDuration: 20,
      eraseWindow: 6,
      registrationStepTimeout: 8,
      attemptsDelay: 3,
      actionDurations: { erasureWrite: '120 ms' },
    };
    const bench = new TestBench({ keys: this.ring, registeredKeys, seed, profile });
    return {
      bench,
      model: new CarModel(bench.slots),
      eventsSeen: bench.events.length,
      seeds: new Set(),
      seedCounter: 0,
    };
  }

  #act(car: ModelledCar, step: WorldStep): void {
    const { bench, model } = car;
    switch (step.kind) {
      case 'touch':
        this.#touch(car, step.from, step.index);
        return;
      case 'new-key':
        bench.newKey(step.weak ? 2200 : 2201);
        return;
      case 'door':
        bench.door(step.open);
        model.doorOpen = step.open;
        return;
      case 'supply':
        bench.car.setVehicle({ batteryMv: step.mv });
        model.setSupply(step.mv);
        return;
      case 'request':
        this.#request(car, step.hex);
        return;
      case 'pass-code':
        this.#sendPassCode(car, step.level, step.right);
        return;
      case 'power-cut':
        this.#cut(car);
        return;
      case 'cut-delete':
        this.#cutDelete(car, step.afterUs);
        return;
      case 'wait':
        this.#moveTo(car, bench.nowUs + step.us, step.alive);
        return;
      case 'deadline': {
        const dueUs = bench.deadlines[step.deadline];
        if (dueUs !== null) this.#moveTo(car, dueUs + step.offsetUs, step.alive && step.deadline !== 'session');
        return;
      }
    }
  }

  #touch({ bench, model }: ModelledCar, from: 'slots' | 'ring' | 'blank', index: number): void {
    const all = this.ring.all();
    const some =
      from === 'ring'
        ? all
        : all.filter((key) => (from === 'slots' ? model.slots.includes(key.id) : key.boundVin === null));
    const key = some[index % Math.max(some.length, 1)];
    if (key === undefined) return;
    bench.touch(key.id);
    model.touch({ id: key.id, blank: key.boundVin === null, batteryMv: key.batteryMv }, bench.nowUs);
  }

  #request(car: ModelledCar, hex: string): void {
    const { bench, model } = car;
    const atUs = bench.nowUs;
    const answer = bench.requestNow(hex);
    // Silence, where bit 7 asked for it, is a yes: a refusal would have been reported.
    if (answer?.startsWith('7F') !== true) model.answered(hex, atUs);
  }

  #sendPassCode(car: ModelledCar, level: SecurityLevel, right: boolean): void {
    const { bench, model, seeds } = car;
    const seedAnswer = fromHex(bench.request(`27 0${level * 2 - 1}`) ?? '');
    const seed = seedAnswer.slice(2);
    if (seedAnswer[0] !== 0x67 || seed.every((byte) => byte === 0)) return;
    assert(bench.car.smartKey.content.seedCounter > car.seedCounter, 'AUT-1: the counter grows with each seed');
    assert(!seeds.has(spaced(seed)), 'AUT-1: a seed came twice');
    seeds.add(spaced(seed));
    const code = fromHex(bench.passCode(level, seed));
    if (!right) code[0] = (code[0] ?? 0) ^ 0x01;
    const answer = bench.sendKey(level, spaced(code));
    this.#hearSession(car);
    assert(right || !(answer ?? '').startsWith('67'), 'AUT-2: a wrong pass-code was taken');
    if (answer?.startsWith('67') === true) model.level = level;
  }

  #cut({ bench, model }: ModelledCar): void {
    bench.car.cutPower(5000);
    model.losePower();
    bench.car.settle();
  }

  /** The supply fails so long after a delete, which is before or at the end of its write (ERA-7). */
  #cutDelete(car: ModelledCar, afterUs: number): void {
    const { bench, model } = car;
    const atUs = bench.nowUs;
    bench.deliver(DELETE);
    const accepted = bench.car.smartKey.firmware?.processing !== null;
    bench.car.advanceTo(atUs + afterUs);
    if (accepted && afterUs >= WRITE_US) model.answered(DELETE, atUs);
    else if (!accepted) {
      this.#hearSession(car);
      model.expire(bench.nowUs);
    }
    this.#cut(car);
  }

  #moveTo({ bench }: ModelledCar, untilUs: number, alive: boolean): void {
    if (untilUs < bench.nowUs) return;
    if (alive) bench.advanceTo(untilUs);
    else bench.car.advanceTo(untilUs);
  }

  /** The ECU reports S3; what expired before it did so first. */
  #hearSession(car: ModelledCar): void {
    const { bench, model } = car;
    for (const { timeUs, event } of bench.events.slice(car.eventsSeen)) {
      if (event.kind !== 'session' || event.session !== 'default') continue;
      model.expire(timeUs);
      model.endSession();
    }
    car.eventsSeen = bench.events.length;
  }

  #check(car: ModelledCar): void {
    const { bench, model } = car;
    const { smartKey } = bench.car;
    assert.deepEqual(bench.slots, model.slots, 'AUT-4: the keys are those of the model');
    assert.deepEqual(new Set(bench.retired), model.retired, 'KEY-3: the retired keys are those of the model');
    assert.equal(new Set(bench.keys).size, bench.keys.length, 'KEY-2: an id twice');
    assert.equal(bench.slots.length, SLOTS, 'KEY-2: more keys than slots');
    assert.equal(bench.beeps, model.beeps, 'VEH-3: beeps');
    assert.deepEqual(
      modelled(smartKey.firmware?.procedure ?? { kind: 'none' }),
      model.procedure,
      'AUT-6: the procedure',
    );
    const due = 'dueUs' in model.procedure ? model.procedure.dueUs : null;
    assert.equal(bench.deadlines.procedure, due, 'RST-4, REG-7, ERA-2: the deadline');
    assert(smartKey.content.seedCounter >= car.seedCounter, 'AUT-1: the counter went back');
    car.seedCounter = smartKey.content.seedCounter;
    const stored = loadMemory(smartKey.image, SLOTS);
    assert.deepEqual(stored.damaged, [], 'VEH-4: the memory is whole');
    assert.deepEqual(stored.content.slots, model.slots, 'VEH-4: what is stored is what is true');
  }

  #checkTogether(): void {
    const [first, second] = this.cars;
    const held = [...first.bench.keys, ...second.bench.keys];
    assert.equal(new Set(held).size, held.length, 'KEY-1: a key in two cars');
    for (const id of [...first.model.retired, ...second.model.retired]) {
      assert(!held.includes(id), 'KEY-3: a retired key in a slot');
    }
    for (const id of held) assert.notEqual(this.ring.get(id).boundVin, null, 'KEY-1: a registered key is bound');
  }
}

/** The ECU's procedure in the model's words. */
function modelled(procedure: Procedure): ModelProcedure {
  switch (procedure.kind) {
    case 'none':
      return { kind: 'none' };
    case 'reset':
      return procedure.state === 'armed' ? { kind: 'armed' } : { kind: 'running', dueUs: procedure.deadlineUs };
    case 'registration': {
      const states = {
        'awaiting-registered-key': 21,
        'awaiting-pre-start-check': 22,
        'ready-to-start': 23,
        'awaiting-new-key': 24,
      } as const;
      const { mode, state, deadlineUs } = procedure;
      return { kind: 'registration', initial: mode === 'initial', state: states[state], dueUs: deadlineUs };
    }
    case 'erasure': {
      const { state, declared: count, touched, deadlineUs } = procedure;
      return state === 'declared' ? { kind: 'declared', count } : { kind: 'window', count, touched, dueUs: deadlineUs };
    }
  }
}
