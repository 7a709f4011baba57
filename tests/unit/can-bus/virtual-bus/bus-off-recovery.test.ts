import { describe, expect, it } from 'vitest';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { BitTiming, WireInstant } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { BusOffRecovery } from '../../../../can-bus/virtual-bus/bus-off-recovery.ts';
import { ErrorConfinement } from '../../../../can-bus/virtual-bus/error-confinement.ts';
import { Station } from '../../../../can-bus/virtual-bus/station.ts';

/** 128 times 11 recessive bits of 2 µs. */
const RECOVERY_US = 2816;

interface AtRest {
  readonly busOffs: BusOffRecovery;
  readonly station: Station;
  readonly start: WireInstant;
  readonly free: WireInstant;
  /** The reports of a changed error state. */
  readonly reported: string[];
}

function atRest(dataBitRate?: number): AtRest {
  const timing = new BitTiming(500_000, dataBitRate);
  const station = new Station('node', 0);
  const reported: string[] = [];
  const confinement = new ErrorConfinement([station], (timeUs, event) =>
    reported.push(`${timeUs} ${event.kind} ${event.node}`),
  );
  const free = new WireInstant(timing, 0);
  const busOffs = new BusOffRecovery([station], timing, free, confinement);
  return { busOffs, station, start: new WireInstant(timing, 0), free, reported };
}

describe('the recovery from bus-off', () => {
  it('takes 128 times 11 recessive bits from when it began, on a bus at rest', () => {
    const { busOffs, station } = atRest();
    busOffs.begin(station, 1000, NEVER_US);
    expect([busOffs.count, busOffs.firstUs(NEVER_US)]).toEqual([1, 1000 + RECOVERY_US]);
  });

  it('begins when it is released, and not before, where it is held', () => {
    const { busOffs, station } = atRest();
    station.heldOff = true;
    busOffs.begin(station, 1000, NEVER_US);
    expect(busOffs.firstUs(NEVER_US)).toBe(NEVER_US);
    expect(busOffs.release(station, 50_000, NEVER_US)).toBe(true);
    expect([busOffs.count, busOffs.firstUs(NEVER_US)]).toEqual([1, 50_000 + RECOVERY_US]);
    expect(busOffs.release(station, 60_000, NEVER_US)).toBe(false);
  });

  it('does not end once the wire is driven before', () => {
    const { busOffs, station, reported } = atRest();
    busOffs.begin(station, 1000, NEVER_US);
    const backUs = 1000 + RECOVERY_US;
    expect([busOffs.firstUs(backUs), busOffs.firstUs(backUs - 1)]).toEqual([backUs, NEVER_US]);
    expect(busOffs.recover(backUs, backUs - 1)).toBe(false);
    expect(busOffs.recover(backUs - 1, backUs)).toBe(false);
    expect(busOffs.recover(backUs, backUs)).toBe(true);
    expect([reported, busOffs.count, station.busOff]).toEqual([[`${backUs} error-state node`], 0, false]);
  });

  it('counts whole sequences of 11 recessive bits between two frames', () => {
    const { busOffs, station, start } = atRest();
    busOffs.begin(station, 1000, NEVER_US);
    start.setMicros(1000 + 2 * 25);
    busOffs.countRecessiveUntil(start);
    expect(station.recoverySequences).toBe(128 - 2);
  });

  it('counts from its beginning on a bus at rest, and from the next end of frame on one that is driven', () => {
    const creditOf = (nowUs: number, recessiveTill: number, freeUs: number): readonly number[] => {
      const { busOffs, station, free } = atRest();
      free.setMicros(freeUs);
      busOffs.begin(station, nowUs, recessiveTill);
      return [station.recoveryCredit, free.anchorUs];
    };
    expect(creditOf(1_000, 1_000, 0)).toEqual([-3, 1_000]);
    expect(creditOf(1_000, 999, 0)).toEqual([0, 0]);
    expect(creditOf(1_000, NEVER_US, 1_000)).toEqual([0, 1_000]);
    expect(creditOf(1_001, NEVER_US, 1_000)).toEqual([-3, 1_001]);
  });

  it('takes as long whatever the rate of data phases', () => {
    const { busOffs, station, start } = atRest(2_000_000);
    busOffs.begin(station, 1000, NEVER_US);
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

  it('is reported with the state it ends', () => {
    const { busOffs, station, reported } = atRest();
    expect([busOffs.count, busOffs.recover(NEVER_US, NEVER_US), reported]).toEqual([0, false, []]);
    busOffs.begin(station, 0, NEVER_US);
    busOffs.recover(RECOVERY_US, NEVER_US);
    expect([station.recoveredUs, busOffs.count]).toEqual([RECOVERY_US, 0]);
  });
});
