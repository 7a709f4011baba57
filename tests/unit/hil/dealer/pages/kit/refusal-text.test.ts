import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { refusalStatus, refusalText, withRefusal } from '../../../../../../hil/dealer/pages/kit/refusal-text.ts';
import { refuse } from '../../../../../../hil/dealer/rules/dealer-commands.ts';

const REFUSAL = refuse({ code: 'invalid-field', field: 'vin', message: 'the VIN is wrong', hint: 'compare it!' });

describe('a refusal on a page', () => {
  it('is sentences', () => {
    expect(refusalText(REFUSAL)).toBe('The VIN is wrong. Compare it!');
  });

  it('DLR-10: is at its field where the form has it, else above all of them', () => {
    expect(withRefusal(freshForm(), REFUSAL, ['vin'])).toMatchObject({
      errors: { vin: 'The VIN is wrong. Compare it!' },
      problem: null,
    });
    expect(withRefusal(freshForm(), REFUSAL, ['seed'])).toMatchObject({
      errors: {},
      problem: 'The VIN is wrong. Compare it!',
    });
  });

  it('has the status of the refusal; a wrong password is 422', () => {
    const statuses = (['locked', 'csrf', 'wrong-password'] as const).map((code) => refusalStatus({ ...REFUSAL, code }));
    expect(statuses).toEqual([429, 403, 422]);
  });
});
