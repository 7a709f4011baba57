import { expect, it } from 'vitest';
import { DEALER_PRESETS, NO_DEALER_FAULTS } from '../../../../../hil/browser/dashboard/dealer-fault-presets.ts';
import { flowText } from '../../../../../hil/browser/dashboard/fault-part.ts';
import { NO_FAULTS } from '../../../../../hil/dealer/rules/dealer-faults.ts';
import { FAULTS_FORM } from '../../../../../hil/dealer/server/dealer-bodies.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';

it.each(DEALER_PRESETS.map((preset) => [preset.title, preset] as const))(
  'a switch sets and ends a fault of the dealer server, and is a step of a scenario: %s',
  (_title, preset) => {
    expect(preset.isOn(NO_FAULTS)).toBe(false);
    expect(preset.isOn({ ...NO_FAULTS, ...preset.on })).toBe(true);
    expect({ ...NO_FAULTS, ...preset.on, ...preset.off }).toEqual(NO_FAULTS);
    for (const body of [preset.on, preset.off]) {
      expect(FAULTS_FORM.read(body)).toEqual(body);
      const source = `name: A fault\nsteps:\n  - fault: { dealer: ${flowText(body)} }\n`;
      expect(loadScenario(source, 'a.yaml').steps[0]?.action).toMatchObject({ kind: 'dealerFaults', faults: body });
    }
  },
);

it('has a switch for each fault of the dealer server', () => {
  expect(NO_DEALER_FAULTS).toEqual(NO_FAULTS);
});
