import { describe, expect, it } from 'vitest';
import { detailList } from '../../../../../../hil/dealer/pages/kit/html-parts.ts';
import {
  requestDetails,
  requestPath,
  statusDetails,
} from '../../../../../../hil/dealer/pages/requests/request-view.ts';
import { detailsOf, htmlOf } from '../read-page.ts';
import { APPROVED_REQUEST, OPEN_REQUEST, VIN } from '../sample-people.ts';

it('a request has its page under its number', () => {
  expect(requestPath('19070100001')).toBe('/dealer/requests/19070100001');
});

describe('a request as it is shown', () => {
  it('DLR-11: has number, dealer, technician, vehicle and order, in the bulletin’s order', async () => {
    const html = await htmlOf(detailList(requestDetails(OPEN_REQUEST)));
    expect(Object.entries(detailsOf(html))).toEqual([
      ['Request No.', '19070100001'],
      ['Dealer code', '99001'],
      ['Dealer name', 'Example Motors'],
      ['Technician name', 'Tara Technician'],
      ['Vehicle VIN', VIN],
      ['Repair order / parts invoice number', '123456'],
      ['Customer last name', 'Doe'],
    ]);
  });

  it('while it is open has no manager, no approval and no end of one', async () => {
    expect(detailsOf(await htmlOf(detailList(statusDetails(OPEN_REQUEST))))).toEqual({
      'Request status': 'Waiting for approval',
      'Sent to': 'Mona Manager, Paul Partsmanager',
      'Request time': '2019-07-01 08:00 UTC',
    });
  });

  it('DLR-5: once approved has by whom, when, and until when', async () => {
    expect(detailsOf(await htmlOf(detailList(statusDetails(APPROVED_REQUEST))))).toEqual({
      'Request status': 'Approved',
      'Request manager': 'Mona Manager',
      'Sent to': 'Mona Manager, Paul Partsmanager',
      'Request time': '2019-07-01 08:00 UTC',
      'Approved at': '2019-07-01 08:01 UTC',
      'Approval valid until': '2019-07-08 08:01 UTC',
    });
  });

  it('DLR-4: once declined says so of manager and time', async () => {
    const declined = { ...APPROVED_REQUEST, status: 'declined', validTillMs: null } as const;
    expect(detailsOf(await htmlOf(detailList(statusDetails(declined))))).toEqual({
      'Request status': 'Declined',
      'Declined by': 'Mona Manager',
      'Sent to': 'Mona Manager, Paul Partsmanager',
      'Request time': '2019-07-01 08:00 UTC',
      'Declined at': '2019-07-01 08:01 UTC',
    });
  });
});
