import { afterEach, describe, expect, it, vi } from 'vitest';
import { PasswordQueue } from '../../../../../hil/dealer/accounts/password-queue.ts';
import { refuse } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';
import { openDemoDealer, Visitor } from '../pages/visitor.ts';

describe('the queue of password checks', () => {
  it('takes waiting checks up to its limit, and accepts more when they are done', async () => {
    const queue = new PasswordQueue({ atOnce: 1, waitingMax: 2 });
    const checks = [queue.hash('one password')];
    expect(queue.refusal()).toBeNull();
    checks.push(queue.hash('another password'), queue.hash('a third password'));
    expect(queue.refusal()).toEqual(
      refuse({
        ...{ code: 'busy', retryAfterS: 5, message: 'too many people are signing in at once' },
        hint: 'try again in 5 seconds',
      }),
    );
    await queue.idle();
    expect(queue.refusal()).toBeNull();
    const [hash = ''] = await Promise.all(checks);
    expect([await queue.isPassword(hash, 'one password'), await queue.isPassword(hash, 'two')]).toEqual([true, false]);
  });
});

describe('while the queue is full', () => {
  const full = refuse({ code: 'busy', retryAfterS: 5, message: 'too many people', hint: 'try again in 5 seconds' });
  afterEach(() => void vi.restoreAllMocks());

  it('DLR-8 the API answers 503 with Retry-After, before it looks at the password or counts it', async () => {
    const dealer = new DealerBench();
    const spy = vi.spyOn(PasswordQueue.prototype, 'refusal').mockReturnValue(full);
    const body = { account: 'tara', password: 'wrong' };
    for (let attempt = 0; attempt < 20; attempt++) {
      const { status, headers, body: answer } = await dealer.send('POST', '/api/dealer/sign-in', { body });
      expect([status, headers.get('retry-after'), answer['code']]).toEqual([503, '5', 'busy']);
    }
    spy.mockRestore();
    const right = await dealer.send('POST', '/api/dealer/sign-in', { body: { ...body, password: 'demo-tara' } });
    expect(right.status).toBe(200);
    await dealer.end();
  });

  it('DLR-8 each page that asks for a password answers the same, and keeps what was typed', async () => {
    const dealer = openDemoDealer();
    const tara = new Visitor(dealer);
    await tara.signIn('tara');
    const stranger = new Visitor(dealer);
    await stranger.get('/dealer/sign-in');
    const newPassword = 'four walls and a roof';
    vi.spyOn(PasswordQueue.prototype, 'refusal').mockReturnValue(full);
    const signIn = await stranger.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' });
    expect(signIn.text).toContain('value="tara"');
    await tara.get('/dealer/reset');
    const tab = await tara.post('/dealer/reset/password', { password: 'demo-tara' });
    await tara.get('/dealer/password');
    const changed = { password: 'demo-tara', newPassword, newPasswordAgain: newPassword };
    const change = await tara.post('/dealer/password', changed);
    for (const { status, headers, text } of [signIn, tab, change]) {
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      expect(text).toContain('Too many people. Try again in 5 seconds.');
    }
    await dealer.end();
  });
});
