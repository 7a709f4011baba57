import { describe, expect, it } from 'vitest';
import { asCurl, refusalText, send } from '../../../../../hil/browser/dashboard/api-call.ts';
import { makeKey, powerCycle, pressEngineSwitch, removeKey } from '../../../../../hil/browser/dashboard/calls.ts';

describe('a call of the HTTP interface', () => {
  it('is sent as it is, and answered with what the car says', async () => {
    const sent: unknown[] = [];
    const answer = await send(powerCycle(100), (path, init) => {
      sent.push(path, init);
      return Promise.resolve(Response.json({ timeUs: 5 }));
    });
    expect(sent).toMatchObject([
      '/api/power-cycle',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"offMs":100}' },
    ]);
    expect(answer).toEqual({ ok: true, json: { timeUs: 5 } });
  });

  it('that is refused says why, and what to do', async () => {
    const refused = async (json: unknown, status = 422): Promise<unknown> =>
      send(makeKey('blank'), () => Promise.resolve(Response.json(json, { status })));
    expect(await refused({ error: 'no', hint: 'ask again' })).toEqual({ ok: false, message: 'no', hint: 'ask again' });
    expect(await refused({ error: 'no' })).toEqual({ ok: false, message: 'no', hint: '' });
    expect(await refused({ error: 'no' }, 409)).toEqual({ ok: false, message: 'no', hint: '', why: 'conflict' });
    // A program needs the route; a person has a button.
    const hint = 'stop it (DELETE /api/scenarios/run), or wait (POST /api/time {"mode": "real"}) for it';
    expect(await refused({ error: 'no', hint })).toMatchObject({ hint: 'stop it, or wait for it' });
    expect(await refused([])).toEqual({ ok: false, message: 'The request was refused.', hint: '' });
  });

  it('returns an answer even if the car has ended', async () => {
    const gone = await send(makeKey('blank'), () => Promise.reject(new TypeError('fetch failed')));
    expect(gone).toEqual({
      ok: false,
      message: 'The car does not answer.',
      hint: 'Is it still running?',
      why: 'silent',
    });
  });

  it('ends with a message if the car never answers', async () => {
    const signals: unknown[] = [];
    const silent = await send(makeKey('blank'), (_, init) => {
      signals.push(init?.signal);
      return Promise.reject(new DOMException('timed out', 'TimeoutError'));
    });
    expect(signals).toEqual([expect.any(AbortSignal)]);
    expect(silent).toEqual({
      ok: false,
      message: 'The car took the request and did not answer within 60 s.',
      hint: 'Is it stopped, or busy? Restart it where it hangs.',
      why: 'silent',
    });
  });

  it.each([
    ['in use', 'wait', 'In use. Wait.'],
    ['The car does not answer.', 'Is it still running?', 'The car does not answer. Is it still running?'],
    ['Enter 6 digits.', '', 'Enter 6 digits.'],
  ])('that is refused with "%s" and "%s" says so in sentences', (message, hint, text) => {
    expect(refusalText({ message, hint })).toBe(text);
  });

  it('is a command for a shell', () => {
    const at = 'http://127.0.0.1:8080';
    expect(asCurl(powerCycle(100), at)).toBe(`curl --json '{"offMs":100}' ${at}/api/power-cycle`);
    expect(asCurl(pressEngineSwitch(), at)).toBe(`curl -X POST ${at}/api/vehicle/start`);
    expect(asCurl(removeKey('10000001'), at)).toBe(`curl -X DELETE ${at}/api/keys/10000001`);
    const quoted = { ...makeKey('blank'), body: { id: "it's" } };
    expect(asCurl(quoted, at)).toBe(`curl --json '{"id":"it'\\''s"}' ${at}/api/keys`);
  });
});
