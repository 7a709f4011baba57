import { toHex } from '../../../can-bus/bytes/hex.ts';
import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import { parseSeedNumber } from '../../../ecu-sim/identity/seed-data.ts';
import {
  type Accepted,
  type DealerConfig,
  type DealerNow,
  type IssueKeyPassCodeCommand,
  type IssueResetPassCodeCommand,
  refuse,
  type Refusal,
} from './dealer-commands.ts';
import { type DealerState, type IssuedPassCode, type StaffMember, withIssued } from './dealer-state.ts';
import { takeKeySeed, takeText, takeToolVersion, takeVinWithCheckDigit } from './form-fields.ts';
import { requestOfDealer } from './reset-requests.ts';

/** An issued pass-code. */
export interface PassCodeIssue {
  readonly state: DealerState;
  readonly accepted: Accepted;
  readonly issued: IssuedPassCode;
}

/** DLR-5, DLR-6: from an approved request, for one seed number; any number of times while the approval is valid. */
export function issueResetPassCode(
  config: DealerConfig,
  state: DealerState,
  command: IssueResetPassCodeCommand,
  actor: StaffMember,
  now: DealerNow,
): PassCodeIssue | Refusal {
  const request = requestOfDealer(state, command.requestNumber, actor);
  if ('kind' in request) return request;
  if (request.status !== 'approved') {
    const isExpired = request.status === 'expired';
    return refuse({
      code: isExpired ? 'approval-expired' : 'not-approved',
      field: 'requestNumber',
      message: isExpired
        ? `the approval of request ${request.number} has expired`
        : `request ${request.number} is ${request.status}`,
      hint: request.status === 'open' ? 'wait for a manager to approve it' : 'make a new request',
    });
  }
  const version = takeToolVersion(command.toolVersion);
  if (version.kind === 'refused') return version;
  const seed = parseSeedNumber(command.seedNumber.trim());
  if (seed === null) {
    return refuse({
      code: 'invalid-field',
      field: 'seedNumber',
      message: 'the seed number must have 16 hexadecimal digits',
      hint: 'copy it from the scan tool',
    });
  }
  const issued: IssuedPassCode = {
    kind: 'reset',
    requestNumber: request.number,
    actorId: actor.id,
    dealerCode: actor.dealerCode,
    vin: request.vin,
    repairOrder: request.repairOrder,
    customerLastName: request.customerLastName,
    toolVersion: version.value,
    seed: toHex(seed),
    issuedAtMs: now.epochMs,
  };
  const passCode = createPassCodes(config.passcodeSecret, request.vin).forReset(seed);
  return {
    state: withIssued(state, issued),
    accepted: { kind: 'reset-pass-code', requestNumber: request.number, passCode },
    issued,
  };
}

/** DLR-7: for a seed of levels 2 to 4 as shown by the tool; requires no request and no manager. */
export function issueKeyPassCode(
  config: DealerConfig,
  state: DealerState,
  command: IssueKeyPassCodeCommand,
  actor: StaffMember,
  now: DealerNow,
): PassCodeIssue | Refusal {
  const version = takeToolVersion(command.toolVersion);
  if (version.kind === 'refused') return version;
  const vin = takeVinWithCheckDigit(command.vin, command.vinCheckDigit);
  if (vin.kind === 'refused') return vin;
  const repairOrder = takeText('repairOrder', 'the repair order number', command.repairOrder);
  if (repairOrder.kind === 'refused') return repairOrder;
  const customer = takeText('customerLastName', 'the customer’s last name', command.customerLastName);
  if (customer.kind === 'refused') return customer;
  const seed = takeKeySeed(command, vin.value);
  if (seed.kind === 'refused') return seed;
  const issued: IssuedPassCode = {
    kind: 'keys',
    requestNumber: null,
    actorId: actor.id,
    dealerCode: actor.dealerCode,
    vin: vin.value,
    repairOrder: repairOrder.value,
    customerLastName: customer.value,
    toolVersion: version.value,
    seed: toHex(seed.value),
    issuedAtMs: now.epochMs,
  };
  const passCode = toHex(createPassCodes(config.passcodeSecret, vin.value).forKeys(seed.value));
  return {
    state: withIssued(state, issued),
    accepted: { kind: 'key-pass-code', passCode },
    issued,
  };
}
