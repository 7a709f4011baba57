import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { ReceivedSignals } from '../../../../ecu-sim/smart-key/received-signals.ts';
import { UNKNOWN_SIGNALS } from '../../../../ecu-sim/smart-key/state.ts';
import { SECOND, TestBench } from '../../../support/test-bench.ts';

/** A frame of the body ECU that ends on the wire at this very instant. */
function hear(bench: TestBench, id: number, ...bytes: number[]): void {
  const { network, smartKey } = bench.car;
  const frame = dataFrame(id, Uint8Array.from(bytes));
  network.apply(smartKey, (outbox, nowUs) => smartKey.onFrame(frame, nowUs, outbox));
}

/** The ECU without the car's own body ECU; the last frames of that have become too old. */
function alone(): TestBench {
  const bench = new TestBench();
  bench.car.network.detach(bench.car.body);
  bench.advance(3 * SECOND);
  return bench;
}

describe('what the Smart Key ECU knows of the car', () => {
  it('VEH-1: DID 1004 reports doors, trunk, brake, P and the power mode', () => {
    const bench = new TestBench();
    const inputs = (): string | null => {
      bench.car.settle();
      return bench.request('22 10 04');
    };
    expect(inputs()).toBe('62 10 04 80 02');
    bench.car.setVehicle({ doors: { driver: true } });
    expect(inputs()).toBe('62 10 04 81 02');
    bench.car.setVehicle({ doors: { driver: false, passenger: true } });
    expect(inputs()).toBe('62 10 04 82 02');
    bench.car.setVehicle({ doors: { passenger: false, rearLeft: true } });
    expect(inputs()).toBe('62 10 04 84 02');
    bench.car.setVehicle({ doors: { rearLeft: false, rearRight: true } });
    expect(inputs()).toBe('62 10 04 88 02');
    bench.car.setVehicle({ doors: { rearRight: false, trunk: true } });
    expect(inputs()).toBe('62 10 04 90 02');
    bench.car.setVehicle({ doors: { trunk: false }, brake: true, shiftP: false, powerMode: 'off' });
    expect(inputs()).toBe('62 10 04 40 00');
    bench.car.setVehicle({ powerMode: 'acc' });
    expect(inputs()).toBe('62 10 04 40 01');
    bench.car.setVehicle({ powerMode: 'running' });
    expect(inputs()).toBe('62 10 04 40 03');
  });

  it('VEH-1, VEH-2: DID 1005 is the ECU’s own measurement, at the instant it changes', () => {
    const bench = new TestBench();
    bench.car.setVehicle({ batteryMv: 11_999 });
    expect(bench.requestNow('22 10 05')).toBe('62 10 05 2E DF');
  });

  it('VEH-2: the door is learnt from 0x620, whichever node sends it', () => {
    const bench = alone();
    expect(bench.request('22 10 04')).toBe('62 10 04 20 00');
    hear(bench, 0x620, 0, 0, 0, 0, 0, 0x20, 0, 0);
    expect(bench.requestNow('22 10 04')).toBe('62 10 04 01 00');
  });

  it('VEH-2: moving the door changes nothing before the frame is on the wire', () => {
    const bench = new TestBench();
    bench.car.setVehicle({ doors: { driver: true } });
    bench.deliver('22 10 04');
    expect(bench.responses.at(-1)).toBe('62 10 04 80 02');
    bench.car.settle();
    expect(bench.request('22 10 04')).toBe('62 10 04 81 02');
  });

  it('VEH-2: a door frame 1.999999 s old is good, one 2 s old says "door unknown"', () => {
    for (const [ageUs, inputs] of [
      [2 * SECOND - 1, '62 10 04 01 00'],
      [2 * SECOND, '62 10 04 20 00'],
      [2 * SECOND + 1, '62 10 04 20 00'],
    ] as const) {
      const bench = alone();
      hear(bench, 0x620, 0, 0, 0, 0, 0, 0x20, 0, 0);
      bench.advance(ageUs);
      expect(bench.requestNow('22 10 04')).toBe(inputs);
    }
  });

  it('VEH-2: a frame that comes again makes what it says younger, and nothing else', () => {
    for (const id of [0x620, 0x5b0]) {
      const signals = new ReceivedSignals();
      const frame = dataFrame(id, Uint8Array.of(0, 0, 0, 0, 0, 0x20, 0, 0));
      expect(signals.takeAgain(frame, 0)).toBe(false);
      signals.take(frame, 0);
      signals.onDeadline(0);
      const { current } = signals;
      expect(signals.takeAgain(frame, 2 * SECOND - 1)).toBe(true);
      expect(signals.takeAgain(dataFrame(id, frame.data), 2 * SECOND)).toBe(false);
      signals.onDeadline(4 * SECOND - 2);
      expect(signals.current).toBe(current);
      expect(signals.deadlineUs).toBe(4 * SECOND - 1);
      // It has become too old: the next one says something new.
      expect(signals.takeAgain(frame, 4 * SECOND - 1)).toBe(false);
      signals.onDeadline(4 * SECOND - 1);
      expect(signals.current).toEqual(UNKNOWN_SIGNALS);
    }
  });

  it('VEH-2, RST-1: a door unknown is not open', () => {
    const bench = alone();
    bench.extended();
    bench.unlock(1);
    hear(bench, 0x620, 0, 0, 0, 0, 0, 0x20, 0, 0);
    bench.advance(2 * SECOND);
    expect(bench.request('31 01 02 01 01')).toBe('7F 31 22');
    expect(bench.history()).toEqual(['01 02 01']);
  });

  it('VEH-2, REG-1: 0x5B0 2 s old counts as 5 km/h and more; brake and P are not seen', () => {
    for (const [ageUs, answer] of [
      [2 * SECOND - 1, '71 01 02 02 21 00 05'],
      [2 * SECOND, '7F 31 88'],
    ] as const) {
      const bench = alone();
      bench.extended();
      bench.unlock(3);
      hear(bench, 0x5b0, 0x98, 0x31, 0x38, 0, 0, 0, 0, 0);
      const heardUs = bench.nowUs;
      expect(bench.requestNow('22 10 04')).toBe('62 10 04 E0 02');
      bench.advanceTo(heardUs + ageUs);
      expect(bench.requestNow('31 01 02 02 01')).toBe(answer);
    }
  });

  it('VEH-2: a frame that is too short, or of 29 bits, changes nothing', () => {
    const bench = alone();
    hear(bench, 0x620, 0, 0, 0, 0, 0);
    const { network, smartKey } = bench.car;
    const extended = dataFrame(0x620, Uint8Array.of(0, 0, 0, 0, 0, 0x20, 0, 0), { extended: true });
    network.apply(smartKey, (outbox, nowUs) => smartKey.onFrame(extended, nowUs, outbox));
    expect(bench.requestNow('22 10 04')).toBe('62 10 04 20 00');
  });

  it('VEH-2: every ECU has sent each cyclic frame once when the car is ready', () => {
    const bench = new TestBench();
    const ids = [...bench.car.log].map(({ frame }) => frame.id);
    expect(ids.sort()).toEqual([0x5b0, 0x5b5, 0x620, 0x638]);
  });

  it('VEH-2: a request is answered with the signals known after every way to start', () => {
    const KNOWN = '62 10 04 80 02';
    const bench = new TestBench();
    expect(bench.request('22 10 04')).toBe(KNOWN);
    bench.car.advanceTo(bench.car.cutPower(100_000));
    expect(bench.request('22 10 04')).toBe(KNOWN);
    bench.request('11 01');
    bench.car.advanceTo(bench.nowUs + bench.car.profile.bootTimeUs);
    expect(bench.request('22 10 04')).toBe(KNOWN);
    bench.car.setFaults({ memoryCut: { write: 1, block: 'security', byte: 5, offMs: 100 } });
    bench.extended();
    bench.request('27 01');
    expect(bench.request('22 10 04', 'generic')).toBe(KNOWN);
  });

  it('VEH-2: a request on the wire when the boot ends is answered with what the ECU knows by then', () => {
    const bench = new TestBench();
    const bootedUs = bench.car.cutPower(100_000);
    bench.car.advanceTo(bootedUs);
    bench.deliver('22 10 04');
    bench.car.settle();
    expect(bench.responses.at(-1)).toBe('62 10 04 20 00');
    expect(bench.request('22 10 04')).toBe('62 10 04 80 02');
  });

  it('VEH-2: what was received is lost with the supply', () => {
    const bench = new TestBench();
    bench.door(true);
    bench.car.network.detach(bench.car.body);
    bench.car.network.attach(bench.car.body);
    bench.car.advanceTo(bench.car.cutPower(1000) - 1);
    bench.car.network.detach(bench.car.body);
    bench.car.advanceTo(bench.nowUs + 1);
    bench.car.settle();
    expect(bench.request('22 10 04')).toBe('62 10 04 20 00');
  });
});

describe('the signals and their deadline', () => {
  const DOOR_OPEN = dataFrame(0x620, Uint8Array.of(0, 0, 0, 0, 0, 0x20, 0, 0));

  /** What is known of the driver's door, as the ECU asks: it calls `onDeadline` first where that is due. */
  function door(signals: ReceivedSignals, nowUs: number): string {
    if (signals.deadlineUs <= nowUs) signals.onDeadline(nowUs);
    const { doorKnown, doorDriver } = signals.current;
    return doorKnown ? `open ${doorDriver}` : 'unknown';
  }

  it('VEH-2: nothing is due where nothing was received', () => {
    const signals = new ReceivedSignals();
    expect([signals.deadlineUs, door(signals, 9 * SECOND)]).toEqual([Infinity, 'unknown']);
  });

  it('VEH-2: a frame is known at its own instant, and 2 s later no more', () => {
    const signals = new ReceivedSignals();
    signals.take(DOOR_OPEN, SECOND);
    expect(signals.deadlineUs).toBe(SECOND);
    expect(door(signals, SECOND)).toBe('open true');
    expect(signals.deadlineUs).toBe(3 * SECOND);
    expect(door(signals, 3 * SECOND - 1)).toBe('open true');
    expect(door(signals, 3 * SECOND)).toBe('unknown');
    expect(signals.deadlineUs).toBe(Infinity);
  });

  it('VEH-2: the same frame again counts from then on, whether the one before was still valid or not', () => {
    const signals = new ReceivedSignals();
    signals.take(DOOR_OPEN, 0);
    signals.take(DOOR_OPEN, SECOND);
    expect([door(signals, 3 * SECOND - 1), door(signals, 3 * SECOND)]).toEqual(['open true', 'unknown']);
    signals.take(DOOR_OPEN, 4 * SECOND);
    expect([door(signals, 4 * SECOND), door(signals, 6 * SECOND)]).toEqual(['open true', 'unknown']);
  });

  it('VEH-2: the same frame is known at once again where the one before has just become too old', () => {
    for (const frame of [DOOR_OPEN, dataFrame(0x5b0, fromHex('90 31 38 00 00 00 00 00'))]) {
      const signals = new ReceivedSignals();
      signals.take(frame, 0);
      signals.onDeadline(0);
      const { current } = signals;
      signals.take(frame, 2 * SECOND - 1);
      expect(signals.deadlineUs).toBe(2 * SECOND);
      signals.onDeadline(2 * SECOND);
      expect([signals.current, signals.deadlineUs]).toEqual([current, 4 * SECOND - 1]);
      signals.onDeadline(4 * SECOND - 1);
      expect([signals.current, signals.deadlineUs]).toEqual([UNKNOWN_SIGNALS, Infinity]);
      signals.take(frame, 6 * SECOND);
      expect(signals.deadlineUs).toBe(6 * SECOND);
    }
  });

  it('VEH-2: the older of the two frames says when something is due', () => {
    const signals = new ReceivedSignals();
    signals.take(DOOR_OPEN, 0);
    signals.take(dataFrame(0x5b0, fromHex('90 31 38 00 00 00 00 00')), 500);
    signals.onDeadline(500);
    expect(signals.deadlineUs).toBe(2 * SECOND);
    signals.onDeadline(2 * SECOND);
    expect([signals.current.doorKnown, signals.current.brake, signals.deadlineUs]).toEqual([
      false,
      true,
      2 * SECOND + 500,
    ]);
  });

  it('VEH-2: 29-bit, remote and short frames are not taken', () => {
    const signals = new ReceivedSignals();
    signals.take(dataFrame(0x5b0, fromHex('90 31 38 00 00 00 00 00'), { extended: true }), 0);
    signals.take(remoteFrame(0x5b0, 8), 0);
    signals.take(dataFrame(0x5b0, fromHex('90 31')), 0);
    signals.take(dataFrame(0x620, fromHex('00 00')), 0);
    signals.take(dataFrame(0x621, fromHex('00 00 00 00 00 20 00 00')), 0);
    expect([signals.deadlineUs, signals.current]).toEqual([Infinity, UNKNOWN_SIGNALS]);
  });

  it('are the same object as long as they are known from the same frames', () => {
    const signals = new ReceivedSignals();
    signals.take(DOOR_OPEN, 0);
    signals.onDeadline(0);
    const { current } = signals;
    signals.take(DOOR_OPEN, SECOND);
    signals.onDeadline(2 * SECOND);
    expect(signals.current).toBe(current);
  });

  it('go on from a snapshot', () => {
    const signals = new ReceivedSignals();
    signals.take(DOOR_OPEN, SECOND);
    const restored = new ReceivedSignals();
    restored.restore(signals.snapshot());
    expect([door(restored, 3 * SECOND - 1), door(restored, 3 * SECOND)]).toEqual(['open true', 'unknown']);
  });
});
