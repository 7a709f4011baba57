import {
  type Accepted,
  type ChangeTitleCommand,
  type DealerField,
  type EnrolCommand,
  refuse,
  type Refusal,
  type RemoveCommand,
  type ResetPasswordCommand,
  type StaffCommand,
} from './dealer-commands.ts';
import { type DealerState, findStaff, type StaffMember } from './dealer-state.ts';
import { takeText } from './form-fields.ts';
import { mayAdminister, TITLES } from './titles.ts';
import { asTyped } from './typed-text.ts';

/** A change to the staff, with the answer. */
export interface StaffChange {
  readonly state: DealerState;
  readonly accepted: Accepted;
  /** The member after the change; a removed one before it. */
  readonly member: StaffMember;
}

const STAFF_ID = /^[a-z][a-z0-9.-]{1,31}$/;

export function isStaffCommand(command: { readonly kind: string }): command is StaffCommand {
  return ['enrol', 'change-title', 'remove', 'reset-password'].includes(command.kind);
}

/** DLR-1: enrols, retitles and removes staff of the actor's own dealer; only for administrators. */
export function administerStaff(state: DealerState, command: StaffCommand, actor: StaffMember): StaffChange | Refusal {
  if (!mayAdminister(actor.title)) {
    return refuse({
      code: 'not-allowed',
      field: 'actorId',
      message: `${actor.name} is not permitted to administer staff`,
      hint: 'ask the General Manager or the Dealer Principal',
    });
  }
  switch (command.kind) {
    case 'enrol':
      return enrol(state, command, actor);
    case 'change-title':
      return changeTitle(state, command, actor);
    case 'remove':
      return remove(state, command, actor);
    case 'reset-password':
      return resetPassword(state, command, actor);
  }
}

function enrol(state: DealerState, command: EnrolCommand, actor: StaffMember): StaffChange | Refusal {
  const id = command.staffId.trim().toLowerCase();
  if (!STAFF_ID.test(id)) {
    return refuse({
      code: 'invalid-field',
      field: 'staffId',
      message: 'the account name must have 2 to 32 letters, digits, dots and hyphens, starting with a letter',
      hint: 'such as "tara" or "t.smith"',
    });
  }
  const name = takeText('name', 'the name', command.name, 'enter it as it appears on requests and reports');
  if (name.kind === 'refused') return name;
  const title = takeTitle(command.title);
  if (title.kind === 'refused') return title;
  if (isTaken(state, id)) {
    return refuse({
      code: 'staff-exists',
      field: 'staffId',
      message: `the account name "${id}" is already taken`,
      hint: 'choose another: account names are never reused',
    });
  }
  const member: StaffMember = { id, name: name.value, title: title.value, dealerCode: actor.dealerCode };
  return {
    state: { ...state, staff: [...state.staff, member] },
    accepted: { kind: 'enrolled', staff: member },
    member,
  };
}

function changeTitle(state: DealerState, command: ChangeTitleCommand, actor: StaffMember): StaffChange | Refusal {
  const member = colleague(state, command.staffId, actor, 'change the title of');
  if ('kind' in member) return member;
  const title = takeTitle(command.title);
  if (title.kind === 'refused') return title;
  const changed: StaffMember = { ...member, title: title.value };
  return {
    state: { ...state, staff: state.staff.map((other) => (other.id === member.id ? changed : other)) },
    accepted: { kind: 'title-changed', staff: changed },
    member: changed,
  };
}

function remove(state: DealerState, command: RemoveCommand, actor: StaffMember): StaffChange | Refusal {
  const member = colleague(state, command.staffId, actor, 'remove');
  if ('kind' in member) return member;
  return {
    state: {
      ...state,
      staff: state.staff.filter((other) => other.id !== member.id),
      formerStaffIds: [...state.formerStaffIds, member.id],
    },
    accepted: { kind: 'removed', staff: member },
    member,
  };
}

function resetPassword(state: DealerState, command: ResetPasswordCommand, actor: StaffMember): StaffChange | Refusal {
  const member = colleague(state, command.staffId, actor, 'reset the password of');
  if ('kind' in member) return member;
  return { state, accepted: { kind: 'password-reset', staff: member }, member };
}

/**
 * Another member of the same dealer, so that a dealer cannot lose its last administrator through that person's own
 * action.
 */
function colleague(state: DealerState, id: string, actor: StaffMember, action: string): StaffMember | Refusal {
  const field: DealerField = 'staffId';
  const member = findStaff(state, id);
  if (member?.dealerCode !== actor.dealerCode) {
    return refuse({
      code: 'unknown-staff',
      field,
      message: `this dealer has no staff member "${asTyped(id)}"`,
      hint: 'check the account name in the staff list',
    });
  }
  if (member.id !== actor.id) return member;
  return refuse({
    code: 'oneself',
    field,
    message: `you cannot ${action} yourself`,
    hint: 'ask another administrator of this dealer',
  });
}

function takeTitle(typed: string): { readonly kind: 'taken'; readonly value: string } | Refusal {
  const value = typed.trim();
  if (TITLES.includes(value)) return { kind: 'taken', value };
  return refuse({
    code: 'invalid-field',
    field: 'title',
    message: value === '' ? 'the job title is missing' : 'unknown job title',
    hint: `choose one of: ${TITLES.join(', ')}`,
  });
}

function isTaken(state: DealerState, id: string): boolean {
  return findStaff(state, id) !== null || state.formerStaffIds.includes(id);
}
