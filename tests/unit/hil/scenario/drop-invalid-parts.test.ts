import { describe, expect, it } from 'vitest';

import type { DataPath, DataProblem } from '../../../../hil/scenario/data-problem.ts';
import { dropInvalidParts, losesCapture } from '../../../../hil/scenario/drop-invalid-parts.ts';

const at = (...path: DataPath): DataProblem => ({ path, atKey: false, found: 'x', expected: 'y', meant: null });

describe('the parts of a scenario that are valid', () => {
  it('has a step that does nothing in place of an invalid one', () => {
    const root = { name: 'a', steps: [{ touch: 'master' }, { tuoch: 1 }, { advance: 1 }] };
    expect(dropInvalidParts(root, [at('steps', 1, 'tuoch')])).toEqual({
      name: 'a',
      steps: [{ touch: 'master' }, { advance: 0 }, { advance: 1 }],
    });
  });

  it('leaves out invalid fields, and fills in what every scenario has', () => {
    const root = { name: 3, seed: -1, tags: ['a'], steps: 'none' };
    expect(dropInvalidParts(root, [at('name'), at('seed'), at('steps')])).toEqual({
      name: 'x',
      tags: ['a'],
      steps: [{ advance: 0 }],
    });
  });

  it('is nothing where steps refer to what is invalid, or there is no mapping', () => {
    expect(dropInvalidParts({ name: 'a', keys: 3 }, [at('keys')])).toBeNull();
    expect(dropInvalidParts([], [])).toBeNull();
    expect(dropInvalidParts('a', [])).toBeNull();
  });

  it('misses a capture where the invalid step has one, of whatever verb', () => {
    const root = {
      given: [{ uds: { send: 'zz', capture: { seed: [2, 8] } } }],
      steps: [{ dealer: { passCode: { level: 9, capture: 'code' } } }, { uds: { send: 'zz' } }],
    };
    expect(losesCapture(root, [at('given', 0, 'uds', 'send')])).toBe(true);
    expect(losesCapture(root, [at('steps', 0, 'dealer', 'passCode', 'level')])).toBe(true);
    expect(losesCapture(root, [at('steps', 1, 'uds', 'send'), at('name')])).toBe(false);
  });
});
