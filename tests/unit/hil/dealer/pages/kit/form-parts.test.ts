import { describe, expect, it } from 'vitest';
import { boxGroup, errorSummary, selectField, textField } from '../../../../../../hil/dealer/pages/kit/form-parts.ts';
import { type FormState, freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import type { MaybeView } from '../../../../../../hil/dealer/pages/kit/view.ts';

async function textOf(view: MaybeView): Promise<string> {
  return String(await view).replaceAll(/\s+/g, ' ');
}

const INVALID: FormState = {
  typed: { vin: ['abc'], tickedPolicies: ['authority'] },
  errors: { 'tickedPolicies.terms': 'Tick the box: terms', vin: 'The VIN is too short.' },
  problem: null,
};

describe('a text field', () => {
  it('keeps what was typed and has its error beside it, named as its description', async () => {
    const field = await textOf(textField(INVALID, { name: 'vin', label: 'Vehicle VIN', hint: '17 signs' }));
    expect(field).toContain('value="abc"');
    expect(field).toContain('<label for="field-vin">Vehicle VIN');
    expect(field).toContain(
      '<p class="error" id="field-vin-error"><span class="unseen">Error: </span>The VIN is too short.</p>',
    );
    expect(field).toContain('aria-invalid="true"');
    expect(field).toContain('aria-describedby="field-vin-hint field-vin-error"');
  });

  it('without an error has neither mark nor description of one', async () => {
    const field = await textOf(textField(freshForm(), { name: 'vin', label: 'Vehicle VIN' }));
    expect(field).not.toMatch(/error|aria-invalid|aria-describedby/);
  });

  it('for a password is always empty', async () => {
    const form = freshForm({ password: ['secret'] });
    const field = await textOf(textField(form, { name: 'password', label: 'Password', type: 'password' }));
    expect(field).toContain('value=""');
    expect(field).not.toContain('secret');
  });
});

describe('a group of boxes', () => {
  const parts = {
    name: 'tickedPolicies',
    legend: 'Policy',
    boxes: [
      { id: 'authority', text: 'Authority' },
      { id: 'terms', text: 'Terms' },
    ],
  };

  it('keeps the ticks, and the error is at the box itself', async () => {
    const group = await textOf(boxGroup(INVALID, parts));
    expect(group).toMatch(/<legend>Policy<\/legend>/);
    expect(group).toMatch(/value="authority" checked/);
    expect(group).not.toMatch(/value="terms" checked/);
    expect(group).toContain('id="field-tickedPolicies-terms-error"');
    expect(group).toMatch(
      /value="terms"[^>]*aria-invalid="true"[^>]*aria-describedby="field-tickedPolicies-terms-error"/,
    );
  });
});

describe('a list to choose from', () => {
  it('keeps the choice', async () => {
    const options = [
      { value: 'a', text: 'A' },
      { value: 'b', text: 'B' },
    ];
    const list = await textOf(selectField(freshForm({ title: ['b'] }), { name: 'title', label: 'Title', options }));
    expect(list).toMatch(/<option value="b" selected\s*>B<\/option>/);
    expect(list).not.toMatch(/value="a" selected/);
  });
});

describe('the error summary', () => {
  it('links to each field in the order of the form, and takes the focus', async () => {
    const summary = await textOf(errorSummary(INVALID, { vin: 'VIN', tickedPolicies: 'Policy' }));
    expect([...summary.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id)).toEqual([
      'field-vin',
      'field-tickedPolicies-terms',
    ]);
    expect(summary).toMatch(/role="alert" tabindex="-1" autofocus/);
  });

  it('does not exist where nothing is wrong', () => {
    expect(errorSummary(freshForm({ vin: ['abc'] }), {})).toBe('');
  });
});
