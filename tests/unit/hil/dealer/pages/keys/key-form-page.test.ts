import { describe, expect, it } from 'vitest';
import { KEY_LABELS, keyFormPage } from '../../../../../../hil/dealer/pages/keys/key-form-page.ts';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import {
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

const PARTS = { viewer: TARA, dealerCode: '99001', form: freshForm(), submissionId: 'one of this form' };

describe('the form for add and remove', () => {
  it('DLR-7: has the fields of the bulletin, each named as the rules name it', async () => {
    const html = await htmlOf(keyFormPage(PARTS));
    expect(namesOf(html)).toEqual({
      title: 'Add/Remove Key – Key Desk',
      heading: 'Add/Remove Key',
      tab: 'Add/Remove Key',
    });
    expect(controlsOf(html).map(({ label, name, description }) => [label, name, description])).toEqual([
      ['Scan tool software version', 'toolVersion', '13.10.019 or later'],
      ['Vehicle VIN', 'vin', '17 letters and digits'],
      ['CD', 'vinCheckDigit', 'check digit'],
      ['Repair order / parts invoice number', 'repairOrder', ''],
      ['Customer last name', 'customerLastName', ''],
      ['Data1', 'data1', '11 hexadecimal digits'],
      ['CD', 'data1CheckDigit', 'check digit'],
      ['Data2', 'data2', '12 hexadecimal digits'],
      ['CD', 'data2CheckDigit', 'check digit'],
      ['Data3', 'data3', '8 hexadecimal digits; it has no check digit'],
    ]);
    expect(controlsOf(html).map(({ name }) => name)).toEqual(Object.keys(KEY_LABELS));
  });

  it('says for a screen reader which value a check digit belongs to', async () => {
    const html = await htmlOf(keyFormPage(PARTS));
    const groups = [...html.matchAll(/role="group" aria-label="([^"]*)"/g)].map(([, label]) => label);
    expect(groups).toEqual([
      'Vehicle VIN with its check digit',
      'Data1 with its check digit',
      'Data2 with its check digit',
    ]);
  });

  it('names dealer and technician, and goes to its own address with the session’s token', async () => {
    const html = await htmlOf(keyFormPage(PARTS));
    expect(detailsOf(html)).toEqual({
      'Dealer code': '99001',
      'Dealer name': 'Example Motors',
      'Technician name': 'Tara Technician',
    });
    expect(formsOf(html)).toEqual([
      { action: '/dealer/keys', hidden: { csrf: 'csrf of tara', submissionId: 'one of this form' } },
    ]);
    expect(buttonsOf(html)).toEqual(['Submit (submit)']);
    expect(linksOf(html)).toEqual([
      ['Back', '/dealer'],
      ['Clear', '/dealer/keys'],
    ]);
  });

  it('DLR-9: says before it is sent that the transaction is reported', async () => {
    expect(await htmlOf(keyFormPage(PARTS))).toContain(
      'this transaction will be listed in the monthly vehicle security report',
    );
  });

  it('DLR-10: comes back with what was typed, the error at its field and in the summary', async () => {
    const error = 'The check digit of Data1 is wrong.';
    const form = formWith({ data1: '5A17<C0D', repairOrder: '77' }, { data1: error });
    const html = await htmlOf(keyFormPage({ ...PARTS, form }));
    expect(namesOf(html).title).toBe('Error: Add/Remove Key – Key Desk');
    expect(summaryOf(html).links).toEqual([[error, '#field-data1']]);
    expect(controlOf(html, 'data1')).toEqual({
      ...{ label: 'Data1', name: 'data1', type: 'text', value: '5A17<C0D', isInvalid: true },
      description: `11 hexadecimal digits | Error: ${error}`,
    });
    expect(controlOf(html, 'repairOrder')).toMatchObject({ value: '77', isInvalid: false });
  });
});
