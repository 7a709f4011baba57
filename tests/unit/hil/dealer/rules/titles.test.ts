import { describe, expect, it } from 'vitest';
import { APPROVING_TITLES, mayAdminister, mayApprove, TITLES } from '../../../../../hil/dealer/rules/titles.ts';

describe('job titles', () => {
  it('DLR-1: twelve of them may approve', () => {
    expect(TITLES.filter(mayApprove)).toEqual(APPROVING_TITLES);
    expect(APPROVING_TITLES).toHaveLength(12);
    expect(['Technician', 'Service Advisor', 'shop foreman', ''].some(mayApprove)).toBe(false);
  });

  it('DLR-9: general manager and dealer principal administer', () => {
    expect(TITLES.filter(mayAdminister)).toEqual(['Dealer Principal', 'General Manager']);
  });
});
