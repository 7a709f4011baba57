import { describe, expect, it } from 'vitest';
import { chooseManagersPage } from '../../../../../../hil/dealer/pages/requests/choose-managers-page.ts';
import { boxesOf, buttonsOf, detailsOf, formsOf, htmlOf, namesOf, summaryOf, textOf } from '../read-page.ts';
import { formWith, TARA, VIN } from '../sample-people.ts';

const MANAGERS = [
  { id: 'mona', name: 'Mona Manager', title: 'Service Manager' },
  { id: 'paul', name: 'Paul <P>', title: 'Parts Manager' },
];
const FIRST = { vin: ` ${VIN.toLowerCase()}`, repairOrder: '123456', customerLastName: 'Doe' };
const PARTS = { viewer: TARA, form: formWith(FIRST), managers: MANAGERS, submissionId: 'one of this form' };

describe('the choice of managers', () => {
  it('DLR-3: offers those who may approve, with name and title, and says how many are needed', async () => {
    const html = await htmlOf(chooseManagersPage(PARTS));
    expect(namesOf(html)).toEqual({
      title: 'Immobilizer Reset: managers – Key Desk',
      heading: 'Immobilizer Reset: managers',
      tab: 'Immobilizer Reset',
    });
    expect(boxesOf(html, 'managerIds')).toEqual([
      ['mona', 'Mona Manager, Service Manager', false],
      ['paul', 'Paul <P>, Parts Manager', false],
    ]);
    expect(html).toContain('Choose at least 2.');
    expect(html).toMatch(/aria-current="step"> Managers </);
  });

  it('shows the first step’s fields, the VIN as it will be taken, and sends them along as they were typed', async () => {
    const form = formWith({ ...FIRST, tickedPolicies: ['authority', 'terms'], managerIds: ['mona'] });
    const html = await htmlOf(chooseManagersPage({ ...PARTS, form }));
    expect(detailsOf(html)).toEqual({
      'Vehicle VIN': VIN,
      'Repair order / parts invoice number': '123456',
      'Customer last name': 'Doe',
    });
    const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, ...one]) => one);
    expect(hidden.slice(-7)).toEqual([
      ['csrf', 'csrf of tara'],
      ['submissionId', 'one of this form'],
      ['vin', ` ${VIN.toLowerCase()}`],
      ['repairOrder', '123456'],
      ['customerLastName', 'Doe'],
      ['tickedPolicies', 'authority'],
      ['tickedPolicies', 'terms'],
    ]);
    expect(formsOf(html).map(({ action }) => action)).toEqual(['/dealer/reset']);
    expect(boxesOf(html, 'managerIds').map(([value, , ticked]) => [value, ticked])).toEqual([
      ['mona', true],
      ['paul', false],
    ]);
  });

  it('goes back, clears and submits; Enter submits, though that button is the last', async () => {
    const html = await htmlOf(chooseManagersPage(PARTS));
    expect(buttonsOf(html)).toEqual(['Back (back)', 'Clear (clear-managers)', 'Submit (submit)']);
    const [, first = ''] = /<form [^>]*action="\/dealer\/reset"[^>]*>.*?(<button[^>]*>)/.exec(html) ?? [];
    expect(first).toContain('value="submit"');
    expect(first).toContain('aria-hidden="true"');
  });

  it('has its error at the group, and the problem of a refusal above all', async () => {
    const form = formWith(FIRST, { managerIds: 'Choose at least 2 managers.' }, 'Too late.');
    const html = await htmlOf(chooseManagersPage({ ...PARTS, form }));
    expect(summaryOf(html)).toEqual({
      text: 'Too late.',
      links: [['Choose at least 2 managers.', '#field-managerIds']],
    });
    const [group = ''] = /<fieldset [^>]*id="field-managerIds".*?<\/fieldset>/.exec(html) ?? [];
    expect(group).toContain('aria-describedby="field-managerIds-hint field-managerIds-error"');
    expect(textOf(group)).toContain('Error: Choose at least 2 managers.');
  });
});
