import { counted } from '../../../can-bus/text/counted.ts';
import {
  type DealerCommand,
  type DealerConfig,
  type DealerNow,
  type DealerRecord,
  type DealerStep,
  refuse,
  type Refusal,
} from './dealer-commands.ts';
import { dealerOf, type DealerState, expireApprovals, findStaff, type StaffMember } from './dealer-state.ts';
import { issueKeyPassCode, issueResetPassCode, type PassCodeIssue } from './pass-code-issue.ts';
import { approve, close, decline, type RequestChange, requestReset } from './reset-requests.ts';
import { administerStaff, isStaffCommand, type StaffChange } from './staff-administration.ts';
import { MANAGERS_NEEDED, mayApprove } from './titles.ts';

/** The result of an accepted command. */
type Change = RequestChange | PassCodeIssue | StaffChange;

/** The dealer server's rules (DLR) as a machine: it only depends on its state, the command and the instant. */
interface DealerRules {
  /** Carries out one command, or refuses it and leaves the state unchanged, except for expired approvals. */
  step(state: DealerState, command: DealerCommand, now: DealerNow): DealerStep;
}

/** The rules, with the secret from which pass-codes are made. */
export function createDealerRules(config: DealerConfig): DealerRules {
  return {
    step(before, command, now) {
      const state = expireApprovals(before, now.epochMs);
      const actor = findStaff(state, command.actorId);
      if (actor === null) return refused(state, refuseActor(command.actorId));
      const result = refuseSmallDealer(state, actor, command) ?? dispatch(config, state, command, actor, now);
      if ('code' in result) return refused(state, result);
      return { state: result.state, outcome: result.accepted, record: toRecord(state, result, actor, now) };
    },
  };
}

function refused(state: DealerState, outcome: Refusal): DealerStep {
  return { state, outcome, record: null };
}

function dispatch(
  config: DealerConfig,
  state: DealerState,
  command: DealerCommand,
  actor: StaffMember,
  now: DealerNow,
): Change | Refusal {
  switch (command.kind) {
    case 'request-reset':
      return requestReset(state, command, actor, now);
    case 'approve':
      return approve(state, command, actor, now);
    case 'decline':
      return decline(state, command, actor, now);
    case 'close':
      return close(state, command, actor);
    case 'issue-reset-pass-code':
      return issueResetPassCode(config, state, command, actor, now);
    case 'issue-key-pass-code':
      return issueKeyPassCode(config, state, command, actor, now);
    case 'enrol':
    case 'change-title':
    case 'remove':
    case 'reset-password':
      return administerStaff(state, command, actor);
  }
}

function refuseActor(actorId: string): Refusal {
  return refuse({
    code: 'unknown-actor',
    field: 'actorId',
    message: `no staff member with the ID "${actorId}" is enrolled`,
    hint: 'ask the dealer to enrol this person',
  });
}

/** DLR-2: a pass-code, or a request for one, requires a dealer with two enrolled managers at that time. */
function refuseSmallDealer(state: DealerState, actor: StaffMember, command: DealerCommand): Refusal | null {
  if (command.kind === 'approve' || command.kind === 'decline' || command.kind === 'close') return null;
  if (isStaffCommand(command)) return null;
  const managers = state.staff.filter(
    (member) => member.dealerCode === actor.dealerCode && mayApprove(member.title),
  ).length;
  if (managers >= MANAGERS_NEEDED) return null;
  return refuse({
    code: 'too-few-managers',
    message: `dealer ${actor.dealerCode} has ${counted(managers, 'enrolled manager')}; pass-codes need ${MANAGERS_NEEDED}`,
    hint: 'enrol managers with a job title that may approve',
  });
}

function toRecord(state: DealerState, change: Change, actor: StaffMember, now: DealerNow): DealerRecord {
  return {
    kind: change.accepted.kind,
    epochMs: now.epochMs,
    dealerCode: actor.dealerCode,
    dealerName: dealerOf(state, actor.dealerCode).name,
    actorId: actor.id,
    actorName: actor.name,
    actorTitle: actor.title,
    ...subjectOf(change),
  };
}

/** The subject of the record: a car, or a staff member. */
function subjectOf(change: Change): RecordSubject {
  if ('member' in change) {
    const { id, name, title } = change.member;
    return { ...NO_CAR, staff: { id, name, title } };
  }
  const { vin, repairOrder, customerLastName } = 'issued' in change ? change.issued : change.request;
  const car = { ...NO_CAR, vin, repairOrder, customerLastName };
  if ('request' in change) return { ...car, requestNumber: change.request.number };
  const { requestNumber, toolVersion, seed } = change.issued;
  return { ...car, requestNumber, toolVersion, seed };
}

type RecordSubject = Pick<
  DealerRecord,
  'vin' | 'repairOrder' | 'customerLastName' | 'requestNumber' | 'toolVersion' | 'seed' | 'staff'
>;

const NO_CAR: RecordSubject = {
  vin: null,
  repairOrder: null,
  customerLastName: null,
  requestNumber: null,
  toolVersion: null,
  seed: null,
  staff: null,
};
