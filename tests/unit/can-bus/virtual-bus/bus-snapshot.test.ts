import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable } from '../../../../can-bus/frame/frame-table.ts';
import { BitTiming, WireInstant } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import {
  instantSnapshot,
  restoreStation,
  stationSnapshot,
  type StationSnapshot,
} from '../../../../can-bus/virtual-bus/bus-snapshot.ts';

const FRAMES = [dataFrame(0x7b5, new Uint8Array(0)), dataFrame(0x758, new Uint8Array(0))];

/** Each value unlike the others, and unlike that of a new station. */
const SNAPSHOT: StationSnapshot = {
  name: 'tool',
  order: 3,
  queue: [
    { frame: 0, readyUs: 11 },
    { frame: 1, readyUs: 12 },
  ],
  transmitErrors: 4,
  receiveErrors: 5,
  busOff: true,
  heldOff: true,
  busOffFromUs: 6,
  muted: true,
  background: true,
  recoverySequences: 7,
  recoveryCredit: 8,
  repeating: true,
  recoveredUs: 9,
  lastReadyUs: 10,
};

describe('the snapshot of the bus', () => {
  it('has all of a station, which comes back from it', () => {
    const station = restoreStation(SNAPSHOT, (index) => FRAMES[index] ?? dataFrame(0, new Uint8Array(0)));
    expect(station.queue.toArray().map(({ frame }) => frame.id)).toEqual([0x7b5, 0x758]);
    expect(stationSnapshot(station, new FrameTable())).toEqual(SNAPSHOT);
  });

  it('has of an instant its microseconds and units', () => {
    const instant = new WireInstant(new BitTiming(300_000), 0);
    instant.restore({ anchorUs: 5, units: 3 });
    expect(instantSnapshot(instant)).toEqual({ anchorUs: 5, units: 3 });
  });
});
