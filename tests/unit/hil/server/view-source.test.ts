import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import { Car } from '../../../../hil/car/car.ts';
import { ViewSource } from '../../../../hil/server/view-source.ts';
import type { CarView } from '../../../../hil/view/car-view.ts';
import { controlOf } from '../../../support/car-control.ts';
import { VirtualControl } from './virtual-control.ts';

function profileShown(profile: Readonly<Record<string, unknown>>, profileName?: string): CarView['profile'] {
  const car = new Car({ profile: parseProfile(profile) });
  const identity = { instance: 'first', ...(profileName === undefined ? {} : { profileName }) };
  return new ViewSource(controlOf(car), identity).read(0).profile;
}

describe('reading the view of a car', () => {
  it('has the car, how time moves, which car it is, and where tools connect', () => {
    const control = new VirtualControl({ seed: 5 });
    control.setTime({ mode: 'real', rate: 20, paused: true });
    control.car.start();
    const client = { id: 'socketcand:127.0.0.1:40000', since: 0, framesIn: 2, framesOut: 5, waiting: 1 };
    expect(new ViewSource(control, { instance: 'first' }).read(77)).toMatchObject({
      timeUs: control.car.nowUs,
      vin: '4T1BZ1FB4KU999999',
      ecu: 'running',
      timeMode: 'real',
      rate: 20,
      paused: true,
      lagMs: 0,
      instance: 'first',
      seed: 5,
      profile: { name: 'default', differs: {} },
      buses: [{ url: 'socketcand:127.0.0.1:29536', clients: [client], loadPercent: 7 }],
      lastEventId: 77,
    });
  });

  it('moves nothing', () => {
    const control = new VirtualControl();
    control.car.start();
    const source = new ViewSource(control, { instance: 'first' });
    expect(source.read(1)).toEqual(source.read(1));
  });

  it('reads the car that is there now', () => {
    const first = new Car({ seed: 1 });
    const second = new Car({ seed: 2, profile: parseProfile({ keySlots: 3 }) });
    let car = first;
    const control = Object.defineProperty(controlOf(first), 'car', { get: () => car });
    const source = new ViewSource(control, { instance: 'first' });
    expect(source.read(0)).toMatchObject({ seed: 1, profile: { name: 'default' } });
    car = second;
    expect(source.read(0)).toMatchObject({
      seed: 2,
      freeSlots: 1,
      profile: { name: 'custom', differs: { keySlots: 3 } },
    });
  });
});

describe('the profile in the view', () => {
  it('has the name of its file; default or custom where it has none', () => {
    expect(profileShown({}).name).toBe('default');
    expect(profileShown({ keySlots: 4 }).name).toBe('custom');
    expect(profileShown({}, 'bench-3')).toEqual({ name: 'bench-3', differs: {} });
  });

  it('has the values that differ, in the units of its file', () => {
    const profile = {
      ...{ keySlots: 4, batteryMin: 12.7, bootTime: '300 ms', resetCommit: 'at-start' },
      ...{ actionDurations: { resetArm: '40 ms' }, isotp: { blockSize: 4 } },
    };
    expect(profileShown(profile).differs).toEqual({
      keySlots: 4,
      batteryMin: 12.7,
      bootTime: 0.3,
      resetCommit: 'at-start',
      actionDurations: { resetArm: 0.04 },
      isotp: { blockSize: 4 },
    });
  });

  it('never has the secret', () => {
    const { name, differs } = profileShown({ passcodeSecret: '00112233445566778899aabbccddeeff' });
    expect([name, differs]).toEqual(['default', {}]);
  });
});
