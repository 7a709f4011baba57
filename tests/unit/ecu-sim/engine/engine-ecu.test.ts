import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { BusNode } from '../../../../can-bus/virtual-bus/bus-node.ts';
import type { EngineFault } from '../../../../ecu-sim/description/engine-trouble-codes.ts';
import { engineConfig } from '../../../../ecu-sim/engine/engine-ecu.ts';
import { DEFAULT_PROFILE, parseProfile } from '../../../../ecu-sim/profile.ts';
import { Car } from '../../../../hil/car/car.ts';
import { BASE_IDS, EXTENDED_IDS, ObdReader } from '../../../support/obd-reader.ts';

const SILENT_NODE: Omit<BusNode, 'name'> = {
  listensTo: [],
  deadlineUs: () => Infinity,
  onDeadline: () => undefined,
  onFrame: () => undefined,
  onFrameSent: () => undefined,
  hasPendingWork: () => false,
};

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

describe('the engine ECU to a generic reader', () => {
  it('reports which parameters it supports, map after map', () => {
    const reader = new ObdReader();
    expect(reader.ask('01 00')).toBe('41 00 BF BF A8 13');
    expect(reader.ask('01 20')).toBe('41 20 90 07 A0 11');
    expect(reader.ask('01 40')).toBe('41 40 FE DC 80 15');
    expect(reader.ask('01 60')).toBe('41 60 E0 00 00 00');
    expect(reader.ask('01 80')).toBeNull();
    expect(reader.ask('09 00')).toBe('49 00 54 40 00 00');
  });

  it('KEY-5: shows by its speed whether the engine was allowed to start: 0 or 700 rpm', () => {
    const reader = new ObdReader();
    expect(reader.ask('01 0C')).toBe('41 0C 00 00');
    reader.car.setVehicle({ brake: true });
    expect(reader.car.pressEngineSwitch()).toEqual({ running: true, reason: null });
    expect(reader.ask('01 0C')).toBe('41 0C 0A F0');
  });

  it.each([
    ['11', BASE_IDS],
    ['29', EXTENDED_IDS],
  ])(
    'with %s-bit ids answers each parameter that its maps name, and no other, alone and six at a time',
    (_bits, ids) => {
      const reader = new ObdReader(ids);
      const named: number[] = [];
      for (const base of [0x00, 0x20, 0x40, 0x60]) {
        const map = Number.parseInt((reader.ask(`01 ${hex(base)}`) ?? '').slice(6).replaceAll(' ', ''), 16);
        for (let bit = 1; bit <= 32; bit++) if ((map >>> (32 - bit)) & 1) named.push(base + bit);
      }
      const lengths = new Map<number, number>();
      for (let parameter = 1; parameter <= 0xff; parameter++) {
        const answer = reader.ask(`01 ${hex(parameter)}`);
        expect({ parameter, answers: answer !== null }).toEqual({ parameter, answers: named.includes(parameter) });
        if (answer !== null) lengths.set(parameter, answer.split(' ').length - 1);
      }
      for (let at = 0; at < named.length; at += 6) {
        const six = named.slice(at, at + 6);
        const answer = (reader.ask(`01 ${six.map(hex).join(' ')}`, 'physical') ?? '').split(' ').slice(1);
        for (const parameter of six) {
          expect(answer[0]).toBe(hex(parameter));
          answer.splice(0, lengths.get(parameter) ?? 0);
        }
        expect(answer).toEqual([]);
      }
    },
  );

  it('crankTime of the profile: the starter turns the engine before it idles', () => {
    const reader = new ObdReader(BASE_IDS, new Car({ profile: parseProfile({ crankTime: '800 ms' }) }));
    reader.car.setVehicle({ brake: true });
    reader.car.pressEngineSwitch();
    reader.car.advanceTo(reader.car.nowUs + 700_000);
    expect(reader.ask('01 0C')).toBe('41 0C 03 E8');
    reader.car.advanceTo(reader.car.nowUs + 100_000);
    expect(reader.ask('01 0C')).toBe('41 0C 0A F0');
  });

  it('takes up to six parameters in a request and gives those it has', () => {
    const reader = new ObdReader();
    reader.car.setVehicle({ speedKmh: 87.6, batteryMv: 13_800 });
    expect(reader.ask('01 0D 42')).toBe('41 0D 58 42 35 E8');
    expect(reader.ask('01 01 0C 0D 1C 42 02')).toBe('41 01 00 07 E5 00 0C 00 00 0D 58 1C 01 42 35 E8');
    expect(reader.ask('01 0C 0C 0C 0C 0C 0C 0C', 'physical')).toBe('7F 01 13');
  });

  it('has no trouble codes, stored or pending, and clears them', () => {
    const reader = new ObdReader();
    expect(reader.ask('03')).toBe('43 00');
    expect(reader.ask('07')).toBe('47 00');
    expect(reader.ask('04')).toBe('44');
  });

  it('gives VIN, calibration id and ECU name in segmented answers', () => {
    const reader = new ObdReader();
    const ascii = (hex: string | null): string =>
      Buffer.from((hex ?? '').replaceAll(' ', ''), 'hex').toString('latin1');
    expect(reader.ask('09 02')).toMatch(/^49 02 01 /);
    expect(ascii(reader.ask('09 02')).slice(3)).toBe('4T1BZ1FB4KU999999');
    expect(ascii(reader.ask('09 04')).slice(3)).toBe('VSK-ENGINE-1.00\0');
    expect(ascii(reader.ask('09 0A')).slice(3)).toBe('ECM\0-EngineControl\0\0');
  });

  it('conformance 12: is silent to a functional request it cannot serve, and says why to a physical one', () => {
    const reader = new ObdReader();
    expect(reader.ask('05')).toBeNull();
    expect(reader.ask('05', 'physical')).toBe('7F 05 11');
    expect(reader.ask('01 02', 'physical')).toBe('7F 01 12');
    expect(reader.ask('03 00', 'physical')).toBe('7F 03 13');
  });

  it('sleeps with the power off', () => {
    const reader = new ObdReader();
    reader.car.setVehicle({ powerMode: 'off' });
    reader.car.settle();
    expect(reader.ask('01 00')).toBeNull();
  });

  it('conformance 60: sends an answer to its end though the power goes off between its frames', () => {
    const car = new Car();
    car.start();
    const raw: BusNode = { ...SILENT_NODE, name: 'raw' };
    car.attach(raw);
    const say = (id: number, hex: string): void => {
      car.network.apply(raw, (outbox) => outbox.send(dataFrame(id, fromHex(hex))));
      car.settle();
    };
    say(0x7df, '020902CCCCCCCCCC');
    car.setVehicle({ powerMode: 'off' });
    car.settle();
    say(0x7e0, '300000CCCCCCCCCC');
    const answer = [...car.log].filter(({ frame }) => frame.id === 0x7e8).map(({ frame }) => toHex(frame.data, ' '));
    expect(answer).toEqual(['10 14 49 02 01 34 54 31', '21 42 5A 31 46 42 34 4B', '22 55 39 39 39 39 39 39']);
    say(0x7e0, '020100CCCCCCCCCC');
    expect([...car.log].filter(({ frame }) => frame.id === 0x7e8)).toHaveLength(3);
  });

  it('answers 29-bit ids as it answers 11-bit ids', () => {
    const reader = new ObdReader(EXTENDED_IDS);
    expect(reader.ask('01 00')).toBe('41 00 BF BF A8 13');
    expect(reader.ask('09 02', 'physical')).toMatch(/^49 02 01 34 54 31 /);
    expect(reader.ask('05', 'physical')).toBe('7F 05 11');
    expect(reader.ask('01 FE')).toBeNull();
  });

  it('leaves its 29-bit ids to the Smart Key ECU where a profile gives them to it', () => {
    const { requestId, responseId, functionalId } = EXTENDED_IDS;
    const generic = { kind: 'normal', requestId, responseId, extendedIds: true };
    const profile = parseProfile({ addressing: { generic, functionalId } });
    expect(new ObdReader(EXTENDED_IDS, new Car({ profile })).ask('3E 00', 'physical')).toBe('7E 00');
    expect(new ObdReader(EXTENDED_IDS, new Car({ profile })).ask('01 00', 'physical')).toBe('7F 01 11');
    expect(new ObdReader(BASE_IDS, new Car({ profile })).ask('01 0C', 'physical')).toBe('41 0C 00 00');
    expect([engineConfig(profile).on11BitsOnly, engineConfig(DEFAULT_PROFILE).on11BitsOnly]).toEqual([true, false]);
  });

  it('answers both id formats at the same time', () => {
    const reader = new ObdReader();
    const other = new ObdReader(EXTENDED_IDS, reader.car, 'other reader');
    expect([reader.ask('01 0C'), other.ask('01 0C')]).toEqual(['41 0C 00 00', '41 0C 00 00']);
    const ids = [...reader.car.log].map(({ frame }) => frame.id);
    expect(ids.filter((id) => id === 0x7e8)).toHaveLength(1);
    expect(ids.filter((id) => id === 0x18da_f110)).toHaveLength(1);
  });
});

/** Sets or ends a fault of the engine. */
function setFault(car: Car, fault: EngineFault, on: boolean): void {
  car.network.apply(car.engine, (outbox, nowUs) => car.engine.setFault(fault, on, nowUs, outbox));
}

function startEngine(car: Car): void {
  car.setVehicle({ brake: true });
  expect(car.pressEngineSwitch().running).toBe(true);
  car.settle();
}

describe('the engine ECU with a fault', () => {
  it('stores its code with a freeze frame of that instant and switches the lamp on', () => {
    const reader = new ObdReader();
    startEngine(reader.car);
    reader.car.setVehicle({ speedKmh: 30 });
    reader.car.advanceTo(reader.car.nowUs + 10_000_000);
    setFault(reader.car, 'P0301', true);
    reader.car.setVehicle({ speedKmh: 60 });
    reader.car.settle();
    expect(reader.car.engine.faults).toEqual(['P0301']);
    expect(reader.ask('01 01')).toBe('41 01 81 07 E5 00');
    expect([reader.ask('03'), reader.ask('07'), reader.ask('0A')]).toEqual([
      '43 01 03 01',
      '47 01 03 01',
      '4A 01 03 01',
    ]);
    expect(reader.ask('02 02 00 0D 00 0C 00')).toBe('42 02 00 03 01 0D 00 1E 0C 00 1C 20');
    expect(reader.ask('01 0D')).toBe('41 0D 3C');
    expect(reader.ask('06 A2')).toBe('46 A2 0C 24 00 C8 00 00 00 64');
  });

  it('stores the code again after a clear while the fault is present, and not after its end', () => {
    const reader = new ObdReader();
    setFault(reader.car, 'P0171', true);
    expect([reader.ask('04'), reader.ask('03')]).toEqual(['44', '43 01 01 71']);
    setFault(reader.car, 'P0171', false);
    expect(reader.ask('03')).toBe('43 01 01 71');
    expect([reader.ask('04'), reader.ask('03'), reader.ask('0A')]).toEqual(['44', '43 00', '4A 01 01 71']);
    expect(reader.ask('01 01')).toBe('41 01 00 07 E5 E5');
    expect(reader.ask('01 31 30')).toBe('41 31 00 00 30 00');
  });

  it('a fault set while the ignition is off is detected when it is switched on', () => {
    const reader = new ObdReader();
    reader.car.setVehicle({ powerMode: 'off' });
    reader.car.settle();
    setFault(reader.car, 'P0420', true);
    reader.car.setVehicle({ powerMode: 'on' });
    reader.car.settle();
    expect(reader.ask('03')).toBe('43 01 04 20');
  });

  it('a code is pending until the ignition is switched on the next time after its fault', () => {
    const reader = new ObdReader();
    setFault(reader.car, 'P0420', true);
    setFault(reader.car, 'P0420', false);
    expect(reader.ask('07')).toBe('47 01 04 20');
    reader.car.setVehicle({ powerMode: 'off' });
    reader.car.settle();
    reader.car.setVehicle({ powerMode: 'on' });
    reader.car.settle();
    expect([reader.ask('07'), reader.ask('03')]).toEqual(['47 00', '43 01 04 20']);
  });

  it('VEH-4: keeps its codes during a power cut, and stops the engine', () => {
    const reader = new ObdReader();
    startEngine(reader.car);
    setFault(reader.car, 'P0420', true);
    reader.car.advanceTo(reader.car.nowUs + 100_000_000);
    expect(reader.ask('01 1F')).toBe('41 1F 00 64');
    reader.car.cutPower(1_000_000);
    reader.car.settle();
    reader.car.settle();
    expect([reader.ask('03'), reader.ask('01 1F')]).toEqual(['43 01 04 20', '41 1F 00 00']);
  });

  it('VEH-4: writes its memory when codes change and when the ignition is switched off, and not in between', () => {
    const reader = new ObdReader();
    const { car } = reader;
    const writes = new Set([car.engine.stored]);
    const count = (): number => writes.add(car.engine.stored).size;
    startEngine(car);
    car.setVehicle({ speedKmh: 36 });
    car.advanceTo(car.nowUs + 100_000_000);
    expect(count()).toBe(1);
    setFault(car, 'P0420', true);
    expect(count()).toBe(2);
    reader.ask('03');
    expect(count()).toBe(2);
    setFault(car, 'P0420', false);
    reader.ask('04');
    expect(car.engine.stored.codes).toMatchObject({ stored: [], permanent: [{ code: 'P0420' }] });
    writes.add(car.engine.stored);
    const before = count();
    car.setVehicle({ powerMode: 'off' });
    car.settle();
    expect(count()).toBe(before + 1);
    expect(Math.round(car.engine.stored.life.metres)).toBe(31_416_000);
  });

  it('continues with the memory of an earlier life', () => {
    const first = new ObdReader();
    setFault(first.car, 'P0420', true);
    const second = new ObdReader(BASE_IDS, new Car({ engineMemory: first.car.engine.stored }));
    expect([second.ask('03'), second.ask('0A'), second.ask('02 02 00')]).toEqual([
      '43 01 04 20',
      '4A 01 04 20',
      '42 02 00 04 20',
    ]);
  });

  it('reports the fault once, and each exchange with its endpoint', () => {
    const reader = new ObdReader();
    const events: string[] = [];
    reader.car.observe({
      event: ({ source, event }) => {
        if (source !== 'engine') return;
        if (event.kind === 'fault') events.push(`${event.code} ${String(event.on)}`);
        if (event.kind === 'uds') events.push(`${event.endpoint} ${event.direction} ${toHex(event.payload)}`);
      },
    });
    setFault(reader.car, 'P0420', true);
    setFault(reader.car, 'P0420', true);
    reader.ask('01 0C');
    reader.ask('03', 'physical');
    expect(events).toEqual([
      'P0420 true',
      'functional request 010C',
      'functional response 410C0000',
      'obd request 03',
      'obd response 43010420',
    ]);
  });

  it('continues from a snapshot, on both id formats', () => {
    const reader = new ObdReader(EXTENDED_IDS);
    startEngine(reader.car);
    setFault(reader.car, 'P0301', true);
    reader.car.advanceTo(reader.car.nowUs + 50_000_000);
    const snapshot = structuredClone(reader.car.snapshot());
    const twin = new ObdReader(EXTENDED_IDS, Car.restore(snapshot, {}), 'twin');
    const requests = ['01 0C 05 1F 31', '03', '02 02 00', '01 01', '09 02'];
    expect(requests.map((request) => twin.ask(request))).toEqual(requests.map((request) => reader.ask(request)));
  });
});
