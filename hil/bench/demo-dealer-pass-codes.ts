import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import { InMemoryDealer } from '../dealer/in-memory-dealer.ts';
import type { DealerCommand, DealerNow, DealerOutcome, Refusal } from '../dealer/rules/dealer-commands.ts';
import { demoDealer } from '../dealer/rules/demo-dealer.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from '../dealer/rules/policies.ts';
import { OLDEST_TOOL_VERSION } from '../dealer/rules/tool-version.ts';
import type { PassCodeAnswer, PassCodeRequest, PassCodeSource } from '../tester/command.ts';

interface DemoDealerPassCodesOptions {
  /** The secret that cars and dealer share. */
  readonly passcodeSecret: string;
  /** The scan tool's software version; 13.10.019 where absent (TEC-4). */
  readonly toolVersion?: string;
  /** The dealer's calendar, which determines the age of the approval; always 2019-07-01T08:00:00Z where absent. */
  readonly now?: () => DealerNow;
  readonly repairOrder?: string;
  readonly customerLastName?: string;
}

const CALENDAR_START: DealerNow = { epochMs: 1_561_968_000_000 };
const { technicianId, managerIds } = demoDealer();

/**
 * The demo dealer as a source of pass-codes: it applies all the dealer's rules (DLR-2 to DLR-7), with a technician who
 * makes requests and a manager who approves at once. One approval serves every reset of the same VIN (DLR-5).
 */
export function demoDealerPassCodes(options: DemoDealerPassCodesOptions): PassCodeSource {
  const { passcodeSecret, now } = options;
  const dealer = new InMemoryDealer({ passcodeSecret, calendar: now ?? (() => CALENDAR_START) });
  return passCodesFrom(dealer, { ...options, approves: true });
}

interface DemoTechnicianOptions {
  /** The scan tool's software version; 13.10.019 where absent (TEC-4). */
  readonly toolVersion?: string;
  readonly repairOrder?: string;
  readonly customerLastName?: string;
  /** A manager immediately approves the technician's requests. Otherwise they wait for an approval. */
  readonly approves: boolean;
}

/** The demo dealer's technician, who gets the scan tool's pass-codes. */
export function passCodesFrom(dealer: InMemoryDealer, options: DemoTechnicianOptions): PassCodeSource {
  return (request) => {
    const lateUs = dealer.faults.lateMs * MICROS_PER_MILLI;
    const answer = toAnswer(askForPassCode(dealer, options, request));
    return lateUs === 0 ? answer : { ...answer, lateUs };
  };
}

function askForPassCode(
  dealer: InMemoryDealer,
  options: DemoTechnicianOptions,
  request: PassCodeRequest,
): DealerOutcome {
  const { toolVersion = OLDEST_TOOL_VERSION } = options;
  const { vin, vinCheckDigit, shown } = request;
  if (shown.kind === 'seed-number') {
    const requestNumber = approvedRequest(dealer, options, vin);
    if (typeof requestNumber !== 'string') return requestNumber;
    const { seedNumber } = shown;
    return dealer.carryOut({
      kind: 'issue-reset-pass-code',
      actorId: technicianId,
      requestNumber,
      toolVersion,
      seedNumber,
    });
  }
  return dealer.carryOut({
    ...shown,
    kind: 'issue-key-pass-code',
    actorId: technicianId,
    vin,
    vinCheckDigit,
    ...formTexts(options),
    toolVersion,
  });
}

/** The number of the existing request for the VIN, or of a new one; approved, if approval is automatic. */
function approvedRequest(dealer: InMemoryDealer, options: DemoTechnicianOptions, vin: string): string | Refusal {
  const pending = dealer.pendingRequest(vin);
  if (pending?.status === 'approved') return pending.number;
  const requested = pending === null ? dealer.carryOut(requestReset(options, vin)) : null;
  if (requested?.kind === 'refused') return requested;
  const requestNumber = dealer.pendingRequest(vin)?.number ?? '';
  if (!options.approves) return requestNumber;
  const approved = dealer.carryOut({
    kind: 'approve',
    actorId: managerIds[0],
    requestNumber,
    tickedPolicies: APPROVAL_POLICY.map((box) => box.id),
  });
  return approved.kind === 'refused' ? approved : requestNumber;
}

function requestReset(options: DemoTechnicianOptions, vin: string): DealerCommand {
  return {
    kind: 'request-reset',
    actorId: technicianId,
    vin,
    ...formTexts(options),
    tickedPolicies: IDENTIFICATION_POLICY.map((box) => box.id),
    managerIds,
  };
}

function formTexts({ repairOrder = 'RO-1001', customerLastName = 'Customer' }: DemoTechnicianOptions): {
  readonly repairOrder: string;
  readonly customerLastName: string;
} {
  return { repairOrder, customerLastName };
}

function toAnswer(outcome: DealerOutcome): PassCodeAnswer {
  if (outcome.kind === 'refused') {
    const message = `the dealer server issues no pass-code: ${outcome.message}`;
    return { granted: false, message, hint: outcome.hint };
  }
  if ('passCode' in outcome) return { granted: true, passCode: outcome.passCode };
  throw new Error(`the dealer answered "${outcome.kind}" to a request for a pass-code`);
}
