import { describe, expect, it } from 'vitest';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { BitTiming, WireInstant } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import type { VirtualBusOptions } from '../../../../can-bus/virtual-bus/bus-options.ts';
import { BusOffRecovery } from '../../../../can-bus/virtual-bus/bus-off-recovery.ts';
import { ErrorConfinement } from '../../../../can-bus/virtual-bus/error-confinement.ts';
import { Station } from '../../../../can-bus/virtual-bus/station.ts';

/** 128 times 11 recessive bits of 2 µs. */
const RECOVERY_US = 2816;

interface AtRest {
  readonly timing: BitTiming;
  readonly busOffs: BusOffRecovery;
  readonly station: Station;
  readonly other: Station;
  readonly start: WireInstant;
  readonly free: WireInstant;
  /** The reports of a changed error state. */
  readonly reported: string[];
}

function atRest({ bitRate = 500_000, dataBitRate }: VirtualBusOptions = {}): AtRest {
  const timing = new BitTiming(bitRate, dataBitRate);
  const station = new Station('node', 0);
  const other = new Station('other', 1);
  const reported: string[] = [];
  const confinement = new ErrorConfinement([station, other], (timeUs, event) =>
    reported.push(`${timeUs} ${event.kind} ${event.node}`),
  );
  const free = new WireInstant(timing, 0);
  const busOffs = new BusOffRecovery([station, other], timing, free, confinement);
  return { timing, busOffs, station, other, start: new WireInstant(timing, 0), free, reported };
}

describe('the recovery from bus-off', () => {
  it('takes 128 times 11 recessive bits from when it began, on a bus at rest', () => {
    const { busOffs, station } = atRest();
    busOffs.begin(station, 1000);
    expect([busOffs.count, busOffs.firstUs(NEVER_US)]).toEqual([1, 1000 + RECOVERY_US]);
  });

  it('begins when it is released, and not before, where it is held', () => {
    const { busOffs, station } = atRest();
    station.heldOff = true;
    busOffs.begin(station, 1000);
    expect(busOffs.firstUs(NEVER_US)).toBe(NEVER_US);
    busOffs.release(station, 50_000);
    expect([busOffs.count, busOffs.firstUs(NEVER_US)]).toEqual([1, 50_000 + RECOVERY_US]);
    busOffs.release(station, 60_000);
    expect([busOffs.count, busOffs.firstUs(NEVER_US)]).toEqual([1, 50_000 + RECOVERY_US]);
  });

  it('does not end once the wire is driven before', () => {
    const { busOffs, station, reported } = atRest();
    busOffs.begin(station, 1000);
    const backUs = 1000 + RECOVERY_US;
    expect([busOffs.firstUs(backUs), busOffs.firstUs(backUs - 1)]).toEqual([backUs, NEVER_US]);
    expect(busOffs.recover(backUs, backUs - 1)).toBe(false);
    expect(busOffs.recover(backUs - 1, backUs)).toBe(false);
    expect(busOffs.recover(backUs, backUs)).toBe(true);
    expect([reported, busOffs.count, station.busOff]).toEqual([[`${backUs} error-state node`], 0, false]);
  });

  it('counts whole sequences of 11 recessive bits between two frames', () => {
    const { busOffs, station, start } = atRest();
    busOffs.begin(station, 1000);
    start.setMicros(1000 + 2 * 25);
    busOffs.countRecessiveUntil(start);
    expect(station.recoverySequences).toBe(128 - 2);
  });

  it('counts from its beginning, or from the last end of frame where that came after', () => {
    const backUs = (nowUs: number): number => {
      const { busOffs, station, free } = atRest();
      free.setMicros(1_000);
      busOffs.begin(station, nowUs);
      return busOffs.firstUs(NEVER_US);
    };
    // The frame has ended at 994.
    expect([993, 994, 995, 1_000, 1_001].map(backUs)).toEqual([3_810, 3_810, 3_811, 3_816, 3_817]);
  });

  it('counts from its beginning where that is less than a microsecond after the end of a frame', () => {
    const { timing, busOffs, station, free } = atRest({ bitRate: 83_333 });
    // 50 bits of 12.00005 µs and the intermission: the frame ends at 600.0024 µs.
    free.setAfter(new WireInstant(timing, 0), 53);
    busOffs.begin(station, 601);
    expect(busOffs.firstUs(NEVER_US)).toBe(17_498);
  });

  it('of one node is not moved by the bus-off of another', () => {
    const { busOffs, station, other } = atRest();
    busOffs.begin(station, 1_000);
    busOffs.begin(other, 1_500);
    expect([busOffs.count, busOffs.firstUs(NEVER_US)]).toEqual([2, 3_816]);
    expect(busOffs.recover(3_816, NEVER_US)).toBe(true);
    expect([busOffs.count, busOffs.firstUs(NEVER_US)]).toEqual([1, 4_316]);
  });

  it.each([
    [1_000 + 2 * 22, 126],
    [1_000 + 2 * 22 - 1, 127],
  ])('counts the bits from its beginning to a start of frame at %i µs', (startUs, sequences) => {
    const { busOffs, station, start } = atRest();
    busOffs.begin(station, 1_000);
    start.setMicros(startUs);
    busOffs.countRecessiveUntil(start);
    expect(station.recoverySequences).toBe(sequences);
  });

  it.each([
    [1_000 + 2 * 19, 126],
    [1_000 + 2 * 19 - 1, 127],
  ])(
    'counts the bits from the end of the last frame, before the intermission, to a start at %i µs',
    (startUs, left) => {
      const { busOffs, station, start, free } = atRest();
      busOffs.begin(station, 500);
      free.setMicros(1_000);
      start.setMicros(startUs);
      busOffs.countRecessiveUntil(start);
      expect(station.recoverySequences).toBe(left);
    },
  );

  it('takes as long whatever the rate of data phases', () => {
    const { busOffs, station, start } = atRest({ dataBitRate: 2_000_000 });
    busOffs.begin(station, 1000);
    expect(busOffs.firstUs(NEVER_US)).toBe(1000 + RECOVERY_US);
    start.setMicros(1000 + 2 * 25);
    busOffs.countRecessiveUntil(start);
    expect(station.recoverySequences).toBe(128 - 2);
  });

  it('counts no recessive bits of a node that is not bus-off, or that was not yet', () => {
    const { busOffs, station, start } = atRest();
    start.setMicros(1_000);
    busOffs.countRecessiveUntil(start);
    expect([station.recoverySequences, station.recoveryCredit]).toEqual([0, 0]);
    station.enterBusOff(1_001);
    busOffs.countRecessiveUntil(start);
    expect([station.recoverySequences, station.recoveryCredit]).toEqual([128, 0]);
    station.enterBusOff(1_000);
    busOffs.countRecessiveUntil(start);
    expect(station.recoveryCredit).toBe(8);
  });

  it('counts no recessive bits of a node that was not bus-off a fraction of a microsecond before', () => {
    const { timing, busOffs, station, start } = atRest({ bitRate: 83_333 });
    start.setAfter(new WireInstant(timing, 0), 53);
    station.enterBusOff(637);
    busOffs.countRecessiveUntil(start);
    expect([station.recoverySequences, station.recoveryCredit]).toEqual([128, 0]);
  });

  it('is reported with the state it ends', () => {
    const { busOffs, station, reported } = atRest();
    expect([busOffs.count, busOffs.recover(NEVER_US, NEVER_US), reported]).toEqual([0, false, []]);
    busOffs.begin(station, 0);
    busOffs.recover(RECOVERY_US, NEVER_US);
    expect([station.recoveredUs, busOffs.count]).toEqual([RECOVERY_US, 0]);
  });
});
