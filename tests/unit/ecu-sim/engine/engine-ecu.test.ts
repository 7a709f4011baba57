import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { TesterNode } from '../../../../can-bus/uds/tester-node.ts';
import type { BusNode } from '../../../../can-bus/virtual-bus/bus-node.ts';
import { Car } from '../../../../hil/car/car.ts';

const SILENT_NODE: Omit<BusNode, 'name'> = {
  listensTo: [],
  deadlineUs: () => Infinity,
  onDeadline: () => undefined,
  onFrame: () => undefined,
  onFrameSent: () => undefined,
  owes: () => false,
};

/** A generic OBD reader: asks all ECUs on 7DF, takes the engine's answer from 7E8 and controls its flow on 7E0. */
class Reader {
  readonly car = new Car();
  readonly #tester = new TesterNode({
    name: 'reader',
    physical: isoTpConfig({ kind: 'normal', sendId: 0x7e0, receiveId: 0x7e8 }),
    functional: isoTpConfig({ kind: 'normal', sendId: 0x7df, receiveId: 0x7e8 }),
    client: { keepAlive: false },
  });

  constructor() {
    this.car.start();
    this.car.attach(this.#tester);
  }

  ask(hex: string, target: 'functional' | 'physical' = 'functional'): string | null {
    const { car } = this;
    car.network.apply(this.#tester, (outbox, nowUs) => {
      this.#tester.request(fromHex(hex.replaceAll(' ', '')), { target }, nowUs, outbox);
    });
    while (this.#tester.isBusy()) car.network.runNext(car.nowUs + 1_000_000);
    const outcome = this.#tester.outcome();
    return outcome !== null && 'response' in outcome ? toHex(outcome.response, ' ') : null;
  }
}

describe('the engine ECU to a generic reader', () => {
  it('reports which parameters it supports, map after map', () => {
    const reader = new Reader();
    expect(reader.ask('01 00')).toBe('41 00 80 18 00 11');
    expect(reader.ask('01 20')).toBe('41 20 00 00 00 01');
    expect(reader.ask('01 40')).toBe('41 40 40 00 00 00');
    expect(reader.ask('01 60')).toBeNull();
    expect(reader.ask('09 00')).toBe('49 00 50 40 00 00');
  });

  it('KEY-5: shows by its speed whether the engine was allowed to start: 0 or 700 rpm', () => {
    const reader = new Reader();
    expect(reader.ask('01 0C')).toBe('41 0C 00 00');
    reader.car.setVehicle({ brake: true });
    expect(reader.car.pressEngineSwitch()).toEqual({ running: true, reason: null });
    expect(reader.ask('01 0C')).toBe('41 0C 0A F0');
  });

  it('takes up to six parameters in a request and gives those it has', () => {
    const reader = new Reader();
    reader.car.setVehicle({ speedKmh: 87.6, batteryMv: 13_800 });
    expect(reader.ask('01 0D 42')).toBe('41 0D 58 42 35 E8');
    expect(reader.ask('01 01 0C 0D 1C 42 05')).toBe('41 01 00 07 00 00 0C 00 00 0D 58 1C 01 42 35 E8');
    expect(reader.ask('01 0C 0C 0C 0C 0C 0C 0C', 'physical')).toBe('7F 01 13');
  });

  it('has no trouble codes, stored or pending, and clears them', () => {
    const reader = new Reader();
    expect(reader.ask('03')).toBe('43 00');
    expect(reader.ask('07')).toBe('47 00');
    expect(reader.ask('04')).toBe('44');
  });

  it('gives VIN, calibration id and ECU name in segmented answers', () => {
    const reader = new Reader();
    const ascii = (hex: string | null): string =>
      Buffer.from((hex ?? '').replaceAll(' ', ''), 'hex').toString('latin1');
    expect(reader.ask('09 02')).toMatch(/^49 02 01 /);
    expect(ascii(reader.ask('09 02')).slice(3)).toBe('4T1BZ1FB4KU999999');
    expect(ascii(reader.ask('09 04')).slice(3)).toBe('VSK-ENGINE-1.00\0');
    expect(ascii(reader.ask('09 0A')).slice(3)).toBe('ECM\0-EngineControl\0\0');
  });

  it('conformance 12: is silent to a functional request it cannot serve, and says why to a physical one', () => {
    const reader = new Reader();
    expect(reader.ask('05')).toBeNull();
    expect(reader.ask('05', 'physical')).toBe('7F 05 11');
    expect(reader.ask('01 05', 'physical')).toBe('7F 01 12');
    expect(reader.ask('03 00', 'physical')).toBe('7F 03 13');
  });

  it('sleeps with the power off', () => {
    const reader = new Reader();
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
});
