import { describe, expect, it } from 'vitest';

import { actionOf, decision, problemsOf, wordsOf } from './verb-kit.ts';

describe('steps with keys', () => {
  it('are plain data; a reaction alone is its name', () => {
    expect(actionOf('touch: master')).toEqual({ kind: 'touch', key: 'master', expect: {} });
    expect(actionOf('touch: { key: master, expect: registered }')).toEqual({
      kind: 'touch',
      key: 'master',
      expect: { reaction: 'registered' },
    });
    expect(actionOf('touch: { key: valet, expect: { reason: null } }')).toMatchObject({ expect: { reason: null } });
    expect(actionOf('move: { key: valet, to: outside }')).toEqual({ kind: 'move', key: 'valet', to: 'outside' });
    expect(actionOf('press: { key: valet, button: panic }')).toEqual({
      kind: 'press',
      key: 'valet',
      button: 'panic',
      holdMs: 100,
      expect: {},
    });
  });

  it('are named in a report', () => {
    expect(wordsOf('touch: valet')).toBe('touch valet');
    expect(wordsOf('move: { key: valet, to: cabin }')).toBe('move valet to the cabin');
    expect(wordsOf('move: { key: valet, to: outside }')).toBe('move valet to the outside');
    expect(wordsOf('press: { key: master, button: trunk, holdMs: 1000 }')).toBe('press trunk on master for 1000 ms');
  });

  it.each(['touch: mastr', 'move: { key: mastr, to: cabin }', 'press: { key: mastr, button: lock }'])(
    'name keys that there are: %s',
    (step) => {
      const [problem] = problemsOf(step);
      expect(problem).toMatch(/found "mastr", expected one of the keys master, valet; did you mean "master"\?$/);
    },
  );

  it('do to the car what a person does, and judge how it reacts (KEY-4, KEY-5)', async () => {
    expect(
      await decision(
        'touch: { key: master, expect: start-permitted }',
        'move: { key: master, to: outside }',
        'expect: { keys: { master: { location: outside } } }',
        'press: { key: master, button: lock, expect: { reaction: lock } }',
      ),
    ).toBeNull();
    expect(await decision('touch: { key: master, expect: registered }')).toEqual([
      'fail',
      3,
      'reaction registered',
      'reaction start-permitted',
    ]);
  });
});
