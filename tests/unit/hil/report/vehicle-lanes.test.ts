import { describe, expect, it } from 'vitest';
import type { CarEvent } from '../../../../hil/car/car-event.ts';
import { LaneBuilder } from '../../../../hil/report/lane-builder.ts';
import { TONES } from '../../../../hil/report/timeline-data.ts';
import { VehicleLanes } from '../../../../hil/report/vehicle-lanes.ts';

type Item = readonly [number, number, string, string, string | undefined];

/** What the two lanes have at 100, of events at their times. */
function lanesOf(...events: readonly (readonly [timeUs: number, event: CarEvent['event']])[]): {
  readonly doors: readonly Item[];
  readonly power: readonly Item[];
} {
  const [doors, power] = [new LaneBuilder('doors', 100), new LaneBuilder('power', 100)];
  const lanes = new VehicleLanes(doors, power, true);
  for (const [timeUs, event] of events) lanes.event(timeUs, event);
  const items = (lane: LaneBuilder): readonly Item[] =>
    lane.build(100).items.map(([from, to, label, detail, tone]) => [from, to, label, detail, TONES[tone]]);
  return { doors: items(doors), power: items(power) };
}

const changed = (change: Readonly<Record<string, unknown>>): CarEvent['event'] => ({ kind: 'vehicle-changed', change });

describe('the lane of doors', () => {
  it('VEH-1 has each door as long as it is open', () => {
    const { doors } = lanesOf(
      [10, changed({ doors: { driver: true, trunk: true } })],
      [15, changed({ doors: { driver: true } })],
      [20, changed({ doors: { driver: false, rearLeft: false } })],
      [30, changed({ doors: { passenger: true, rearRight: true } })],
    );
    expect(doors).toEqual([
      [10, 20, "driver's door", 'open', 'active'],
      [10, 100, 'trunk', 'open', 'active'],
      [30, 100, "passenger's door", 'open', 'active'],
      [30, 100, 'rear right door', 'open', 'active'],
    ]);
  });

  it('has the locks by what moved them, and what the ECU asks for', () => {
    const locks = (driver: boolean, others: boolean): CarEvent['event'] => ({
      kind: 'locks-changed',
      locks: { driver, others, cause: 'keyfob' },
    });
    const { doors } = lanesOf(
      [10, { kind: 'lock-request', request: 'lock' }],
      [11, locks(true, true)],
      [20, locks(false, true)],
      [30, locks(false, false)],
      [40, { kind: 'trunk-opener' }],
    );
    expect(doors).toEqual([
      [10, 10, 'ECU: lock', '', 'active'],
      [11, 20, 'locked', 'by keyfob', 'muted'],
      [20, 30, 'one lock open', 'by keyfob', 'muted'],
      [30, 100, 'unlocked', 'by keyfob', 'muted'],
      [40, 40, 'trunk opener', '', 'active'],
    ]);
  });
});

describe('the lane of power', () => {
  it('begins with the ignition on, and has every power mode', () => {
    const { power } = lanesOf(
      [10, changed({ powerMode: 'off' })],
      [20, changed({ powerMode: 'acc' })],
      [30, changed({ powerMode: 'running' })],
    );
    expect(power).toEqual([
      [0, 10, 'ON', '', 'plain'],
      [10, 20, 'power off', '', 'plain'],
      [20, 30, 'ACC', '', 'plain'],
      [30, 100, 'engine running', '', 'plain'],
    ]);
  });

  it('has the supply while it is not that of a new car, once for each value', () => {
    const { power } = lanesOf(
      [10, changed({ batteryMv: 12_600 })],
      [20, changed({ batteryMv: 10_500 })],
      [25, changed({ batteryMv: 10_500 })],
      [30, changed({ batteryMv: 9_000 })],
      [40, changed({ batteryMv: 12_600 })],
    );
    expect(power.slice(1)).toEqual([
      [20, 30, '10.5 V', '', 'wait'],
      [30, 40, '9 V', '', 'wait'],
    ]);
  });

  it('has a power cut', () => {
    expect(lanesOf([10, { kind: 'power-cut' }], [20, { kind: 'power-back' }]).power.slice(1)).toEqual([
      [10, 20, 'no supply', '', 'bad'],
    ]);
  });

  it('has anything else while it is not as usual', () => {
    const { power } = lanesOf(
      [10, changed({ brake: true, shiftP: true, speedKmh: 0 })],
      [20, changed({ brake: false, shiftP: false, speedKmh: 12.5 })],
      [30, changed({ shiftP: true })],
    );
    expect(power.slice(1)).toEqual([
      [10, 20, 'brake true', '', 'plain'],
      [20, 30, 'shiftP false', '', 'plain'],
      [20, 100, 'speedKmh 12.5', '', 'plain'],
    ]);
  });
});
