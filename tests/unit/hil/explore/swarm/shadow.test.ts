import { describe, expect, it } from 'vitest';
import { SILENCE, response } from '../../../../../hil/explore/oracle/answer-set.ts';
import { DEFAULT_PROFILE, startState } from '../../../../../hil/explore/oracle/start-state.ts';
import {
  answerProblem,
  happenedOf,
  sameHappenings,
  shadowOf,
  silenceJudged,
} from '../../../../../hil/explore/swarm/shadow.ts';

const REQUEST = Uint8Array.of(0x31, 1, 2, 1, 1);

describe('one possible past of a car', () => {
  it('silence is a problem only where no rule allows it', () => {
    const shadow = shadowOf(startState(DEFAULT_PROFILE));
    const due = { ...shadow, awaiting: { request: REQUEST, allowed: [response([0x7f, 0x31, 0x33])] } };
    expect(silenceJudged(due, 5).problem).toEqual({
      rule: 'RST-1',
      aspect: 'answer to 31 01 02 01 01',
      oracle: '7F 31 33',
      firmware: 'silence',
      atUs: 5,
    });
    const silent = { ...shadow, awaiting: { request: REQUEST, allowed: [SILENCE] } };
    expect(silenceJudged(silent, 5)).toMatchObject({ problem: null, awaiting: null });
    expect(silenceJudged(shadow, 5)).toBe(shadow);
  });

  it('a wrong answer names each allowed one once', () => {
    const allowed = [response([0x7f, 0x31, 0x22]), response([0x7f, 0x31, 0x22]), SILENCE];
    expect(answerProblem({ request: REQUEST, allowed }, '7F 31 24', 0).oracle).toBe('7F 31 22, or silence');
  });

  it('what happens is compared as text, and a third press of unlock may be either', () => {
    expect(happenedOf({ kind: 'beeps', atUs: 7, buzzer: 'answerBack', count: 2 })).toEqual(['answer-back 2 at 7']);
    expect(happenedOf({ kind: 'keyBound', atUs: 7, id: 5 })).toEqual(['bound 5 at 7']);
    expect(happenedOf({ kind: 'lockRequest', atUs: 7, allowed: [2, 3] })).toEqual(['lock 2|3 at 7']);
    expect(happenedOf({ kind: 'startAllowed', atUs: 7, untilUs: 8 })).toEqual([]);
    expect(sameHappenings('lock 2|3 at 7', 'lock 3 at 7')).toBe(true);
    expect(sameHappenings('exterior 1 at 7', 'exterior 2 at 7')).toBe(false);
  });
});
