import { describe, expect, it } from 'vitest';
import {
  APPROVING_TITLES,
  mayAdminister,
  mayApprove,
  powersOf,
  TITLES,
} from '../../../../../hil/dealer/rules/titles.ts';

describe('job titles', () => {
  it('DLR-1: twelve of them may approve', () => {
    expect(TITLES.filter(mayApprove)).toEqual(APPROVING_TITLES);
    expect(APPROVING_TITLES).toHaveLength(12);
    expect(['Technician', 'Service Advisor', 'shop foreman', ''].some(mayApprove)).toBe(false);
  });

  it('DLR-9: general manager and dealer principal administer', () => {
    expect(TITLES.filter(mayAdminister)).toEqual(['Dealer Principal', 'General Manager']);
  });

  it.each([
    ['Technician', false, false],
    ['Service Manager', true, false],
    ['General Manager', true, true],
  ])('DLR-1 DLR-9: what somebody may do follows from the title: %s', (title, approves, administers) => {
    expect(powersOf(title)).toEqual({ approves, administers });
  });
});
