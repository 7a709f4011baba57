import { describe, expect, it } from 'vitest';
import { MICROS_PER_SECOND } from '../../../../can-bus/time/micros.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import type { CarOptions } from '../../../../hil/car/car-options.ts';
import { Car } from '../../../../hil/car/car.ts';
import { driveInVirtualTime } from '../../../../hil/tool/drive-in-virtual-time.ts';
import { erase } from '../../../../hil/tool/erase.ts';
import { demoDealerPassCodes } from '../../../../hil/bench/demo-dealer-pass-codes.ts';
import { read } from '../../../../hil/tool/read.ts';
import { register } from '../../../../hil/tool/register.ts';
import { reset } from '../../../../hil/tool/reset.ts';
import type { PassCodeSource, TesterCommand } from '../../../../hil/tester/command.ts';
import type { ConversationStep } from '../../../../hil/tester/conversation.ts';
import type { ToolResult, ToolUtility } from '../../../../hil/tool/tool-result.ts';

const MASTER = 0xa100_0001;
const VALET = 0xa100_0002;

function startedCar(options: CarOptions = {}): Car {
  const car = new Car(options);
  car.start();
  return car;
}

function dealerOf(car: Car): PassCodeSource {
  return demoDealerPassCodes({ passcodeSecret: car.profile.passcodeSecret });
}

/** Runs it; `before` sees each command before it is carried out, and may act on the car. */
function drive(car: Car, utility: ToolUtility, before: (command: TesterCommand) => void = () => undefined): ToolResult {
  return driveInVirtualTime(utility, { car, passCodes: dealerOf(car), observer: { before } });
}

/** True at the request with these first bytes. */
function isRequest(command: TesterCommand, ...bytes: readonly number[]): boolean {
  return command.kind === 'request' && bytes.every((byte, index) => command.payload[index] === byte);
}

describe('the scan tool at a car in this process', () => {
  it('RST-3, RST-4: resets it in 16 minutes of vehicle time and finds no key left', () => {
    const car = startedCar();
    const steps: ConversationStep[] = [];
    const result = driveInVirtualTime(reset(), {
      car,
      passCodes: dealerOf(car),
      observer: { step: (step) => steps.push(step) },
    });
    expect(result).toMatchObject({ kind: 'done', keysErased: 2, keys: { registered: 0, freeSlots: 7 } });
    expect(carStateOf(car)).toMatchObject({ slots: Array(7).fill(null), retired: ['A1000001', 'A1000002'] });
    const begun = steps.find(({ command }) => isRequest(command, 0x31, 0x01, 0x02, 0x01, 0x02));
    const passed = car.nowUs - (begun?.endUs ?? 0);
    expect(passed).toBeGreaterThanOrEqual(960 * MICROS_PER_SECOND);
    expect(passed).toBeLessThan(961 * MICROS_PER_SECOND);
  });

  it('REG-5: registers two keys in one run after a reset', () => {
    const car = startedCar();
    drive(car, reset());
    const keys = [car.makeKey({}).id, car.makeKey({}).id];
    expect(drive(car, register({ touch: keys }))).toMatchObject({
      kind: 'done',
      mode: 'initial',
      added: keys,
      keys: { registered: 2, freeSlots: 5 },
    });
    expect(carStateOf(car)).toMatchObject({ procedure: 'none', beeps: { total: 2 } });
  });

  it('REG-4: adds two keys to a car with keys, each in a run of its own', () => {
    const car = startedCar();
    const keys = [car.makeKey({}).id, car.makeKey({}).id];
    expect(drive(car, register({ touch: [MASTER, ...keys] }))).toMatchObject({
      kind: 'done',
      mode: 'additional',
      added: keys,
      keys: { registered: 4, freeSlots: 3 },
    });
    expect(carStateOf(car).beeps.total).toBe(4);
  });

  it('ERA-5: keeps the touched key and erases the other, through the 0x78 of the memory write', () => {
    const car = startedCar();
    expect(drive(car, erase({ touch: [VALET] }))).toMatchObject({
      kind: 'done',
      kept: [VALET],
      keysErased: 1,
      keys: { registered: 1, freeSlots: 6 },
    });
    expect(carStateOf(car)).toMatchObject({ retired: ['A1000001'], procedure: 'none' });
  });

  it('reads names and values, by the generic endpoint too', () => {
    const car = startedCar();
    const result = driveInVirtualTime(read(), { car, passCodes: dealerOf(car), endpoint: 'generic' });
    if (result.kind !== 'done' || result.utility !== 'read') throw new Error('it was not read');
    const values = Object.fromEntries(result.readings.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      vin: '4T1BZ1FB4KU999999',
      ecuSerial: '5A17C0D',
      session: 'default',
      registeredKeys: 2,
      slots: ['A1000001', 'A1000002', null, null, null, null, null],
      batteryMv: 12_600,
      procedure: { procedure: 'none', state: 'idle', elapsedMs: 0, remainingMs: 0 },
      history: [],
    });
    expect(result.readings).toHaveLength(22);
  });

  it('leaves the bus and the session as they were', () => {
    const car = startedCar();
    drive(car, register({ touch: [MASTER, car.makeKey({}).id] }));
    expect(carStateOf(car).session).toBe('default');
    expect(drive(car, read()).kind).toBe('done');
  });

  it.each<[string, (car: Car) => void, ToolUtility, string]>([
    ['B278D', (car) => car.setFault('B278D', true), register({ touch: [MASTER, 1] }), 'prohibited-by-fault'],
    ['10.9 V', (car) => car.setVehicle({ batteryMv: 10_900 }), register({ touch: [MASTER, 1] }), 'battery'],
    ['5 km/h', (car) => car.setVehicle({ speedKmh: 5 }), register({ touch: [MASTER, 1] }), 'speed'],
    ['10.9 V', (car) => car.setVehicle({ batteryMv: 10_900 }), reset(), 'battery'],
    ['two of two keys present', () => undefined, erase({ touch: [MASTER, VALET] }), 'out-of-range'],
    ['an unregistered key first', () => undefined, register({ touch: [1, 2] }), 'not-registered'],
    ['a key that is registered', () => undefined, register({ touch: [MASTER, VALET] }), 'already-registered'],
    ['a key bound elsewhere', () => undefined, register({ touch: [MASTER, 3] }), 'bound-elsewhere-or-retired'],
    ['a key with a weak battery', () => undefined, register({ touch: [MASTER, 4] }), 'weak-key-battery'],
    ['B27A5', (car) => car.setFault('B27A5', true), register({ touch: [MASTER, 1] }), 'antenna'],
    ['an unregistered key at an erasure', () => undefined, erase({ touch: [1] }), 'key-not-counted'],
    ['a key that does not exist', () => undefined, erase({ touch: [9] }), 'stimulus-failed'],
  ])('TEC-6: with %s it says what happened, and no key is erased', (_what, prepare, utility, reason) => {
    const car = startedCar();
    car.makeKey({ id: 1 });
    car.makeKey({ id: 2 });
    car.makeKey({ id: 3, boundVin: '4T1BZ1FB3KU000000' });
    car.makeKey({ id: 4, batteryMv: 2_200 });
    prepare(car);
    // The body ECU's frames bring speed and voltage to the Smart Key ECU.
    car.advanceTo(car.nowUs + MICROS_PER_SECOND);
    const result = drive(car, utility);
    expect(result).toMatchObject({ kind: 'failed', reason, keysErased: 'no', keys: { registered: 2 } });
    expect(carStateOf(car)).toMatchObject({ procedure: 'none', session: 'default', retired: [] });
  });

  it('REG-1: a car without a free slot is full', () => {
    const car = startedCar({ profile: parseProfile({ keySlots: 2 }) });
    expect(drive(car, register({ touch: [MASTER, car.makeKey({}).id] }))).toMatchObject({ reason: 'full' });
  });

  it('RST-1: names the door where it is closed again before the reset is armed', () => {
    const car = startedCar();
    const result = drive(car, reset(), (command) => {
      if (!isRequest(command, 0x31, 0x01, 0x02, 0x01, 0x01)) return;
      car.setVehicle({ doors: { driver: false } });
      car.settle();
    });
    expect(result).toMatchObject({ reason: 'door', keysErased: 'no', keys: { registered: 2 } });
  });

  it('RST-5: while a reset runs it is reported to another tool, and the lost session does not stop the reset', () => {
    const car = startedCar();
    const other: ToolResult[] = [];
    const result = drive(car, reset(), (command) => {
      if (command.kind !== 'progress' || other.length > 0) return;
      const touch = [MASTER, car.makeKey({}).id];
      other.push(driveInVirtualTime(register({ touch }), { car, passCodes: dealerOf(car), name: 'other-tool' }));
    });
    expect(other).toMatchObject([{ kind: 'failed', reason: 'other-procedure', keysErased: 'no' }]);
    expect(result).toMatchObject({ kind: 'done', keysErased: 2 });
  });

  it('AUT-6: a second reset during the first reports the progress of the first, and leaves it undisturbed', () => {
    const car = startedCar();
    const other: ToolResult[] = [];
    const result = drive(car, reset(), (command) => {
      if (command.kind !== 'progress' || command.elapsedMs < 60_000 || other.length > 0) return;
      other.push(driveInVirtualTime(reset(), { car, passCodes: dealerOf(car), name: 'other-tool' }));
    });
    expect(other).toMatchObject([{ kind: 'failed', reason: 'under-way', keysErased: 'no' }]);
    expect(other[0]?.kind === 'failed' && other[0].what).toContain('(running, 900 s left)');
    expect(result).toMatchObject({ kind: 'done', keysErased: 2 });
  });

  it('AUT-3: a wrong secret gives pass-codes that the vehicle refuses', () => {
    const car = startedCar();
    const passCodes = demoDealerPassCodes({ passcodeSecret: 'another-secret' });
    const reasons = Array.from({ length: 4 }, () => {
      const result = driveInVirtualTime(reset(), { car, passCodes });
      return result.kind === 'failed' ? result.reason : 'done';
    });
    expect(reasons).toEqual(['pass-code', 'pass-code', 'too-many-attempts', 'locked-out']);
  });

  it('RST-6: a supply too low while the reset runs aborts it, the keys as before', () => {
    const car = startedCar();
    const result = drive(car, reset(), (command) => {
      if (command.kind === 'progress' && command.elapsedMs > 300_000) car.setVehicle({ batteryMv: 10_900 });
    });
    expect(result).toMatchObject({ reason: 'battery', keysErased: 'no', keys: { registered: 2 } });
  });

  it('RST-6: a power loss while the reset runs is seen after the boot, the keys as before', () => {
    const car = startedCar();
    let cut = false;
    const result = drive(car, reset(), (command) => {
      if (cut || command.kind !== 'progress' || command.elapsedMs < 300_000) return;
      cut = true;
      car.cutPower(3 * MICROS_PER_SECOND);
    });
    expect(result).toMatchObject({ reason: 'power-loss', keysErased: 'no', keys: { registered: 2 } });
  });

  it('RST-6, TEC-6: with the keys killed at the start an aborted reset has erased them, and that is said', () => {
    const car = startedCar({ profile: parseProfile({ resetCommit: 'at-start' }) });
    const result = drive(car, reset(), (command) => {
      if (command.kind === 'progress') car.setVehicle({ batteryMv: 10_900 });
    });
    expect(result).toMatchObject({ reason: 'battery', keysErased: 'yes', keys: { registered: 0 } });
  });

  it('ERA-6, TEC-6: a delete that a power loss swallows has erased nothing, and that is read back', () => {
    const car = startedCar();
    const result = drive(car, erase({ touch: [MASTER] }), (command) => {
      if (isRequest(command, 0x31, 0x01, 0x02, 0x03, 0x03)) car.cutPower(200_000);
    });
    expect(result).toMatchObject({ cause: 'bench', reason: 'no-answer', keysErased: 'no', keys: { registered: 2 } });
  });

  it('ERA-6: a technician too slow for the window has erased nothing', () => {
    const car = startedCar();
    const result = drive(car, erase({ touch: [MASTER] }), (command) => {
      if (isRequest(command, 0x31, 0x01, 0x02, 0x03, 0x03)) stay(car, 30);
    });
    expect(result).toMatchObject({ reason: 'window-closed', keysErased: 'no' });
  });

  it('REG-7: a technician too slow for the new key leaves the mode timed out', () => {
    const car = startedCar();
    const result = drive(car, register({ touch: [MASTER, car.makeKey({}).id] }), (command) => {
      if (command.kind === 'stimulus' && command.stimulus.kind === 'touch-key' && command.stimulus.role === 'new')
        stay(car, 60);
    });
    expect(result).toMatchObject({ reason: 'step-timeout', added: [], keys: { registered: 2 } });
  });
});

/** The tool on the bus keeps the session alive meanwhile. */
function stay(car: Car, seconds: number): void {
  car.advanceTo(car.nowUs + seconds * MICROS_PER_SECOND);
}
