import { describe, expect, it } from 'vitest';

import { actionOf, decision, problemsOf, wordsOf } from './verb-kit.ts';

describe('steps in time', () => {
  it('are plain data in microseconds', () => {
    expect(actionOf('at: 2 min')).toEqual({ kind: 'at', timeUs: 120_000_000 });
    expect(actionOf('advance: 0.5')).toEqual({ kind: 'advance', spanUs: 500_000 });
    expect(actionOf('advanceTo: { deadline: session }')).toEqual({
      kind: 'advanceTo',
      deadline: 'session',
      offsetUs: 0,
    });
    expect(actionOf('within: { time: 1 s, expect: { engine: running } }')).toEqual({
      kind: 'within',
      timeUs: 1_000_000,
      expect: { engine: 'running' },
    });
  });

  it('are named in a report', () => {
    expect(wordsOf('at: 1.5 s')).toBe('at 1.5 s');
    expect(wordsOf('advance: 20 ms')).toBe('advance 20 ms');
    expect(wordsOf('advanceTo: { deadline: procedure }')).toBe('advance to the procedure deadline');
    expect(wordsOf('advanceTo: { deadline: next, offset: -1 us }')).toBe('advance to the next deadline minus 1 us');
    expect(wordsOf('advanceTo: { deadline: next, offset: 1 ms }')).toBe('advance to the next deadline plus 1 ms');
    expect(wordsOf('within: { time: 1 s, expect: { engine: running } }')).toBe('within 1 s: engine running');
    expect(wordsOf('expect: { slots: [master, null] }')).toBe('expect slots [master, none]');
  });

  it('move time to an instant, which is not past', async () => {
    expect(await decision('at: 2 s', 'expect: { timeUs: 2000000 }', 'advance: 1 s', 'at: 3 s')).toBeNull();
    expect(await decision('at: 2 s', 'at: 1 s')).toEqual(['inconclusive', 4, 'an instant not before 2 s', '1 s ago']);
    expect(await decision('advanceTo: { deadline: procedure }')).toEqual([
      'inconclusive',
      3,
      'a pending procedure deadline',
      'none',
    ]);
  });

  it('reach the deadline of the session to the microsecond (conformance 8)', async () => {
    const session = "uds: { send: '10 03' }";
    const before = 'advanceTo: { deadline: session, offset: -1 us }';
    expect(
      await decision(session, before, 'expect: { session: extended }', 'advance: 1 us', 'expect: { session: default }'),
    ).toBeNull();
  });

  it('look at the state at once, or until it holds within a time', async () => {
    expect(await decision('expect: { slots: [master, valet] }')).toEqual([
      'fail',
      3,
      'slots [master, valet]',
      'slots [master, valet, none, none, none, none, none]',
    ]);
    expect(await decision('within: { time: 1 s, expect: { engine: running } }', 'expect: { timeUs: 0 }')).toEqual([
      'fail',
      3,
      'engine running',
      'engine stopped',
    ]);
    const session = "uds: { send: '10 03' }";
    expect(await decision(session, 'within: { time: 10 s, expect: { session: default } }')).toBeNull();
  });

  it.each(['expect: { registered: [mastr] }', 'within: { time: 1 s, expect: { keys: { mastr: { life: bound } } } }'])(
    'look at keys that there are: %s',
    (step) => expect(problemsOf(step)[0]).toContain('did you mean "master"?'),
  );
});
