import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { TesterNode } from '../../../../can-bus/uds/tester-node.ts';
import { bodyAddressIsTaken, BodyDiagnostics } from '../../../../ecu-sim/body/body-diagnostics.ts';
import { DEFAULT_PROFILE, parseProfile } from '../../../../ecu-sim/profile.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import { Car } from '../../../../hil/car/car.ts';

/** A scan tool on the body ECU: 750 and 758 with the address byte 40. */
class BodyTool {
  readonly car: Car;
  readonly #tester: TesterNode;

  constructor(car = new Car(), name = 'body tool') {
    this.car = car;
    const address = { sendAddress: 0x40, receiveAddress: 0x40 };
    this.#tester = new TesterNode({
      name,
      physical: isoTpConfig({ kind: 'extended', sendId: 0x750, receiveId: 0x758, ...address }),
      functional: isoTpConfig({ kind: 'normal', sendId: 0x7df, receiveId: 0x758 }),
      client: { keepAlive: false },
    });
    if (car.nowUs === 0) car.start();
    car.attach(this.#tester);
  }

  ask(hex: string): string | null {
    const { car } = this;
    car.network.apply(this.#tester, (outbox, nowUs) => {
      this.#tester.request(fromHex(hex.replaceAll(' ', '')), { target: 'physical' }, nowUs, outbox);
    });
    while (this.#tester.isBusy()) car.network.runNext(car.nowUs + 1_000_000);
    const outcome = this.#tester.outcome();
    return outcome !== null && 'response' in outcome ? toHex(outcome.response, ' ') : null;
  }

  /** A bare frame, and the answers of all ECUs to it as ID#DATA. */
  say(id: number, hex: string): readonly string[] {
    const { car } = this;
    const before = [...car.log].length;
    car.network.apply(this.#tester, (outbox) => outbox.send(dataFrame(id, fromHex(hex))));
    car.settle();
    const frames = [...car.log].slice(before + 1).filter(({ frame }) => frame.id > 0x700);
    return frames.map(({ frame }) => `${frame.id.toString(16).toUpperCase()}#${toHex(frame.data, ' ')}`);
  }
}

describe('the body ECU on the bus', () => {
  it('answers at the address 40 beside the Smart Key ECU at B5', () => {
    const tool = new BodyTool();
    expect(tool.say(0x750, '40023E00')).toEqual(['758#40 02 7E 00 CC CC CC CC']);
    expect(tool.say(0x750, 'B5023E00')).toEqual(['758#B5 02 7E 00 CC CC CC CC']);
    expect(tool.ask('22 F1 90')).toBe('62 F1 90 34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 39');
  });

  it('does not answer a request to all ECUs, which is for Smart Key and engine ECU', () => {
    const tool = new BodyTool();
    expect(tool.say(0x7df, '023E00')).toEqual(['7BD#02 7E 00 CC CC CC CC CC']);
    expect(tool.say(0x7df, '02010C')).toEqual(['7E8#04 41 0C 00 00 CC CC CC']);
  });

  it('KEY-5: moves the locks, which the next frame and the dashboard report', () => {
    const tool = new BodyTool();
    const moved: string[] = [];
    tool.car.observe({
      event: ({ source, event }) => {
        if (source === 'body' && event.kind === 'locks-changed') moved.push(event.locks.cause);
      },
    });
    expect(tool.ask('2F 21 01 03 01')).toBe('7F 2F 7F');
    tool.ask('10 03');
    expect(tool.ask('2F 21 01 03 01')).toBe('6F 21 01 03 01');
    expect(carStateOf(tool.car).locks).toBe('locked');
    expect(tool.ask('2F 21 01 03 02')).toBe('6F 21 01 03 02');
    expect(carStateOf(tool.car).locks).toBe('driver-unlocked');
    expect(tool.ask('22 11 02')).toBe('62 11 02 02');
    expect(moved).toEqual(['tool', 'tool']);
    const reports = [...tool.car.log].filter(({ frame }) => frame.id === 0x638).map(({ frame }) => toHex(frame.data));
    expect(reports).toContain('0080000000000000');
  });

  it('conformance 25, 26, 30: its session ends 5 s after the last answer', () => {
    const tool = new BodyTool();
    tool.ask('10 03');
    tool.car.advanceTo(tool.car.nowUs + 4_900_000);
    expect(tool.ask('3E 00')).toBe('7E 00');
    tool.car.advanceTo(tool.car.nowUs + 4_900_000);
    expect(tool.ask('22 F1 86')).toBe('62 F1 86 03');
    tool.car.advanceTo(tool.car.nowUs + 5_000_000);
    expect(tool.ask('22 F1 86')).toBe('62 F1 86 01');
  });

  it('the session of one ECU is not that of the other', () => {
    const tool = new BodyTool();
    tool.ask('10 03');
    expect(tool.car.smartKey.firmware?.session).toBe('default');
  });

  it('VEH-4: loses its session with the supply', () => {
    const tool = new BodyTool();
    tool.ask('10 03');
    tool.car.cutPower(1000);
    tool.car.settle();
    expect(tool.ask('22 F1 86')).toBe('62 F1 86 01');
  });

  it('continues from a snapshot', () => {
    const tool = new BodyTool();
    tool.ask('10 03');
    const twin = new BodyTool(Car.restore(structuredClone(tool.car.snapshot())), 'twin');
    expect(twin.ask('22 F1 86')).toBe('62 F1 86 03');
    twin.car.advanceTo(twin.car.nowUs + 5_000_000);
    expect(twin.ask('22 F1 86')).toBe('62 F1 86 01');
  });

  it('is not there where a profile gives its address to the Smart Key ECU', () => {
    const oem = { kind: 'extended', requestId: 0x750, responseId: 0x758, requestAddress: 0x40, responseAddress: 0x40 };
    const profile = parseProfile({ addressing: { oem } });
    expect([bodyAddressIsTaken(profile.addressing), bodyAddressIsTaken(DEFAULT_PROFILE.addressing)]).toEqual([
      true,
      false,
    ]);
    expect(new BodyTool(new Car({ profile })).ask('22 10 01')).toBe('62 10 01 02');
  });

  it('concerns frames with its address', () => {
    const { vin, timing } = DEFAULT_PROFILE;
    const diagnostics = new BodyDiagnostics({ vin, timing });
    const concerns = (id: number, hex: string): boolean => diagnostics.concerns(dataFrame(id, fromHex(hex)));
    expect([concerns(0x750, '40023E00'), concerns(0x750, 'B5023E00')]).toEqual([true, false]);
  });
});
