import type {
  ApproveCommand,
  CloseCommand,
  DeclineCommand,
  IssueKeyPassCodeCommand,
  IssueResetPassCodeCommand,
  RequestResetCommand,
} from '../../hil/dealer/rules/dealer-commands.ts';
import { APPROVAL, GOOD_KEYS, GOOD_REQUEST, GOOD_SEED } from './bad-fields.ts';

/** The first request of 2019-07-01. */
export const NUMBER = '19070100001';

/** Tara asks for a reset of the vehicle, Mona approves it, Paul declines it, Tara closes the repair. */
export const REQUEST: RequestResetCommand = { kind: 'request-reset', actorId: 'tara', ...GOOD_REQUEST };
export const APPROVE: ApproveCommand = { kind: 'approve', actorId: 'mona', requestNumber: NUMBER, ...APPROVAL };
export const DECLINE: DeclineCommand = { kind: 'decline', actorId: 'paul', requestNumber: NUMBER };
export const CLOSE: CloseCommand = { kind: 'close', actorId: 'tara', requestNumber: NUMBER };

/** For this seed the right pass-code is 294211. */
export const RESET_CODE: IssueResetPassCodeCommand = {
  ...{ kind: 'issue-reset-pass-code', actorId: 'tara', requestNumber: NUMBER },
  ...GOOD_SEED,
};
/** And for this one 030332. */
export const NEXT_RESET_CODE: IssueResetPassCodeCommand = { ...RESET_CODE, seedNumber: '00020000000000FF' };
/** The right pass-code is E6B810B8E679. */
export const KEY_CODE: IssueKeyPassCodeCommand = { kind: 'issue-key-pass-code', actorId: 'tara', ...GOOD_KEYS };
