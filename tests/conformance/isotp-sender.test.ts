import { describe, expect, it } from 'vitest';
import { MS, SECOND, WireTester } from './support/wire-tester.ts';

/** The VIN: 20 bytes in three frames. */
const READ_VIN = '7B5 03 22 F1 90';
const VIN_FIRST = '7BD 10 14 62 F1 90 34 54 31';
const VIN_SECOND = '7BD 21 42 5A 31 46 42 34 4B';
const VIN_LAST = '7BD 22 55 39 39 39 39 39 39';
const ALIVE = '7BD 02 7E 00 CC CC CC CC CC';

/** An ECU that has sent its first frame and waits for a flow control. */
function sending(): WireTester {
  const ecu = new WireTester();
  expect(ecu.exchange(READ_VIN)).toEqual([VIN_FIRST]);
  return ecu;
}

/** The last frame sent so far, as an instant. */
function lastFrameUs(ecu: WireTester): number {
  const frames = [...ecu.car.log];
  return frames.at(-1)?.timeUs ?? 0;
}

describe('ISO-TP: how the ECU sends', () => {
  it('conformance 57: SN starts at 1 and wraps from 15 to 0', () => {
    const ecu = new WireTester();
    // The history: 132 bytes, so 18 consecutive frames and a part.
    ecu.exchange('7B5 03 22 10 10');
    const numbers = ecu.exchange('7B5 30 00 00').map((frame) => frame.slice(4, 6));
    expect(numbers.slice(0, 3)).toEqual(['21', '22', '23']);
    expect(numbers.slice(14, 18)).toEqual(['2F', '20', '21', '22']);
  });

  it('conformance 60: N_Bs is 1000 ms: a flow control before it is heeded, later the message is given up', () => {
    for (const [waitUs, frames] of [
      [SECOND - 1 * MS, [VIN_SECOND, VIN_LAST]],
      [SECOND, []],
    ] as const) {
      const ecu = sending();
      ecu.advanceTo(lastFrameUs(ecu) + waitUs);
      expect(ecu.exchange('7B5 30 00 00')).toEqual(frames);
      expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
    }
  });

  it('conformance 60: WAIT restarts N_Bs, a bounded number of times', () => {
    const ecu = sending();
    for (let count = 0; count < 10; count++) {
      ecu.advance(900 * MS);
      expect(ecu.exchange('7B5 31 00 00')).toEqual([]);
    }
    ecu.advance(900 * MS);
    expect(ecu.exchange('7B5 30 00 00')).toEqual([VIN_SECOND, VIN_LAST]);

    const patient = sending();
    for (let count = 0; count < 11; count++) patient.exchange('7B5 31 00 00');
    expect(patient.exchange('7B5 30 00 00')).toEqual([]);
    expect(patient.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
  });

  it.each(['7B5 32 00 00', '7B5 33 00 00', '7B5 3F 00 00'])(
    'conformance 60: overflow and reserved flow statuses (%s) abort',
    (flow) => {
      const ecu = sending();
      expect(ecu.exchange(flow)).toEqual([]);
      expect(ecu.exchange('7B5 30 00 00')).toEqual([]);
      expect(ecu.exchange('7B5 02 3E 00')).toEqual([ALIVE]);
    },
  );

  it('conformance 60: each flow control renews BS and STmin', () => {
    const ecu = sending();
    expect(ecu.exchange('7B5 30 01 00')).toEqual([VIN_SECOND]);
    expect(ecu.exchange('7B5 30 01 00')).toEqual([VIN_LAST]);

    ecu.exchange('7B5 03 22 10 10');
    ecu.send('7B5 30 02 14');
    ecu.advance(40 * MS);
    const slow = ecu.timedFrames();
    expect(slow).toHaveLength(2);
    expect((slow[1]?.timeUs ?? 0) - (slow[0]?.timeUs ?? 0)).toBeGreaterThanOrEqual(20 * MS);
    ecu.send('7B5 30 03 00');
    ecu.advance(2 * MS);
    const quick = ecu.timedFrames();
    expect(quick).toHaveLength(3);
    expect((quick[2]?.timeUs ?? 0) - (quick[1]?.timeUs ?? 0)).toBeLessThanOrEqual(280);
  });

  it.each([
    ['00', 0],
    ['01', 1_000],
    ['7F', 127_000],
    ['F1', 100],
    ['F9', 900],
    ['80', 127_000],
    ['F0', 127_000],
    ['FA', 127_000],
    ['FF', 127_000],
  ])('conformance 61: STmin %s separates frames by %i µs', (separationTime, us) => {
    const ecu = sending();
    ecu.frames();
    ecu.send(`7B5 30 00 ${separationTime}`);
    ecu.advance(200 * MS);
    const [first, second] = ecu.timedFrames();
    expect([first?.text, second?.text]).toEqual([VIN_SECOND, VIN_LAST]);
    const gapUs = (second?.timeUs ?? 0) - (first?.timeUs ?? 0);
    // A frame itself takes up to 270 µs at 500 kbit/s.
    expect(gapUs).toBeGreaterThanOrEqual(us);
    expect(gapUs).toBeLessThanOrEqual(us + 270);
  });

  it('conformance 62: a consecutive frame follows the flow control well within 0.9 N_Cr', () => {
    const ecu = sending();
    ecu.send('7B5 30 00 00');
    ecu.advance(2 * MS);
    const [first, second] = ecu.timedFrames();
    expect((first?.timeUs ?? Infinity) - ecu.sentUs).toBeLessThanOrEqual(280);
    expect((second?.timeUs ?? Infinity) - (first?.timeUs ?? 0)).toBeLessThanOrEqual(280);
  });

  it.each(['7B5 02 3E 00', '7B5 10 13 2E F1 98 01 02 03'])(
    'conformance 59: while it sends a segmented response, %s to that endpoint is ignored (documented choice)',
    (frame) => {
      const ecu = sending();
      expect(ecu.exchange(frame)).toEqual([]);
      expect(ecu.exchange('7B5 30 00 00')).toEqual([VIN_SECOND, VIN_LAST]);
    },
  );
});
