import { expect, it } from 'vitest';
import { oneTimePasswordPage } from '../../../../../../hil/dealer/pages/results/one-time-password-page.ts';
import { htmlOf, linksOf, mainOf, namesOf, textOf } from '../read-page.ts';
import { GWEN } from '../sample-people.ts';

it('DLR-8: a one-time password is shown with whose it is and how long it is good, and can be copied', async () => {
  const password = 'K7QM-2XWD-AAAA-BBBB';
  const html = await htmlOf(
    oneTimePasswordPage({ viewer: GWEN, memberName: 'Nia <N>', memberId: 'nia', oneTimePassword: password }),
  );
  expect(namesOf(html)).toEqual({ title: 'One-time password – Key Desk', heading: 'One-time password', tab: 'Staff' });
  expect(html).toContain('role="group" aria-label="One-time password of Nia &lt;N&gt; (nia)"');
  expect(html).toContain('<strong id="pass-code">K7QM-2XWD-AAAA-BBBB</strong>');
  expect(html).toContain('data-copies="pass-code"');
  expect(textOf(mainOf(html))).toContain(
    'Hand it over in person. It is good for one sign-in within 72 hours, at which Nia <N> chooses a password.',
  );
  expect(linksOf(html)).toEqual([['Staff', '/dealer/staff']]);
});
