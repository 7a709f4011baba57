import { describe, expect, it } from 'vitest';
import { loadScenarios } from '../../../../hil/scenario/load-scenario.ts';
import { rulesOf } from '../../../../hil/scenario/scenario.ts';

describe('the rules of a scenario', () => {
  it('are its own and those of its steps, each once', () => {
    const text = [
      'name: A',
      'rules: [RST-1]',
      'steps:',
      '  - advance: 1 s',
      '    rules: [RST-2, RST-1]',
      '  - advance: 1 s',
      '    rules: [RST-2]',
    ].join('\n');
    const [scenario] = loadScenarios(text, 'a.yaml');
    expect(scenario === undefined ? [] : rulesOf(scenario)).toEqual(['RST-1', 'RST-2']);
  });
});
