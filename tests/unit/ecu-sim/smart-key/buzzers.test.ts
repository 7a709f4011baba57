import { describe, expect, it } from 'vitest';
import { nextEdgeUs, orderBeeps, silence, SILENT_BUZZERS, takeEdges } from '../../../../ecu-sim/smart-key/buzzers.ts';
import type { Buzzers } from '../../../../ecu-sim/smart-key/buzzers.ts';
import { KEY_A, SECOND, TestBench } from '../../../support/test-bench.ts';

/** Every edge there is from now on, in ms. */
function edges(buzzers: Buzzers): string[] {
  const heard: string[] = [];
  let current = buzzers;
  for (let nowUs = nextEdgeUs(current); nowUs !== Infinity; nowUs = nextEdgeUs(current)) {
    current = takeEdges(current, nowUs, (buzzer, on) => heard.push(`${nowUs / 1000} ${buzzer} ${on ? 'on' : 'off'}`));
  }
  return heard;
}

describe('buzzers', () => {
  it('VEH-3: a beep sounds 100 ms on and 100 ms off', () => {
    expect(edges(orderBeeps(SILENT_BUZZERS, 'exterior', 2, 1000))).toEqual([
      '1 exterior on',
      '101 exterior off',
      '201 exterior on',
      '301 exterior off',
    ]);
  });

  it('VEH-3: a signal ordered during another sounds after it', () => {
    const first = orderBeeps(SILENT_BUZZERS, 'exterior', 1, 0);
    const second = takeEdges(first, 0, () => undefined);
    expect(edges(orderBeeps(second, 'exterior', 1, 50_000))).toEqual([
      '100 exterior off',
      '200 exterior on',
      '300 exterior off',
    ]);
  });

  it('VEH-3: in the pause that ends a signal too, and not before the pause is over', () => {
    let buzzers = orderBeeps(SILENT_BUZZERS, 'exterior', 1, 0);
    buzzers = takeEdges(
      takeEdges(buzzers, 0, () => undefined),
      100_000,
      () => undefined,
    );
    expect(edges(orderBeeps(buzzers, 'exterior', 1, 150_000))).toEqual(['200 exterior on', '300 exterior off']);
    expect(edges(orderBeeps(buzzers, 'exterior', 1, 250_000))).toEqual(['250 exterior on', '350 exterior off']);
  });

  it('VEH-3: a signal begins at the very end of the last pause, not a microsecond before', () => {
    const ignore = (): void => undefined;
    let buzzers = orderBeeps(SILENT_BUZZERS, 'exterior', 1, 0);
    expect(takeEdges(buzzers, -1, ignore)).toBe(buzzers);
    buzzers = takeEdges(takeEdges(buzzers, 0, ignore), 100_000, ignore);
    expect(takeEdges(buzzers, 199_999, ignore)).toBe(buzzers);
    // What follows it shows whether it was put behind the old signal or begun anew.
    const behind = orderBeeps(buzzers, 'exterior', 1, 199_999);
    expect(behind.soundings).toEqual([{ buzzer: 'exterior', nextEdgeUs: 200_000, edgesLeft: 2, freeAtUs: 400_000 }]);
    const anew = orderBeeps(buzzers, 'exterior', 1, 200_000);
    expect(anew.soundings).toEqual([{ buzzer: 'exterior', nextEdgeUs: 200_000, edgesLeft: 2, freeAtUs: 400_000 }]);
    expect(takeEdges(buzzers, 200_000, ignore).soundings).toEqual([]);
  });

  it('VEH-3: a signal whose edges were not yet taken still comes first', () => {
    const first = orderBeeps(SILENT_BUZZERS, 'exterior', 1, 0);
    expect(edges(orderBeeps(first, 'exterior', 1, 200_000))).toEqual([
      '0 exterior on',
      '100 exterior off',
      '200 exterior on',
      '300 exterior off',
    ]);
  });

  it('VEH-3: the next edge is the earliest of all buzzers, to the microsecond', () => {
    const early = orderBeeps(orderBeeps(SILENT_BUZZERS, 'interior', 1, 1000), 'exterior', 1, 1001);
    const late = orderBeeps(orderBeeps(SILENT_BUZZERS, 'exterior', 1, 1001), 'interior', 1, 1000);
    expect([early, late].map(nextEdgeUs)).toEqual([1000, 1000]);
    for (const both of [early, late]) {
      const heard: string[] = [];
      const after = takeEdges(both, 1000, (buzzer, on) => heard.push(`${buzzer} ${on}`));
      expect(heard).toEqual(['interior true']);
      expect(after.soundings.find(({ buzzer }) => buzzer === 'exterior')).toMatchObject({
        nextEdgeUs: 1001,
        edgesLeft: 2,
      });
      expect(nextEdgeUs(after)).toBe(1001);
    }
  });

  it('a reset of the ECU ends the sound, whether one or more buzzers sound', () => {
    const one = orderBeeps(SILENT_BUZZERS, 'exterior', 1, 0);
    expect([one, orderBeeps(one, 'interior', 1, 0)].map((buzzers) => silence(buzzers).soundings)).toEqual([[], []]);
    expect(silence(SILENT_BUZZERS)).toBe(SILENT_BUZZERS);
  });

  it('VEH-3: sounds each of many signals, one after the other', () => {
    let buzzers = SILENT_BUZZERS;
    for (let signal = 0; signal < 20; signal++) buzzers = orderBeeps(buzzers, 'exterior', 5, 0);
    expect(buzzers.exterior).toBe(100);
    const sounds = edges(buzzers);
    expect(sounds).toHaveLength(200);
    expect(sounds.slice(-2)).toEqual(['19800 exterior on', '19900 exterior off']);
  });

  it('VEH-3: two buzzers sound at the same time', () => {
    const both = orderBeeps(orderBeeps(SILENT_BUZZERS, 'interior', 1, 0), 'answer-back', 1, 0);
    expect(edges(both)).toEqual(['0 interior on', '0 answer-back on', '100 interior off', '100 answer-back off']);
  });

  it('VEH-3: the exterior count is total and last, the others are counted apart', () => {
    let buzzers = orderBeeps(SILENT_BUZZERS, 'exterior', 2, 0);
    buzzers = orderBeeps(buzzers, 'exterior', 1, 0);
    buzzers = orderBeeps(buzzers, 'interior', 1, 0);
    buzzers = orderBeeps(buzzers, 'answer-back', 2, 0);
    expect(buzzers).toMatchObject({ exterior: 3, last: 1, interior: 1, answerBack: 2 });
    expect(silence(buzzers)).toMatchObject({ exterior: 3, last: 1, soundings: [] });
  });

  it('VEH-3: all beeps of a signal count at the instant it is ordered, in DID 1007 and in BEEPS', () => {
    const bench = new TestBench();
    bench.startRegistration();
    bench.touch(bench.newKey());
    expect(bench.requestNow('22 10 07')).toBe('62 10 07 00 00 00 02 02');
    const status = [...bench.car.log].findLast(({ frame }) => frame.id === 0x5b5);
    expect(status?.frame.data[4]).toBe(2);
  });

  it('VEH-3: the sounding appears as events', () => {
    const bench = new TestBench();
    bench.touch(KEY_A);
    const touchedUs = bench.nowUs;
    bench.advance(SECOND);
    expect(bench.ecuEvents('buzzer').map(({ timeUs, event }) => [timeUs - touchedUs, event])).toEqual([
      [0, { kind: 'buzzer', buzzer: 'interior', on: true }],
      [100_000, { kind: 'buzzer', buzzer: 'interior', on: false }],
    ]);
  });

  it('VEH-3: beeps count since power-on: an ECU reset keeps them, power loss does not', () => {
    const bench = new TestBench();
    bench.startRegistration();
    bench.touch(bench.newKey());
    bench.request('11 01');
    expect(bench.request('22 10 07')).toBe('62 10 07 00 00 00 02 02');
    bench.powerCycle();
    expect(bench.request('22 10 07')).toBe('62 10 07 00 00 00 00 00');
  });
});
