import { describe, expect, it } from 'vitest';
import { keyPassCodePage, resetPassCodePage } from '../../../../../../hil/dealer/pages/results/pass-code-page.ts';
import { detailsOf, htmlOf, linksOf, mainOf, namesOf, textOf } from '../read-page.ts';
import { APPROVED_REQUEST, REQUESTED_AT_MS, TARA, VIN } from '../sample-people.ts';

const ISSUED_AT_MS = REQUESTED_AT_MS + 120_000;

describe('the pass-code of a reset', () => {
  const parts = {
    ...{ viewer: TARA, request: APPROVED_REQUEST, passCode: '294211', toolVersion: '13.10.019' },
    ...{ seedNumber: '00010123456789AB', issuedAtMs: ISSUED_AT_MS },
  };

  it('DLR-6: is shown with the seed number it is for, and says that another seed needs another', async () => {
    const html = await htmlOf(resetPassCodePage(parts));
    expect(namesOf(html)).toEqual({
      title: 'Immobilizer Reset: pass-code – Key Desk',
      heading: 'Immobilizer Reset: pass-code',
      tab: 'Immobilizer Reset',
    });
    expect(html).toContain('role="group" aria-label="Thank you, Tara Technician. Your immobilizer pass-code is"');
    expect(html).toContain('<strong id="pass-code">294211</strong>');
    expect(textOf(mainOf(html))).toContain(
      'For seed number 00010123456789AB only. A new attempt generates a new seed number and needs its own pass-code:',
    );
    expect(linksOf(html)).toEqual([
      ['open the request again', '/dealer/requests/19070100001'],
      ['Home', '/dealer'],
    ]);
  });

  it('DLR-6: has request, tool, manager and time with it, and both policies', async () => {
    const html = await htmlOf(resetPassCodePage(parts));
    expect(detailsOf(html)).toMatchObject({
      'Request No.': '19070100001',
      'Vehicle VIN': VIN,
      'Scan tool software version': '13.10.019',
      'Seed number': '00010123456789AB',
      'Request manager': 'Mona Manager',
      'Issued at': '2019-07-01 08:02 UTC',
    });
    expect(html.match(/<span class="unseen">Ticked: <\/span>/g)).toHaveLength(7);
  });
});

describe('a pass-code for keys', () => {
  it('DLR-7: is shown with vehicle, order, dealer and technician, and is good for one event', async () => {
    const html = await htmlOf(
      keyPassCodePage({
        ...{ viewer: TARA, dealerCode: '99001', passCode: 'E6B810B8E679', vin: VIN, repairOrder: '<77>' },
        ...{ customerLastName: 'Doe', issuedAtMs: ISSUED_AT_MS },
      }),
    );
    expect(namesOf(html)).toEqual({
      title: 'Add/Remove Key: pass-code – Key Desk',
      heading: 'Add/Remove Key: pass-code',
      tab: 'Add/Remove Key',
    });
    expect(html).toContain('role="group" aria-label="Thank you, Tara Technician. Your pass-code is"');
    expect(html).toContain('<strong id="pass-code">E6B810B8E679</strong>');
    expect(textOf(mainOf(html))).toContain('Valid for one event.');
    expect(detailsOf(html)).toEqual({
      VIN,
      'Repair order / parts invoice number': '<77>',
      'Customer last name': 'Doe',
      Dealer: 'Example Motors (99001)',
      'Technician name': 'Tara Technician',
      'Issued at': '2019-07-01 08:02 UTC',
    });
    expect(linksOf(html)).toEqual([
      ['Immobilizer Reset', '/dealer/reset'],
      ['Home', '/dealer'],
    ]);
  });
});
