import { describe, expect, it } from 'vitest';

import { isAction, verbOf, VERBS } from '../../../../../hil/scenario/verbs/verbs.ts';
import { actionOf } from './verb-kit.ts';

describe('the table of verbs', () => {
  it('lists them in the order in which messages and schemas have them', () => {
    expect(Object.keys(VERBS).join(' ')).toBe(
      'vehicle startEngine touch move press powerCycle fault uds unlock passcode tool keepAlive at advance advanceTo ' +
        'within expect frame noFrame send stopSending dealer',
    );
  });

  it('finds the verb of an action by its kind, which can be another word', () => {
    expect(verbOf({ kind: 'touch' })).toEqual({ name: 'touch', verb: VERBS.touch });
    expect(verbOf({ kind: 'rawFrame' }).name).toBe('frame');
    expect(verbOf({ kind: 'clearFaults' }).name).toBe('fault');
    expect(() => verbOf({ kind: 'tuoch' })).toThrow('no verb has an action "tuoch"');
  });

  it('knows an action from other data', () => {
    expect(isAction(actionOf('touch: master'))).toBe(true);
    for (const other of [null, 'touch', {}, { kind: 1 }, { kind: 'tuoch' }]) expect(isAction(other)).toBe(false);
  });

  it('has no kind of action twice', () => {
    const kinds = Object.entries(VERBS).flatMap(([name, { kinds: own }]): readonly string[] => own ?? [name]);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});
