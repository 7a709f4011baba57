import { beforeEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { PowerMode } from '../../../../ecu-sim/description/codes.ts';
import { engineConfig, EngineEcu, type EngineEvent } from '../../../../ecu-sim/engine/engine-ecu.ts';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import { encodeVehicleState } from '../../../../ecu-sim/signals/broadcast-codec.ts';
import { RecordedOutbox } from '../../../support/recorded-outbox.ts';

const CONFIG = { vin: '4T1BZ1FB4KU999999', bootTimeUs: 50_000, crankTimeUs: 0 };
const MS = 1_000;

let engine: EngineEcu;
let out: RecordedOutbox<EngineEvent>;

beforeEach(() => {
  engine = new EngineEcu(CONFIG);
  out = new RecordedOutbox();
});

function vehicle(powerMode: PowerMode, speedKmh = 0): CanFrame {
  const inputs = { trunkOpen: false, brake: false, shiftP: true, batteryMv: 12_600 };
  return dataFrame(0x5b0, encodeVehicleState({ ...inputs, powerMode, speedKmh }));
}

function frame(id: number, hex: string): CanFrame {
  return dataFrame(id, fromHex(hex), { extended: id > 0x7ff });
}

/** Booted, with the ignition on since 60 ms. */
function awake(of = engine): void {
  of.powerOn(0);
  of.onDeadline(50 * MS, out);
  of.onFrame(vehicle('on'), 60 * MS, out);
}

/** Delivers a request, and confirms each frame of the answer; gives the frames. */
function ask(hex: string, nowUs: number, id = 0x7e0, of = engine): readonly string[] {
  of.onFrame(frame(id, hex), nowUs, out);
  for (const sent of [...out.frames]) of.onFrameSent(sent, nowUs, out);
  return out.take();
}

function events(): readonly string[] {
  const lines = out.events.map((event) => {
    if (event.kind === 'uds') return `${event.endpoint} ${event.direction} ${toHex(event.payload)}`;
    if (event.kind === 'fault') return `${event.code} ${String(event.on)}`;
    return `${event.endpoint} ${event.direction} lost: ${event.reason}`;
  });
  out.events = [];
  return lines;
}

describe('the engine ECU on the bus', () => {
  it('listens to 0x5B0 and to its requests in both id formats', () => {
    expect(engine.listensTo).toEqual([0x5b0, 0x7e0, 0x7df, 0x18da_10f1, 0x18db_33f1]);
    expect(new EngineEcu({ ...CONFIG, on11BitsOnly: true }).listensTo).toEqual([0x5b0, 0x7e0, 0x7df]);
    expect(new EngineEcu({ ...CONFIG, on11BitsOnly: false }).listensTo).toHaveLength(5);
    expect(engine.name).toBe('engine');
  });

  it.each([
    ['request', { requestId: 0x18da_10f1, responseId: 0x18da_f1aa }],
    ['response', { requestId: 0x18da_aaf1, responseId: 0x18da_f110 }],
  ])('leaves its 29-bit ids to an ECU that has one of them for its %s', (_name, ids) => {
    const functionalId = 0x18db_33f1;
    const generic = { kind: 'normal', ...ids, extendedIds: true };
    expect(engineConfig(parseProfile({ addressing: { generic, functionalId } }))).toMatchObject({ on11BitsOnly: true });
    const oem = { kind: 'normal', ...ids, extendedIds: true };
    expect(engineConfig(parseProfile({ addressing: { oem } }))).toMatchObject({ on11BitsOnly: true });
    const others = { kind: 'normal', requestId: 0x18da_aaf1, responseId: 0x18da_f1aa, extendedIds: true };
    expect(engineConfig(parseProfile({ addressing: { generic: others, functionalId } })).on11BitsOnly).toBe(false);
  });

  it('takes VIN, boot time and the time of the starter from the profile', () => {
    const profile = parseProfile({ vin: '4T1B21FB9KU999999', bootTime: '70 ms', crankTime: '800 ms' });
    expect(engineConfig(profile)).toEqual({
      vin: '4T1B21FB9KU999999',
      bootTimeUs: 70_000,
      crankTimeUs: 800_000,
      on11BitsOnly: false,
    });
  });

  it('boots for as long as the profile has it, and hears nothing meanwhile', () => {
    expect([engine.deadlineUs(), engine.hasPendingWork()]).toEqual([Infinity, false]);
    engine.powerOn(1_000);
    expect([engine.deadlineUs(), engine.hasPendingWork()]).toEqual([51_000, true]);
    engine.onFrame(vehicle('on'), 20_000, out);
    engine.onDeadline(50_999, out);
    expect([engine.deadlineUs(), engine.hasPendingWork()]).toEqual([51_000, true]);
    engine.onDeadline(51_000, out);
    expect([engine.deadlineUs(), engine.hasPendingWork()]).toEqual([Infinity, false]);
    expect(ask('02010D', 60_000)).toEqual([]);
    engine.onFrame(vehicle('on'), 70_000, out);
    expect(ask('02010D', 80_000)).toEqual(['7E8#03410D00CCCCCCCC']);
  });

  it('conformance 56: ignores functionally addressed first frames', () => {
    awake();
    engine.onFrame(frame(0x7df, '1008010C0D424952'), 70 * MS, out);
    expect([out.take(), engine.deadlineUs()]).toEqual([[], Infinity]);
    engine.onFrame(frame(0x7e0, '1008010C0D424952'), 80 * MS, out);
    expect(out.take()).toEqual(['7E8#300000CCCCCCCCCC']);
  });

  it('hears nothing before it has power', () => {
    engine.onFrame(vehicle('on'), 10 * MS, out);
    expect(ask('02010D', 20 * MS)).toEqual([]);
  });

  it('boots again if powered on twice', () => {
    awake();
    engine.powerOn(100 * MS);
    expect([ask('02010D', 110 * MS), engine.deadlineUs()]).toEqual([[], 150 * MS]);
    engine.onDeadline(150 * MS, out);
    expect(ask('02010D', 160 * MS)).toEqual([]);
  });

  it('is asleep with the ignition off and in ACC', () => {
    awake();
    for (const mode of ['off', 'acc'] as const) {
      engine.onFrame(vehicle(mode), 70 * MS, out);
      expect(ask('02010D', 80 * MS)).toEqual([]);
    }
    engine.onFrame(vehicle('running', 87), 90 * MS, out);
    expect(ask('02010D', 100 * MS)).toEqual(['7E8#03410D57CCCCCCCC']);
  });

  it('takes 0x5B0 only as a whole data frame with an 11-bit id', () => {
    awake();
    const { data } = vehicle('off');
    engine.onFrame(dataFrame(0x5b0, data, { extended: true }), 70 * MS, out);
    engine.onFrame(remoteFrame(0x5b0, 8), 71 * MS, out);
    engine.onFrame(dataFrame(0x5b0, data.slice(0, 7)), 72 * MS, out);
    expect(ask('02010D', 80 * MS)).toEqual(['7E8#03410D00CCCCCCCC']);
  });

  it('takes the frame that it knows again after a power cut', () => {
    const on = vehicle('on');
    awake();
    engine.onFrame(on, 70 * MS, out);
    engine.powerOff(80 * MS);
    expect(ask('02010D', 81 * MS)).toEqual([]);
    engine.powerOn(90 * MS);
    engine.onDeadline(140 * MS, out);
    engine.onFrame(on, 150 * MS, out);
    expect(ask('02010D', 160 * MS)).toEqual(['7E8#03410D00CCCCCCCC']);
  });

  it('names the endpoint of each exchange, and reports no message that it does not answer', () => {
    awake();
    ask('02010D', 70 * MS);
    ask('02010D', 71 * MS, 0x7df);
    ask('02010D', 72 * MS, 0x18da_10f1);
    ask('02010D', 73 * MS, 0x18db_33f1);
    expect(events()).toEqual([
      'obd request 010D',
      'obd response 410D00',
      'functional request 010D',
      'functional response 410D00',
      'obd-29 request 010D',
      'obd-29 response 410D00',
      'functional request 010D',
      'functional response 410D00',
    ]);
    expect([ask('0141', 80 * MS), ask('0201FE', 81 * MS, 0x7df), events()]).toEqual([[], [], []]);
  });

  it('conformance 6: answers a service from 80 to BF, which it does not have, with 11', () => {
    awake();
    expect(ask('028501', 70 * MS)).toEqual(['7E8#037F8511CCCCCCCC']);
  });
});

describe('an answer of several frames', () => {
  const FIRST = '7E8#1014490201345431';
  const REST = ['7E8#21425A314642344B', '7E8#2255393939393939'];

  beforeEach(() => {
    awake();
    engine.onFrame(frame(0x7e0, '020902'), 100 * MS, out);
    expect(out.frames).toHaveLength(1);
  });

  /** The first frame is on the wire. */
  function confirmFirst(): void {
    const [first] = out.frames;
    expect(out.take()).toEqual([FIRST]);
    if (first !== undefined) engine.onFrameSent(first, 101 * MS, out);
  }

  it('waits for its confirmation, then for a flow control', () => {
    expect([engine.isSending(), engine.hasPendingWork(), engine.deadlineUs()]).toEqual([true, true, 1_100 * MS]);
    confirmFirst();
    expect([engine.isSending(), engine.hasPendingWork(), engine.deadlineUs()]).toEqual([true, false, 1_101 * MS]);
  });

  it('conformance 60: ends without a flow control after 1 s, and the next is answered', () => {
    confirmFirst();
    engine.onDeadline(1_101 * MS - 1, out);
    expect(engine.isSending()).toBe(true);
    engine.onDeadline(1_101 * MS, out);
    expect([engine.isSending(), engine.deadlineUs()]).toEqual([false, Infinity]);
    expect(ask('02010D', 1_200 * MS)).toEqual(['7E8#03410D00CCCCCCCC']);
  });

  it('conformance 61: has its frames pending for STmin after the flow control', () => {
    confirmFirst();
    engine.onFrame(frame(0x7e0, '30000A'), 110 * MS, out);
    const [consecutive] = out.frames;
    expect(out.take()).toEqual(REST.slice(0, 1));
    if (consecutive !== undefined) engine.onFrameSent(consecutive, 111 * MS, out);
    expect([engine.hasPendingWork(), engine.deadlineUs()]).toEqual([true, 121 * MS]);
    engine.onDeadline(121 * MS, out);
    expect(out.take()).toEqual(REST.slice(1));
  });

  it('is not disturbed by a request to all ECUs, which gets no answer and no report', () => {
    confirmFirst();
    events();
    engine.onFrame(frame(0x7df, '02010D'), 102 * MS, out);
    expect([out.take(), events()]).toEqual([[], []]);
    engine.onFrame(frame(0x7e0, '300000'), 103 * MS, out);
    expect(out.take()).toEqual(REST.slice(0, 1));
  });

  it('fails at once where a new request says that no flow control comes', () => {
    confirmFirst();
    engine.expireFlowControl(frame(0x7e0, '300000'), 102 * MS, out);
    expect(engine.isSending()).toBe(true);
    engine.expireFlowControl(frame(0x7e0, '02010D'), 103 * MS, out);
    expect([engine.isSending(), engine.deadlineUs()]).toEqual([false, Infinity]);
  });

  it('is dropped when the power goes', () => {
    confirmFirst();
    engine.powerOff(102 * MS);
    expect([engine.isSending(), engine.hasPendingWork(), engine.deadlineUs()]).toEqual([false, false, Infinity]);
  });

  it('continues from a snapshot', () => {
    confirmFirst();
    const twin = new EngineEcu(CONFIG);
    twin.restore(structuredClone(engine.snapshot()));
    expect([twin.isSending(), twin.deadlineUs()]).toEqual([true, 1_101 * MS]);
    twin.onFrame(frame(0x7e0, '300000'), 110 * MS, out);
    expect(out.take()).toEqual(REST.slice(0, 1));
    expect(twin.stored).toEqual(engine.stored);
  });

  it('a snapshot of another moment ends it', () => {
    const before = new EngineEcu(CONFIG).snapshot();
    confirmFirst();
    engine.restore(before);
    expect([engine.isSending(), engine.deadlineUs()]).toEqual([false, Infinity]);
  });
});

describe('an answer of several frames on 29 bits', () => {
  it('has its own pending frames, deadline and end', () => {
    awake();
    engine.onFrame(frame(0x18da_10f1, '020902'), 100 * MS, out);
    expect([engine.isSending(), engine.hasPendingWork(), engine.deadlineUs()]).toEqual([true, true, 1_100 * MS]);
    const [first] = out.frames;
    expect(out.take()).toEqual(['18DAF110#1014490201345431']);
    if (first !== undefined) engine.onFrameSent(first, 101 * MS, out);
    expect(ask('02010D', 102 * MS)).toEqual(['7E8#03410D00CCCCCCCC']);
    expect(engine.deadlineUs()).toBe(1_101 * MS);
    engine.onDeadline(1_101 * MS, out);
    expect(engine.isSending()).toBe(false);
  });
});

describe('the memory of the engine ECU', () => {
  it('is the one that it was made with until something is written', () => {
    const { stored } = new EngineEcu(CONFIG);
    expect(new EngineEcu(CONFIG, stored).stored).toBe(stored);
  });

  it('VEH-4: is written once for each code, with the running time at which its fault ended', () => {
    awake();
    engine.onFrame(vehicle('running'), 100 * MS, out);
    engine.setFault('P0301', true, 200 * MS, out);
    const written = engine.stored;
    expect(written.life.runUs).toBe(2_240_000_100_000);
    engine.setFault('P0301', true, 300 * MS, out);
    expect(engine.stored).toBe(written);
    engine.setFault('P0301', false, 60_100 * MS, out);
    expect(engine.stored.codes.permanent).toEqual([{ code: 'P0301', endedRunUs: 2_240_060_000_000 }]);
    expect(events()).toEqual(['P0301 true', 'P0301 false']);
    expect(ask('010A', 120_100 * MS - 1)).toEqual(['7E8#044A010301CCCCCC']);
    expect(ask('010A', 120_100 * MS)).toEqual(['7E8#024A00CCCCCCCCCC']);
  });

  it('keeps a code pending for as long as the ignition is on', () => {
    awake();
    engine.setFault('P0420', true, 70 * MS, out);
    engine.setFault('P0420', false, 80 * MS, out);
    engine.onFrame(vehicle('running'), 90 * MS, out);
    engine.onFrame(vehicle('running', 50), 100 * MS, out);
    expect(ask('0107', 110 * MS)).toEqual(['7E8#0447010420CCCCCC']);
    engine.onFrame(vehicle('off'), 120 * MS, out);
    const atOff = engine.stored;
    expect(atOff.codes.pending).toEqual(['P0420']);
    engine.onFrame(vehicle('acc'), 130 * MS, out);
    expect(engine.stored).toBe(atOff);
    engine.onFrame(vehicle('on'), 140 * MS, out);
    expect(engine.stored.codes.pending).toEqual([]);
    expect(ask('0107', 150 * MS)).toEqual(['7E8#024700CCCCCCCCCC']);
  });

  it('is not written when the power goes with the ignition off, and is when it is on', () => {
    awake();
    const first = engine.stored;
    engine.powerOff(1_000 * MS);
    expect(engine.stored).not.toBe(first);
    const second = engine.stored;
    engine.powerOn(2_000 * MS);
    engine.onDeadline(2_050 * MS, out);
    engine.powerOff(3_000 * MS);
    expect(engine.stored).toBe(second);
  });

  it('stores no code while the ignition is off', () => {
    awake();
    engine.onFrame(vehicle('off'), 70 * MS, out);
    engine.setFault('P0420', true, 80 * MS, out);
    expect([engine.faults, engine.stored.codes.stored]).toEqual([['P0420'], []]);
    engine.onFrame(vehicle('on'), 90 * MS, out);
    expect(engine.stored.codes.stored).toEqual(['P0420']);
  });

  it('stores no code while the ECU is without power', () => {
    engine.setFault('P0420', true, 10 * MS, out);
    expect(engine.faults).toEqual(['P0420']);
    expect(engine.stored.codes.stored).toEqual([]);
    awake();
    expect(engine.stored.codes.stored).toEqual(['P0420']);
  });
});
