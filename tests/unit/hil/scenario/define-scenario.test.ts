import { describe, expect, it } from 'vitest';
import { defineScenario } from '../../../../hil/scenario/define-scenario.ts';

describe('a scenario defined in code', () => {
  it('keeps what it is given, and the place it was defined at', () => {
    const input = { name: 'x', steps: [{ advance: '1 s' as const }] };
    // One line below the other: only the lines of this file count.
    const first = defineScenario(input);
    const second = defineScenario(input);
    expect(first.kind).toBe('virtual-smart-key/scenario');
    expect(first.input).toBe(input);
    expect(second.line).toBe(first.line + 1);
    // From 1, where the name of the function begins.
    expect([first.column, second.column]).toEqual(['    const first = '.length + 1, '    const second = '.length + 1]);
  });
});
