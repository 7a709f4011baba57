import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { approvalPage } from '../../../../../../hil/dealer/pages/requests/approval-page.ts';
import {
  boxesOf,
  buttonsOf,
  detailsOf,
  formsOf,
  htmlOf,
  linksOf,
  mainOf,
  namesOf,
  summaryOf,
  textOf,
} from '../read-page.ts';
import { formWith, MONA, OPEN_REQUEST, VIN } from '../sample-people.ts';

const PARTS = { viewer: MONA, request: { ...OPEN_REQUEST, canSettle: true }, form: freshForm(), submissionId: 'one' };

describe('the page on which a manager approves', () => {
  it('DLR-4: shows the request and what was ticked for it, and has the boxes of the approval policy', async () => {
    const html = await htmlOf(approvalPage(PARTS));
    expect(namesOf(html)).toEqual({
      title: 'Approve Request 19070100001? – Key Desk',
      heading: 'Approve Request 19070100001?',
      tab: 'Home',
    });
    expect(detailsOf(html)).toMatchObject({
      'Request No.': '19070100001',
      'Technician name': 'Tara Technician',
      'Vehicle VIN': VIN,
      'Request status': 'Waiting for approval',
      'Sent to': 'Mona Manager, Paul Partsmanager',
      'Request time': '2019-07-01 08:00 UTC',
    });
    expect(textOf(html)).toContain('Ticked: I compared the customer’s full legal name with a valid photo ID.');
    expect(boxesOf(html, 'tickedPolicies')).toEqual([
      ['documents-reviewed', 'I reviewed this request and its supporting documents.', false],
      ['repair-order-open', 'The repair order is ours and open.', false],
      ['responsibility', 'I take responsibility for this reset on behalf of the dealer.', false],
    ]);
  });

  it('warns before the button of what an approval does', async () => {
    const text = textOf(mainOf(await htmlOf(approvalPage(PARTS))));
    expect(text).toContain('All its registered keys will be erased for good. Yours is the only approval it takes.');
    expect(text).toContain('will be listed in the monthly vehicle security report');
  });

  it('goes to the request’s address with the manager’s token; Enter approves, which wants the boxes', async () => {
    const html = await htmlOf(approvalPage(PARTS));
    expect(formsOf(html)).toEqual([
      { action: '/dealer/requests/19070100001', hidden: { csrf: 'csrf of mona', submissionId: 'one' } },
    ]);
    expect(buttonsOf(html)).toEqual(['Decline (decline)', 'Approve (approve)']);
    expect(linksOf(html)).toEqual([['Back', '/dealer']]);
    const [, first = ''] = /<form [^>]*action="\/dealer\/requests[^>]*>.*?(<button[^>]*>)/.exec(html) ?? [];
    expect(first).toContain('value="approve"');
  });

  it('DLR-4: names each box that is not ticked, and keeps those that are', async () => {
    const form = formWith(
      { tickedPolicies: ['responsibility'] },
      { 'tickedPolicies.repair-order-open': 'Tick the box: repair order' },
    );
    const html = await htmlOf(approvalPage({ ...PARTS, form, notice: 'Restored.' }));
    expect(namesOf(html).title).toBe('Error: Approve Request 19070100001? – Key Desk');
    expect(summaryOf(html).links).toEqual([['Tick the box: repair order', '#field-tickedPolicies-repair-order-open']]);
    expect(boxesOf(html, 'tickedPolicies').map(([, , ticked]) => ticked)).toEqual([false, false, true]);
    expect(html).toContain('<p class="notice" role="status">Restored.</p>');
  });

  it('escapes what a technician has typed', async () => {
    const request = { ...OPEN_REQUEST, customerLastName: '<script>x</script>', requesterName: '"><b>' };
    const html = await htmlOf(approvalPage({ ...PARTS, request }));
    expect(html).not.toMatch(/<script>x|<b>/);
    expect(detailsOf(html)['Customer last name']).toBe('<script>x</script>');
  });
});
