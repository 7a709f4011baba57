import { describe, expect, it } from 'vitest';
import { APPROVAL_POLICY, findUntickedBox, IDENTIFICATION_POLICY } from '../../../../../hil/dealer/rules/policies.ts';

describe('the boxes of a policy', () => {
  it('DLR-3: are all ticked, in any order', () => {
    expect(findUntickedBox(IDENTIFICATION_POLICY, ['terms', 'ownership', 'identity', 'authority'])).toBeNull();
  });

  it('DLR-4: the first one that is not ticked is found', () => {
    expect(findUntickedBox(APPROVAL_POLICY, ['responsibility'])?.id).toBe('documents-reviewed');
    expect(findUntickedBox(APPROVAL_POLICY, ['documents-reviewed', 'responsibility'])?.id).toBe('repair-order-open');
  });

  it('the box of another policy does not count', () => {
    expect(findUntickedBox(APPROVAL_POLICY, ['authority', 'identity', 'ownership', 'terms'])?.id).toBe(
      'documents-reviewed',
    );
  });
});
