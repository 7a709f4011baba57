import { describe, expect, it } from 'vitest';
import { requestPage } from '../../../../../../hil/dealer/pages/requests/request-page.ts';
import type { RequestView } from '../../../../../../hil/dealer/dealer-service.ts';
import { buttonsOf, detailsOf, htmlOf, linksOf, mainOf, namesOf, summaryOf, textOf } from '../read-page.ts';
import { APPROVED_REQUEST, OPEN_REQUEST, TARA } from '../sample-people.ts';

const PATH = '/dealer/requests/19070100001';

async function pageOf(request: RequestView, rest: { problem?: string; query?: string } = {}): Promise<string> {
  const { problem = null, query = '' } = rest;
  return htmlOf(requestPage({ viewer: TARA, notice: null, request, problem, query }));
}

describe('a request’s own page', () => {
  it('DLR-4: while it is open says who must approve, refreshes itself, and offers to withdraw it', async () => {
    const html = await pageOf(OPEN_REQUEST);
    expect(namesOf(html)).toEqual({
      title: 'Immobilizer Reset Request 19070100001 – Key Desk',
      heading: 'Immobilizer Reset Request 19070100001',
      tab: 'Home',
    });
    expect(html).toContain('data-watched="open"');
    expect(html).toMatch(/aria-current="step"> Approval </);
    expect(textOf(mainOf(html))).toContain('One of the managers must approve it. This page refreshes automatically;');
    expect(linksOf(html)).toEqual([
      ['refresh now', PATH],
      ['Withdraw this request', `${PATH}/close`],
    ]);
    expect(buttonsOf(html)).toEqual([]);
  });

  it('DLR-6: once approved leads to the pass-code with what the scan tool sent, and offers to close the repair', async () => {
    const html = await pageOf(APPROVED_REQUEST, { query: '?seedNumber=1&toolVersion=2' });
    expect(html).not.toContain('data-watched');
    expect(html).toMatch(/aria-current="step"> Pass-code </);
    expect(linksOf(html)).toEqual([
      ['Immobilizer Reset', `${PATH}/pass-code?seedNumber=1&toolVersion=2`],
      ['Close the repair', `${PATH}/close`],
    ]);
    expect(detailsOf(html)).toMatchObject({
      'Request status': 'Approved',
      'Request manager': 'Mona Manager',
      'Approval valid until': '2019-07-08 08:01 UTC',
    });
  });

  it.each([
    ['declined', 'This request issues no pass-code. Speak to the manager, then make a new request', '/dealer/reset'],
    ['closed', 'The repair is closed; this request issues no more pass-codes.', null],
    ['expired', 'The approval has expired. Make a new request', '/dealer/reset'],
  ] as const)('DLR-5: once %s gives no pass-code, and says what to do', async (status, text, link) => {
    const request: RequestView = { ...APPROVED_REQUEST, status, canIssue: false, canClose: false };
    const html = await pageOf(request);
    expect(textOf(mainOf(html))).toContain(text);
    expect(linksOf(html).map(([, href]) => href)).toEqual(link === null ? [] : [link]);
    expect(html).not.toContain('data-watched');
  });

  it('names a manager who has declined as such', async () => {
    const html = await pageOf({ ...APPROVED_REQUEST, status: 'declined', validTillMs: null });
    expect(detailsOf(html)).toMatchObject({ 'Declined by': 'Mona Manager', 'Declined at': '2019-07-01 08:01 UTC' });
  });

  it('says why what was tried was not done', async () => {
    const html = await pageOf(OPEN_REQUEST, { problem: 'It is <settled>.' });
    expect(namesOf(html).title).toBe('Error: Immobilizer Reset Request 19070100001 – Key Desk');
    expect(summaryOf(html).text).toBe('It is <settled>.');
  });
});
