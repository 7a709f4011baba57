import { describe, expect, it } from 'vitest';
import type { DealerCommand } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import { createDealerRules } from '../../../../../hil/dealer/rules/dealer-rules.ts';
import type { DealerState } from '../../../../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';

const rules = createDealerRules({ passcodeSecret: 'virtual-car-fleet-secret' });
const NOW = { epochMs: 1_561_968_000_000 };
const NORA: DealerCommand = {
  kind: 'enrol',
  actorId: 'gwen',
  staffId: 'nora',
  name: 'Nora New',
  title: 'Team Leader',
};

function after(...commands: readonly DealerCommand[]): DealerState {
  return commands.reduce((state, command) => {
    const step = rules.step(state, command, NOW);
    expect(step.outcome).not.toMatchObject({ kind: 'refused' });
    return step.state;
  }, demoDealer().state);
}

/** Refused, with the state as before and nothing for the log. */
function refusal(state: DealerState, command: DealerCommand): unknown {
  const step = rules.step(state, command, NOW);
  expect(step).toMatchObject({ state, record: null });
  return step.outcome;
}

describe('staff administration', () => {
  it('DLR-1 DLR-9 enrols somebody at the administrator’s own dealer, and the log says whom', () => {
    const step = rules.step(demoDealer().state, { ...NORA, staffId: ' Nora ' }, NOW);
    const member = { id: 'nora', name: 'Nora New', title: 'Team Leader' };
    expect(step.outcome).toEqual({ kind: 'enrolled', staff: { ...member, dealerCode: '99001' } });
    expect(step.record).toMatchObject({ kind: 'enrolled', actorId: 'gwen', staff: member, vin: null, seed: null });
  });

  it.each([
    [{ staffId: 'n' }, 'staffId', 'invalid-field'],
    [{ staffId: '1nora' }, 'staffId', 'invalid-field'],
    [{ staffId: 'nora <b>' }, 'staffId', 'invalid-field'],
    [{ staffId: 'n'.repeat(33) }, 'staffId', 'invalid-field'],
    [{ staffId: 'нора' }, 'staffId', 'invalid-field'],
    [{ staffId: 'TARA' }, 'staffId', 'staff-exists'],
    [{ name: ' ' }, 'name', 'invalid-field'],
    [{ name: 'x'.repeat(65) }, 'name', 'invalid-field'],
    [{ title: '' }, 'title', 'invalid-field'],
    [{ title: 'service manager' }, 'title', 'invalid-field'],
  ])('DLR-1 does not enrol with %j: %s', (change, field, code) => {
    expect(refusal(demoDealer().state, { ...NORA, ...change })).toMatchObject({ code, field });
  });

  it.each(['tara', 'mona', 'fred'])('DLR-1 is refused to %s, who is not an administrator', (actorId) => {
    expect(refusal(demoDealer().state, { ...NORA, actorId })).toMatchObject({ code: 'not-allowed' });
  });

  it('never gives an account name to a second person', () => {
    const state = after(NORA, { kind: 'remove', actorId: 'gwen', staffId: 'nora' });
    expect(state.staff.map(({ id }) => id)).not.toContain('nora');
    expect(refusal(state, NORA)).toMatchObject({ code: 'staff-exists', field: 'staffId' });
  });

  it.each([
    { kind: 'change-title', actorId: 'gwen', staffId: 'gwen', title: 'Technician' },
    { kind: 'remove', actorId: 'gwen', staffId: 'gwen' },
    { kind: 'reset-password', actorId: 'gwen', staffId: 'gwen' },
  ] as const)('lets nobody $kind themselves, so that the last administrator stays', (command) => {
    expect(refusal(demoDealer().state, command)).toMatchObject({ code: 'oneself', field: 'staffId' });
  });

  it('does not find the staff of another dealer', () => {
    const { state } = demoDealer();
    const other = { id: 'olga', name: 'Olga Other', title: 'General Manager', dealerCode: '99002' };
    const both = { ...state, staff: [...state.staff, other] };
    const command: DealerCommand = { kind: 'remove', actorId: 'olga', staffId: 'tara' };
    expect(refusal(both, command)).toMatchObject({ code: 'unknown-staff' });
    expect(refusal(both, { ...command, staffId: 'nobody' })).toMatchObject({ code: 'unknown-staff' });
  });

  it('DLR-2 leaves a dealer without pass-codes when its managers are too few after it', () => {
    const technician = (staffId: string): DealerCommand => ({
      ...{ kind: 'change-title', actorId: 'gwen', staffId },
      title: 'Technician',
    });
    const state = after(technician('mona'), technician('paul'), technician('fred'));
    const asked: DealerCommand = {
      ...{ kind: 'request-reset', actorId: 'tara', vin: '4T1BZ1FB4KU999999', repairOrder: '1' },
      ...{ customerLastName: 'Example', tickedPolicies: [], managerIds: [] },
    };
    expect(refusal(state, asked)).toMatchObject({ code: 'too-few-managers' });
  });
});
