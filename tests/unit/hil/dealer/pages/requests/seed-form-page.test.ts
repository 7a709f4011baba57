import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { seedFormPage } from '../../../../../../hil/dealer/pages/requests/seed-form-page.ts';
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
import { APPROVED_REQUEST, formWith, TARA } from '../sample-people.ts';

const PARTS = { viewer: TARA, request: APPROVED_REQUEST, form: freshForm(), submissionId: 'one', notice: null };
const PATH = '/dealer/requests/19070100001';

describe('the form for version and seed number', () => {
  it('DLR-6: asks for both, and shows the request they are for', async () => {
    const html = await htmlOf(seedFormPage(PARTS));
    expect(namesOf(html)).toEqual({
      title: 'Immobilizer Reset: seed number – Key Desk',
      heading: 'Immobilizer Reset: seed number',
      tab: 'Immobilizer Reset',
    });
    expect(controlsOf(html).map(({ label, name, description }) => [label, name, description])).toEqual([
      ['Scan tool software version', 'toolVersion', '13.10.019 or later'],
      [
        ...['Seed number (from the scan tool)', 'seedNumber'],
        '16 hexadecimal digits: the latest one that the tool shows',
      ],
    ]);
    expect(detailsOf(html)).toMatchObject({ 'Request No.': '19070100001', 'Request status': 'Approved' });
    expect(html).toMatch(/aria-current="step"> Pass-code </);
  });

  it('goes to its own address with the session’s token, and back to the request', async () => {
    const html = await htmlOf(seedFormPage(PARTS));
    expect(formsOf(html)).toEqual([
      { action: `${PATH}/pass-code`, hidden: { csrf: 'csrf of tara', submissionId: 'one' } },
    ]);
    expect(buttonsOf(html)).toEqual(['Next (next)']);
    expect(linksOf(html)).toEqual([
      ['Back', PATH],
      ['Clear', `${PATH}/pass-code`],
    ]);
  });

  it('DLR-6: comes back with what was typed and the error at its field', async () => {
    const form = formWith({ toolVersion: '13.10.019', seedNumber: '0001"' }, { seedNumber: 'Enter 16 digits.' });
    const html = await htmlOf(seedFormPage({ ...PARTS, form, notice: 'Restored.' }));
    expect(namesOf(html).title).toBe('Error: Immobilizer Reset: seed number – Key Desk');
    expect(summaryOf(html).links).toEqual([['Enter 16 digits.', '#field-seedNumber']]);
    expect(controlOf(html, 'toolVersion')).toMatchObject({ value: '13.10.019', isInvalid: false });
    expect(controlOf(html, 'seedNumber')).toMatchObject({
      ...{ value: '0001"', isInvalid: true },
      description: '16 hexadecimal digits: the latest one that the tool shows | Error: Enter 16 digits.',
    });
    expect(html).toContain('<p class="notice" role="status">Restored.</p>');
  });
});
