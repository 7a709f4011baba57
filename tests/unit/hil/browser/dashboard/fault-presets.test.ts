import { describe, expect, it } from 'vitest';
import { CAR_FAULTS } from '../../../../../hil/car/car-fault.ts';
import { FAULT_GROUPS } from '../../../../../hil/browser/dashboard/fault-presets.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';
import { FAULTS_FORM } from '../../../../../hil/server/request-bodies.ts';

const PRESETS = FAULT_GROUPS.flatMap(({ presets }) => presets.map((preset) => [preset.title, preset] as const));

describe('the faults that switches set', () => {
  it.each(PRESETS)('set and take back what the car knows: %s', (_title, preset) => {
    expect(FAULTS_FORM.read(preset.on)).toEqual(preset.on);
    if (preset.off !== null) expect(FAULTS_FORM.read(preset.off)).toEqual(preset.off);
  });

  it.each(PRESETS)('are the same as a step of a scenario: %s', (_title, { on, step }) => {
    const [loaded] = loadScenario(`name: A fault\nsteps:\n  - ${step}\n`, 'a.yaml').steps;
    expect(loaded?.action).toMatchObject('fault' in on ? on : { kind: 'faults', form: on });
  });

  it('have an id and a title of their own', () => {
    const presets = FAULT_GROUPS.flatMap((group) => group.presets);
    expect(presets.length).toBe(31);
    expect(new Set(presets.map(({ id }) => id)).size).toBe(31);
    expect(new Set(presets.map(({ title }) => title)).size).toBe(31);
  });

  it('have every trouble code that a bench can set, except that of the memory', () => {
    const codes = FAULT_GROUPS.flatMap(({ presets }) => presets.filter(({ on }) => 'fault' in on).map(({ id }) => id));
    expect(new Set(codes)).toEqual(new Set(CAR_FAULTS));
  });

  it('end with an empty part of the plan, a trouble code with off', () => {
    const off = Object.fromEntries(FAULT_GROUPS.flatMap(({ presets }) => presets.map((one) => [one.id, one.off])));
    expect(off).toMatchObject({
      B278D: { fault: 'B278D', on: false },
      drop: { bus: {} },
      silent: { silent: [] },
      'flow-lost': { transport: { tool: {} } },
      'answer-lost': { answers: [] },
    });
  });

  it('that are over by themselves, or cannot be undone, have nothing to take back', () => {
    const once = FAULT_GROUPS.flatMap(({ presets }) => presets.filter((one) => one.off === null).map(({ id }) => id));
    expect(once).toEqual(['bus-off', 'babble', 'sequence', 'sag', 'memory-cut', 'flutter']);
  });
});
