import { describe, expect, it } from 'vitest';
import type { Micros } from '../../can-bus/time/micros.ts';
import { MS, SECOND, WireTester } from './support/wire-tester.ts';

/** The bus is to be silent this long after the power went off with the doors still. */
const STAY_AWAKE_US: Micros = 2 * SECOND;

/** A car with bus sleep whose power is off since now, and the instant at which its Smart Key ECU falls silent. */
function sleepyCar(profile: Readonly<Record<string, unknown>> = {}): { ecu: WireTester; sleepUs: Micros } {
  const ecu = new WireTester({ profile: { busSleep: true, ...profile }, cyclicFrames: true });
  ecu.car.setVehicle({ powerMode: 'off' });
  ecu.car.settle();
  const sleepUs = ecu.car.smartKey.snapshot().awakeUntilUs;
  ecu.frames();
  return { ecu, sleepUs };
}

/** Instants of 0x5B5 after that instant. */
function statusAfter(ecu: WireTester, timeUs: Micros): readonly Micros[] {
  return [...ecu.car.log].filter(({ frame, timeUs: at }) => frame.id === 0x5b5 && at > timeUs).map((r) => r.timeUs);
}

describe('VEH-7: what was begun before the bus sleeps is brought to its end', () => {
  it('VEH-7: a seed whose 0x78 and answer come after the instant is sent whole, and then there is silence', () => {
    const { ecu, sleepUs } = sleepyCar({ actionDurations: { requestSeed: 0.3 } });
    ecu.advanceTo(sleepUs - 200 * MS);
    ecu.extended();
    ecu.send('7B5 02 27 05');
    ecu.advanceTo(sleepUs + 50 * MS);
    expect(ecu.frames()).toEqual(['7BD 03 7F 27 78 CC CC CC CC']);
    ecu.advanceTo(sleepUs + 200 * MS);
    const [first = ''] = ecu.frames();
    expect(first).toMatch(/^7BD 10 12 67 05 05 A1 7C 0D$/);
    const rest = ecu.exchange('7B5 30 00 00');
    expect(rest.map((frame) => frame.slice(0, 6))).toEqual(['7BD 21', '7BD 22']);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([]);
    ecu.advance(10 * SECOND);
    expect(statusAfter(ecu, sleepUs)).toEqual([]);
    expect(ecu.frames()).toEqual([]);
  });

  it('VEH-7: 0x78 is kept up for as long as the request is processed', () => {
    const { ecu, sleepUs } = sleepyCar({ actionDurations: { readData: 11 } });
    ecu.advanceTo(sleepUs - MS);
    ecu.send('7B5 03 22 10 01');
    ecu.advance(12 * SECOND);
    const pending = '7BD 03 7F 22 78 CC CC CC CC';
    expect(ecu.frames()).toEqual([...Array.from({ length: 4 }, () => pending), '7BD 04 62 10 01 02 CC CC CC']);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([]);
  });

  it('VEH-7: an answer of several frames continues after the instant', () => {
    const { ecu, sleepUs } = sleepyCar();
    ecu.advanceTo(sleepUs - MS);
    expect(ecu.exchange('7B5 03 22 F1 90')).toEqual(['7BD 10 14 62 F1 90 34 54 31']);
    ecu.advanceTo(sleepUs + 500 * MS);
    expect(ecu.exchange('7B5 30 01 00')).toEqual(['7BD 21 42 5A 31 46 42 34 4B']);
    expect(ecu.exchange('7B5 30 00 00')).toEqual(['7BD 22 55 39 39 39 39 39 39']);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([]);
  });

  it('VEH-7, conformance 60: a flow control that never comes ends the answer at N_Bs, and nothing comes after it', () => {
    const { ecu, sleepUs } = sleepyCar();
    ecu.advanceTo(sleepUs - MS);
    ecu.exchange('7B5 03 22 F1 90');
    const firstFrameUs = ecu.nowUs;
    ecu.advanceTo(firstFrameUs + SECOND);
    expect(ecu.exchange('7B5 30 00 00')).toEqual([]);
    expect(ecu.exchange('7B5 02 3E 00')).toEqual([]);
  });

  it('VEH-7: a request whose first frame came before the instant and whose last comes after is answered', () => {
    const { ecu, sleepUs } = sleepyCar();
    ecu.advanceTo(sleepUs - 20 * MS);
    ecu.extended();
    ecu.advanceTo(sleepUs - MS);
    expect(ecu.exchange('7B5 10 13 2E F1 98 01 02 03')).toEqual(['7BD 30 08 00 CC CC CC CC CC']);
    ecu.advanceTo(sleepUs + 100 * MS);
    expect(ecu.exchange('7B5 21 04 05 06 07 08 09 0A', '7B5 22 0B 0C 0D 0E 0F 10')).toEqual([
      '7BD 03 6E F1 98 CC CC CC CC',
    ]);
    expect(ecu.exchange('7B5 10 13 2E F1 98 01 02 03')).toEqual([]);
  });

  it('VEH-7: while it finishes an answer it takes no new request, on either endpoint', () => {
    const { ecu, sleepUs } = sleepyCar({ actionDurations: { readData: 0.3 } });
    ecu.advanceTo(sleepUs - MS);
    ecu.send('7B5 03 22 10 01');
    ecu.advanceTo(sleepUs + 100 * MS);
    ecu.frames();
    expect([ecu.exchange('750 B5 02 3E 00'), ecu.exchange('7DF 02 3E 00')].flat()).toEqual([
      '7BD 04 62 10 01 02 CC CC CC',
    ]);
  });

  it('VEH-7: an answer that waits for a busy bus at the instant goes out when the bus is free', () => {
    const { ecu, sleepUs } = sleepyCar();
    ecu.advanceTo(sleepUs - 2 * MS);
    ecu.send('7B5 03 22 10 01', ...Array.from({ length: 40 }, () => '010 00 00 00 00 00 00 00 00'));
    ecu.advanceTo(sleepUs + SECOND);
    const [answer, ...others] = ecu.timedFrames();
    expect([answer?.text, others]).toEqual(['7BD 04 62 10 01 02 CC CC CC', []]);
    expect(answer?.timeUs).toBeGreaterThan(sleepUs + 5 * MS);
  });

  it('VEH-7: a cyclic 0x5B5 due at the very instant is not sent', () => {
    const { nextStatusUs: cycleUs } = new WireTester({ cyclicFrames: true }).car.smartKey.snapshot();
    // The body ECU's frame is to end so that 2.0 s later a cycle of 0x5B5 begins.
    for (let offsetUs = 0; offsetUs < 300; offsetUs++) {
      const probe = new WireTester({ profile: { busSleep: true }, cyclicFrames: true });
      probe.advanceTo(cycleUs - offsetUs);
      probe.car.setVehicle({ powerMode: 'off' });
      probe.advance(MS);
      const sleepUs = probe.car.smartKey.snapshot().awakeUntilUs;
      if (sleepUs !== cycleUs + STAY_AWAKE_US) continue;
      probe.advance(3 * SECOND);
      expect(statusAfter(probe, sleepUs - 200 * MS).filter((timeUs) => timeUs >= sleepUs)).toEqual([]);
      return;
    }
    expect.fail('no power-off falls on the cycle');
  });

  it('VEH-7, RST-4: a reset that completes with the power off keeps the ECU awake for two seconds more', () => {
    const ecu = new WireTester({ profile: { busSleep: true, resetDuration: 10 }, cyclicFrames: true });
    ecu.beginReset();
    ecu.car.setVehicle({ powerMode: 'off' });
    ecu.advance(9 * SECOND);
    const procedure = ecu.car.smartKey.firmware?.procedure;
    const endUs = procedure?.kind === 'reset' ? procedure.deadlineUs : 0;
    ecu.advanceTo(endUs + STAY_AWAKE_US - 2 * MS);
    expect(ecu.exchange('7B5 03 22 10 01').at(-1)).toBe('7BD 04 62 10 01 00 CC CC CC');
    ecu.advanceTo(endUs + STAY_AWAKE_US);
    expect(ecu.exchange('7B5 03 22 10 01')).toEqual([]);
  });

  it('VEH-7, ERA-7: the write of a delete is finished and answered, however long it takes', () => {
    const ecu = new WireTester({
      profile: { busSleep: true, actionDurations: { erasureWrite: 4 } },
      cyclicFrames: true,
    });
    ecu.extended();
    ecu.ask('31 01 02 03 01 01');
    ecu.unlock(4);
    ecu.ask('31 01 02 03 02');
    expect(ecu.car.touchKey(0xa100_0001).reaction).toBe('kept');
    ecu.car.setVehicle({ powerMode: 'off' });
    ecu.frames();
    ecu.send('7B5 05 31 01 02 03 03');
    ecu.advance(5 * SECOND);
    expect(ecu.frames().at(-1)).toBe('7BD 06 71 01 02 03 00 01 CC');
  });
});
