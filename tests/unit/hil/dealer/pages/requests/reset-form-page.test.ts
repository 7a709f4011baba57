import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { RESET_LABELS, resetFormPage } from '../../../../../../hil/dealer/pages/requests/reset-form-page.ts';
import {
  boxesOf,
  buttonsOf,
  controlOf,
  controlsOf,
  detailsOf,
  formsOf,
  htmlOf,
  linksOf,
  namesOf,
  summaryOf,
} from '../read-page.ts';
import { formWith, TARA } from '../sample-people.ts';

const PARTS = { viewer: TARA, dealerCode: '99001', form: freshForm(), cameWithSeed: false };

describe('the request form', () => {
  it('DLR-3: asks for VIN, repair order and customer, and has the boxes of the identification policy', async () => {
    const html = await htmlOf(resetFormPage(PARTS));
    expect(namesOf(html)).toEqual({
      title: 'Immobilizer Reset: request – Key Desk',
      heading: 'Immobilizer Reset: request',
      tab: 'Immobilizer Reset',
    });
    const fields = controlsOf(html).filter(({ type }) => type === 'text');
    expect(fields.map(({ label, name, description }) => [label, name, description])).toEqual([
      ['Vehicle VIN', 'vin', '17 letters and digits, without I, O and Q'],
      ['Repair order / parts invoice number', 'repairOrder', ''],
      ['Customer last name', 'customerLastName', ''],
    ]);
    expect(boxesOf(html, 'tickedPolicies')).toEqual([
      ['authority', 'The customer is entitled to security information for this vehicle; I checked it.', false],
      ['identity', 'I compared the customer’s full legal name with a valid photo ID.', false],
      [
        'ownership',
        'I have seen, or will see, the registration document and that the customer owns the vehicle.',
        false,
      ],
      ['terms', 'I accept the terms of use of this server.', false],
    ]);
  });

  it('is the first of four steps, and goes on to the second', async () => {
    const html = await htmlOf(resetFormPage(PARTS));
    expect(html).toMatch(/aria-current="step"> Request </);
    expect(formsOf(html)).toEqual([{ action: '/dealer/reset', hidden: { csrf: 'csrf of tara' } }]);
    expect(buttonsOf(html)).toEqual(['Next (next)']);
    expect(linksOf(html)).toEqual([
      ['Back', '/dealer'],
      ['Clear', '/dealer/reset'],
    ]);
    expect(detailsOf(html)).toEqual({
      'Dealer code': '99001',
      'Dealer name': 'Example Motors',
      'Technician name': 'Tara Technician',
    });
  });

  it('says what becomes of the seed number only where the scan tool has sent one', async () => {
    const note = 'The seed number is not needed yet';
    expect(await htmlOf(resetFormPage(PARTS))).not.toContain(note);
    expect(await htmlOf(resetFormPage({ ...PARTS, cameWithSeed: true }))).toContain(note);
  });

  it('DLR-10: comes back with what was typed and ticked, and every error with a link to its field, in the form’s order', async () => {
    const form = formWith(
      { vin: '<VIN>', tickedPolicies: ['identity'] },
      { 'tickedPolicies.terms': 'Tick the box: terms', vin: 'Enter a VIN.' },
    );
    const html = await htmlOf(resetFormPage({ ...PARTS, form }));
    expect(namesOf(html).title).toBe('Error: Immobilizer Reset: request – Key Desk');
    expect(summaryOf(html).links).toEqual([
      ['Enter a VIN.', '#field-vin'],
      ['Tick the box: terms', '#field-tickedPolicies-terms'],
    ]);
    expect(controlOf(html, 'vin')).toMatchObject({
      ...{ value: '<VIN>', isInvalid: true },
      description: '17 letters and digits, without I, O and Q | Error: Enter a VIN.',
    });
    expect(boxesOf(html, 'tickedPolicies').map(([value, , ticked]) => [value, ticked])).toEqual([
      ['authority', false],
      ['identity', true],
      ['ownership', false],
      ['terms', false],
    ]);
    const terms = controlsOf(html).find(({ value }) => value === 'terms');
    expect(terms).toMatchObject({ isInvalid: true, description: 'Error: This box is not ticked.' });
  });

  it('has the names of both steps’ fields for errors, in their order', () => {
    expect(Object.keys(RESET_LABELS)).toEqual([
      ...['vin', 'repairOrder', 'customerLastName', 'tickedPolicies', 'managerIds'],
    ]);
  });
});
