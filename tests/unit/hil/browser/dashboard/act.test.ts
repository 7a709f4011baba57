import { describe, expect, it } from 'vitest';
import { actOn } from '../../../../../hil/browser/dashboard/act.ts';
import type { ApiAnswer, ApiCall } from '../../../../../hil/browser/dashboard/api-call.ts';
import { advance, advanceToEnd, setBrake } from '../../../../../hil/browser/dashboard/calls.ts';
import { Session } from '../../../../../hil/browser/dashboard/session.ts';
import { carView } from '../../../../support/car-views.ts';

/** A session whose calls are noted, and answered in turn; the last answer is that of all further ones. */
function session(mode: 'real' | 'virtual', ...answers: readonly unknown[]): { session: Session; sent: string[] } {
  const sent: string[] = [];
  const made = new Session({
    fetch: (path, init) => {
      sent.push(`${path} ${typeof init?.body === 'string' ? init.body : ''}`);
      const json = answers[Math.min(sent.length, answers.length) - 1] ?? {};
      return Promise.resolve(
        Response.json(json, { status: (json as { error?: string }).error === undefined ? 200 : 409 }),
      );
    },
    followEvents: () => {
      throw new Error('no events');
    },
    nextPicture: (work) => work(),
    later: () => undefined,
    nowMs: () => 0,
  });
  made.live.value = carView({ timeMode: mode });
  return { session: made, sent };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function lastOf(of: Session): { readonly call: ApiCall; readonly answer: ApiAnswer | null } | null {
  return of.lastCall.value;
}

describe('what a person does to the car', () => {
  it('is one call', async () => {
    const { session: at, sent } = session('real');
    actOn(at).perform(setBrake(true));
    await settled();
    expect(sent).toEqual(['/api/vehicle {"brake":true}']);
  });

  it('skips the 16 minutes of a car in real time, which then goes on in real time', async () => {
    const { session: at, sent } = session('real', {}, { timeUs: 960e6 });
    actOn(at).skip(advanceToEnd());
    await settled();
    expect(sent).toEqual([
      '/api/time {"paused":true}',
      '/api/time/advance {"toDeadline":"procedure"}',
      '/api/time {"paused":false}',
    ]);
    expect(lastOf(at)).toEqual({ call: advanceToEnd(), answer: { ok: true, json: { timeUs: 960e6 } } });
  });

  it('goes on in real time also where the skip was refused, and says why', async () => {
    const { session: at, sent } = session('real', {}, { error: 'no procedure is under way' }, {});
    actOn(at).skip(advanceToEnd());
    await settled();
    expect(sent.at(-1)).toBe('/api/time {"paused":false}');
    expect(lastOf(at)?.answer).toEqual({ ok: false, message: 'no procedure is under way', hint: '', why: 'conflict' });
  });

  it('advances a car in virtual time as it is', async () => {
    const { session: at, sent } = session('virtual');
    actOn(at).skip(advance(1));
    await settled();
    expect(sent).toEqual(['/api/time/advance {"seconds":1}']);
  });

  it('goes to an instant and stops there, from the instant at which the clock stopped', async () => {
    const { session: at, sent } = session('real', { timeUs: 4_000_000 }, {});
    actOn(at).goTo(4_999_999);
    await settled();
    expect(sent).toEqual(['/api/time {"mode":"virtual"}', '/api/time/advance {"seconds":0.999999}']);
  });

  it('goes nowhere where the clock cannot be stopped', async () => {
    const { session: at, sent } = session('real', { error: 'no' });
    actOn(at).goTo(5);
    await settled();
    expect(sent).toHaveLength(1);
  });
});
