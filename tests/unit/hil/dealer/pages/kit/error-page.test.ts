import { expect, it } from 'vitest';
import { errorPage } from '../../../../../../hil/dealer/pages/kit/error-page.ts';
import { htmlOf, linksOf, mainOf, namesOf, textOf } from '../read-page.ts';
import { TARA } from '../sample-people.ts';

it('an error page says what is wrong and what to do, and leads home', async () => {
  const html = await htmlOf(
    errorPage({ viewer: TARA, title: 'Request not found', message: 'There is no <one>.', hint: 'Look again.' }),
  );
  expect(namesOf(html)).toEqual({ title: 'Request not found – Key Desk', heading: 'Request not found', tab: '' });
  expect(textOf(mainOf(html))).toBe('Request not found There is no <one>. Look again. Home');
  expect(linksOf(html)).toEqual([['Home', '/dealer']]);
});

it('an error page without a hint has none, and nobody needs to be signed in', async () => {
  const html = await htmlOf(errorPage({ viewer: null, title: 'Too large', message: 'At most 64 KiB.', hint: null }));
  expect(textOf(mainOf(html))).toBe('Too large At most 64 KiB. Home');
  expect(html).not.toContain('Sign out');
});
