import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { closePage } from '../../../../../../hil/dealer/pages/requests/close-page.ts';
import { buttonsOf, detailsOf, formsOf, htmlOf, linksOf, mainOf, namesOf, summaryOf, textOf } from '../read-page.ts';
import { APPROVED_REQUEST, formWith, OPEN_REQUEST, TARA } from '../sample-people.ts';

const PARTS = { viewer: TARA, request: APPROVED_REQUEST, form: freshForm(), submissionId: 'one' };

describe('the page that asks once more', () => {
  it('DLR-5: before a repair is closed says what that ends', async () => {
    const html = await htmlOf(closePage(PARTS));
    expect(namesOf(html)).toEqual({
      title: 'Close the repair – Key Desk',
      heading: 'Close the repair',
      tab: 'Immobilizer Reset',
    });
    expect(textOf(mainOf(html))).toContain(
      'The approval ends with the repair: another pass-code for this vehicle requires a new request. This cannot be undone.',
    );
    expect(buttonsOf(html)).toEqual(['Close the repair']);
    expect(detailsOf(html)).toMatchObject({
      'Request No.': '19070100001',
      'Request status': 'Approved',
      'Request manager': 'Mona Manager',
      'Approved at': '2019-07-01 08:01 UTC',
      'Approval valid until': '2019-07-08 08:01 UTC',
    });
  });

  it('DLR-5: before an open request is withdrawn says who no longer sees it', async () => {
    const html = await htmlOf(closePage({ ...PARTS, request: OPEN_REQUEST }));
    expect(namesOf(html).heading).toBe('Withdraw the request');
    expect(textOf(mainOf(html))).toContain('The request is removed from the managers’ inboxes. This cannot be undone.');
    expect(buttonsOf(html)).toEqual(['Withdraw']);
  });

  it('goes to the request’s address, and back to the request', async () => {
    const html = await htmlOf(closePage(PARTS));
    expect(formsOf(html)).toEqual([
      { action: '/dealer/requests/19070100001/close', hidden: { csrf: 'csrf of tara', submissionId: 'one' } },
    ]);
    expect(linksOf(html)).toEqual([['Back', '/dealer/requests/19070100001']]);
  });

  it('says why it was not done', async () => {
    const html = await htmlOf(closePage({ ...PARTS, form: formWith({}, {}, 'It is closed already.') }));
    expect(namesOf(html).title).toBe('Error: Close the repair – Key Desk');
    expect(summaryOf(html)).toEqual({ text: 'It is closed already.', links: [] });
  });
});
