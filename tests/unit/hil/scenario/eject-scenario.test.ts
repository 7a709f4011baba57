import { describe, expect, it } from 'vitest';
import { ejectScenario } from '../../../../hil/scenario/eject-scenario.ts';

describe('an ejected scenario', () => {
  it('is a module that defines the same scenario', () => {
    const text = "name: It's on\nsteps:\n  - vehicle: { powerMode: on }\n";
    expect(ejectScenario(text, 'a.yaml')).toBe(`import { defineScenario } from 'virtual-smart-key/scenario';

export default defineScenario({
  name: "It's on",
  steps: [{ vehicle: { powerMode: 'on' } }],
});
`);
  });

  it('has a scenario for each variant, with its values', () => {
    const text = [
      'name: Wait',
      'parameters: { time: ~ }',
      'variants: [{ name: short, time: 1 s }, { name: long, time: 9 s }]',
      'steps:',
      '  - advance: ${time}',
    ].join('\n');
    const ejected = ejectScenario(text, 'a.yaml');
    expect(ejected.match(/defineScenario\(/g)).toHaveLength(2);
    expect(ejected).toContain("name: 'Wait [short]'");
    expect(ejected).toContain("steps: [{ advance: '9 s' }]");
    expect(ejected).not.toContain('${');
  });

  it('is refused for a file that is not a scenario', () => {
    expect(() => ejectScenario('name: A\nsteps: 5\n', 'a.yaml')).toThrow(
      expect.objectContaining({ code: 'usage/scenario-file' }),
    );
  });
});
