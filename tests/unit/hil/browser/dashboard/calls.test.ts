import { describe, expect, it } from 'vitest';
import * as calls from '../../../../../hil/browser/dashboard/calls.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';

/** Calls with the steps that do the same. */
const CALLS = [
  calls.setDoor('rearLeft', true),
  calls.setBrake(true),
  calls.setShiftP(false),
  calls.setPowerMode('acc'),
  calls.setSupply(9.5),
  calls.setSpeed(30),
  calls.pressEngineSwitch(),
  calls.powerCycle(100),
  calls.touchKey('A1000001'),
  calls.moveKey('10000001', 'outside'),
  calls.pressButton('A1000001', 'panic', 1000),
  calls.setKeyBattery('A1000001', 2.1),
  calls.advance(1),
  calls.advanceTo(500_000, 960_000_001),
  calls.advanceToEnd(),
  calls.clearFaults(),
];

describe('the calls of the dashboard', () => {
  it.each(CALLS.map((call) => [call.step ?? '', call] as const))('are steps of a scenario, too: %s', (step) => {
    const keys = "keys: { key-10000001: { id: '10000001', life: blank } }";
    const scenario = loadScenario(`name: A call\n${keys}\nsteps:\n  - ${step}\n`, 'a.yaml');
    expect(scenario.steps).toHaveLength(1);
  });

  it('name the instant to the microsecond', () => {
    const { body, step } = calls.advanceTo(500_000, 960_000_001);
    expect(body).toEqual({ seconds: 959.500001 });
    expect(step).toBe('at: 960.000001 s');
  });

  it('go through the power modes with the engine switch', () => {
    expect((['off', 'acc', 'on', 'running'] as const).map(calls.nextPowerMode)).toEqual(['acc', 'on', 'off', 'off']);
  });
});
