import { describe, expect, it } from 'vitest';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';
import { mayAdminister, mayApprove } from '../../../../../hil/dealer/rules/titles.ts';

describe('the dealer of a demonstration', () => {
  const { state, technicianId, managerIds } = demoDealer();
  const titleOf = (id: string): string => state.staff.find((member) => member.id === id)?.title ?? '';

  it('DLR-2: has a technician and two managers who may approve', () => {
    expect(mayApprove(titleOf(technicianId))).toBe(false);
    expect(managerIds.map((id) => mayApprove(titleOf(id)))).toEqual([true, true]);
    expect(new Set(managerIds).size).toBe(2);
  });

  it('DLR-9: has somebody who administers', () => {
    expect(state.staff.filter(({ title }) => mayAdminister(title)).map(({ id }) => id)).toEqual(['gwen']);
  });

  it('starts without requests', () => {
    expect([state.requests, state.issued]).toEqual([[], []]);
  });
});
