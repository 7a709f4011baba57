import { describe, expect, it } from 'vitest';
import { CarPicture } from '../../../../../hil/browser/components/car-picture.tsx';
import { carView } from '../../../../support/car-views.ts';
import { labelsOf, markup, textOf } from '../../../../support/markup.ts';

const actions = {
  setDoor: () => undefined,
  setBrake: () => undefined,
  setShiftP: () => undefined,
  cyclePower: () => undefined,
  pressEngineSwitch: () => undefined,
};

describe('the picture of the car', () => {
  it('names what it shows, part by part', () => {
    const view = carView({
      doors: { driver: true, passenger: false, rearLeft: false, rearRight: false, trunk: true },
      locks: 'driver-unlocked',
      immobilizer: 'set',
      brake: true,
      batteryV: 9.46,
      sounding: { exterior: true, interior: false, answerBack: false },
    });
    expect(labelsOf(markup(CarPicture, { view, actions }))).toEqual([
      'The car, seen from above',
      'Trunk: open',
      "Driver's door: open, unlocked",
      'Front passenger door: closed, locked',
      'Rear left door: closed, locked',
      'Rear right door: closed, locked',
      'Immobilizer set',
      'Brake pedal: pressed',
      'Shift lever: in P',
      'Engine switch: START STOP',
      'Power mode: IG on',
      'Exterior buzzer: sounds',
      'Interior buzzer: silent',
      'Answer-back buzzer: silent',
      'Supply 9.5 V',
    ]);
  });

  it('shows the power mode in words, and lamps, flashers and supply by their look', () => {
    const view = carView({ powerMode: 'running', panic: true, batteryV: 10.9 });
    const html = markup(CarPicture, { view, actions });
    expect(textOf(html)).toContain('RUNNING');
    expect(html).toContain('engine-switch engine-running');
    expect(html).toContain('lamp lamp-head lamp-lit');
    expect(html).toContain('lamp lamp-flash lamp-lit');
    expect(html).not.toContain('lamp lamp-brake lamp-lit');
    expect(html).toContain('supply supply-low');
    expect(markup(CarPicture, { view: carView({ batteryV: 11 }), actions })).not.toContain('supply-low');
  });

  it.each([
    ['off', 'Power mode: off', 'OFF'],
    ['acc', 'Power mode: ACC', 'ACC'],
    ['on', 'Power mode: IG on', 'IG ON'],
    ['running', 'Power mode: engine running', 'RUNNING'],
  ] as const)(
    'names the power mode %s, whether it can be changed or not, by what is read there',
    (mode, name, text) => {
      for (const possible of [actions, null]) {
        const html = markup(CarPicture, { view: carView({ powerMode: mode }), actions: possible });
        expect(labelsOf(html)).toContain(name);
        expect(textOf(html)).toContain(`START STOP ${text}`);
        expect(name.toUpperCase()).toContain(text);
      }
    },
  );

  it('can be touched now and not in the past', () => {
    expect(markup(CarPicture, { view: carView(), actions }).match(/role="button"/g)).toHaveLength(9);
    expect(markup(CarPicture, { view: carView(), actions: null })).not.toContain('role="button"');
  });

  it('takes keys: the engine switch and the cabin are places to drop one', () => {
    const html = markup(CarPicture, { view: carView(), actions });
    expect([...html.matchAll(/data-drop="(\w+)"/g)].map(([, place]) => place)).toEqual(['cabin', 'switch']);
  });
});
