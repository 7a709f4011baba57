import { describe, expect, it } from 'vitest';

import { actionOf, decision, problemsOf, wordsOf } from './verb-kit.ts';

describe('steps with the scan tool', () => {
  it('are to end well unless the step says otherwise', () => {
    expect(actionOf('tool: { reset: {} }')).toEqual({
      kind: 'tool',
      run: { utility: 'reset' },
      expect: { kind: 'done' },
    });
    expect(actionOf('tool: { erase: { touch: [master], expect: { kind: failed, keysErased: no } } }')).toEqual({
      kind: 'tool',
      run: { utility: 'erase', touch: ['master'] },
      expect: { kind: 'failed', keysErased: 'no' },
    });
  });

  it('are named in a report', () => {
    expect(wordsOf('tool: { register: { touch: [master] } }')).toBe('scan tool: register');
  });

  it('touch keys that there are, at least one', () => {
    expect(problemsOf('tool: { erase: { touch: [mastr] } }')[0]).toContain('did you mean "master"?');
    expect(problemsOf('tool: { erase: { touch: [] } }')[0]).toContain('expected at least one key');
  });

  it('run a utility to its end, and say in its words what went wrong (ERA-4)', async () => {
    expect(await decision('tool: { erase: { touch: [master], expect: { registered: 1 } } }')).toBeNull();
    expect(await decision('vehicle: { batteryV: 9 }', 'tool: { reset: {} }')).toEqual([
      'fail',
      4,
      'kind done',
      expect.stringMatching(/^kind failed: ./),
    ]);
  });
});
