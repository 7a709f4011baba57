import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { DealerSession } from '../../../../../../hil/dealer/dealer-service.ts';
import type { Secret } from '../../../../../../hil/dealer/pages/kit/page-request.ts';
import { Submissions } from '../../../../../../hil/dealer/pages/kit/submissions.ts';
import { changePasswordPage } from '../../../../../../hil/dealer/pages/sign-in/change-password-page.ts';
import { controlOf, formsOf, namesOf } from '../read-page.ts';
import { formWith } from '../sample-people.ts';
import { deskForEachTest } from '../visitor.ts';

const desk = deskForEachTest();

async function answerFor(change: Partial<DealerSession>): Promise<Response> {
  const { service } = desk().dealer;
  const signedIn = await service.signIn({ account: 'tara', password: 'demo-tara' }, { address: '127.0.0.1' });
  if (signedIn.kind === 'refused') throw new Error(signedIn.message);
  const session = { ...signedIn.session, csrfToken: 'csrf of tara', ...change };
  const services = { service, submissions: new Submissions<Secret>(() => 0) };
  const form = formWith({}, { newPassword: 'Too short.' });
  return new Hono()
    .get('/', async (context) =>
      changePasswordPage(context, services, session, { form, next: '/dealer/keys', kept: { vin: ['V'] }, status: 422 }),
    )
    .request('/');
}

describe('the answer with the page for a new password', () => {
  it('DLR-8: has the rule of the server, the session’s token, and what is to come back', async () => {
    const answer = await answerFor({});
    const text = await answer.text();
    expect([answer.status, namesOf(text).heading]).toEqual([422, 'Change password']);
    expect(controlOf(text, 'newPassword')?.description).toBe('10 to 128 signs, whichever you like | Error: Too short.');
    expect(formsOf(text)).toEqual([
      {
        action: '/dealer/password',
        hidden: { csrf: 'csrf of tara', next: '/dealer/keys', 'kept.vin': 'V' },
      },
    ]);
  });

  it('DLR-8: of a session with a one-time password asks for that one', async () => {
    const text = await (await answerFor({ mustChangePassword: true })).text();
    expect(namesOf(text).heading).toBe('Choose your password');
    expect(controlOf(text, 'password')?.label).toBe('One-time password');
  });
});
