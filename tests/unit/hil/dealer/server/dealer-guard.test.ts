import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { callerOf, clearSessionCookie, sessionCookie } from '../../../../../hil/dealer/server/dealer-guard.ts';

const app = new Hono();
app.get('/read', (context) => context.json([sessionCookie(context), callerOf(context)]));
app.get('/clear', (context) => {
  clearSessionCookie(context);
  return context.body(null);
});

describe('the cookie of a session', () => {
  it('DLR-8: has the token', async () => {
    const response = await app.request('/read', { headers: { cookie: 'other=1; smartkey_dealer=abc' } });
    expect(await response.json()).toEqual(['abc', { address: 'in-process' }]);
    expect(await (await app.request('/read')).json()).toEqual([null, { address: 'in-process' }]);
  });

  it('DLR-8: is removed at sign-out', async () => {
    const response = await app.request('/clear');
    expect(response.headers.get('set-cookie')).toMatch(/^smartkey_dealer=; Max-Age=0; Path=\/$/);
  });

  it('DLR-8: no header changes whose attempts are counted', async () => {
    const response = await app.request('/read', { headers: { 'x-forwarded-for': '10.0.0.1' } });
    expect(await response.json()).toEqual([null, { address: 'in-process' }]);
  });
});
