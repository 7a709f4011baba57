import { describe, expect, it } from 'vitest';
import { compileStep } from '../../../../../hil/explore/swarm/swarm-step.ts';

describe('a step of a run', () => {
  it('is a step of a scenario, compiled once', () => {
    const step = compileStep({ verb: 'advance', value: '5 us' });
    expect(step.action).toEqual({ kind: 'advance', spanUs: 5 });
    expect(step.car).toBe('car');
    expect(compileStep({ verb: 'advance', value: '5 us' }).action).toBe(step.action);
  });

  it('is refused where no scenario could have it', () => {
    expect(() => compileStep({ verb: 'advance', value: 'soon' })).toThrow();
  });
});
