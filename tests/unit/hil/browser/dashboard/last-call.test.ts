import { describe, expect, it } from 'vitest';
import { makeKey, pressEngineSwitch, setBrake } from '../../../../../hil/browser/dashboard/calls.ts';
import { LastCallBar, saidOf, stepOf } from '../../../../../hil/browser/dashboard/last-call.tsx';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';
import { markup, textOf } from '../../../../support/markup.ts';

function said(json: unknown): string {
  return saidOf({ call: setBrake(true), answer: { ok: true, json } });
}

describe('what was done last', () => {
  it('says in words what came of it', () => {
    expect(said({ reaction: 'registered', reason: null })).toBe('registered');
    expect(said({ reaction: 'refused', reason: 'already-registered' })).toBe('refused: already registered');
    expect(said({ reaction: 'none', reason: 'not-registered' })).toBe('nothing happens: not registered');
    expect(said({ running: true, reason: null })).toBe('the engine runs');
    expect(said({ running: false, reason: 'brake-not-pressed' })).toBe('the engine does not start: brake not pressed');
    const notInP = said({ running: false, reason: 'shift-not-in-p' });
    expect(notInP).toBe('the engine does not start: the shift lever is not in P');
    expect(said({ timeUs: 5 })).toBe('done');
    expect(saidOf({ call: setBrake(true), answer: null })).toBe('…');
  });

  it('says why it was refused, and what to do', () => {
    const refused = { ok: false, message: 'The car does not answer.', hint: 'Is it running?' } as const;
    expect(saidOf({ call: setBrake(true), answer: refused })).toBe('The car does not answer. — Is it running?');
    expect(saidOf({ call: setBrake(true), answer: { ...refused, hint: '' } })).toBe('The car does not answer.');
    const html = markup(LastCallBar, { last: { call: setBrake(true), answer: refused }, origin: 'http://a' });
    expect(html).toContain('last-call last-refused');
  });

  it('can be copied as a command, and as a step where scenarios have one', () => {
    const answer = { ok: true, json: {} } as const;
    const brake = textOf(markup(LastCallBar, { last: { call: setBrake(true), answer }, origin: 'http://a' }));
    expect(brake).toBe('POST /api/vehicle {"brake":true} done as curl as step');
    const key = textOf(markup(LastCallBar, { last: { call: makeKey('blank'), answer }, origin: 'http://a' }));
    expect(key).not.toContain('as step');
  });

  it('checks in the step what came of a start of the engine', () => {
    const step = (json: unknown): string | null => stepOf({ call: pressEngineSwitch(), answer: { ok: true, json } });
    expect(step({ running: true, reason: null })).toBe('startEngine: { expect: { running: true } }');
    const refused = step({ running: false, reason: 'shift-not-in-p' });
    expect(refused).toBe('startEngine: { expect: { running: false, reason: shift-not-in-p } }');
    expect(loadScenario(`name: A start\nsteps:\n  - ${refused}\n`, 'a.yaml').steps).toHaveLength(1);
    expect(stepOf({ call: setBrake(true), answer: { ok: true, json: {} } })).toBe('vehicle: { brake: true }');
  });
});
