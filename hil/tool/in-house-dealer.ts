import type { Accepted, DealerCommand, DealerNow } from '../dealer/rules/dealer-commands.ts';
import { createDealerRules, type DealerRules } from '../dealer/rules/dealer-rules.ts';
import type { DealerState } from '../dealer/rules/dealer-state.ts';
import { demoDealer, type DemoDealer } from '../dealer/rules/demo-dealer.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from '../dealer/rules/policies.ts';
import { OLDEST_TOOL_VERSION } from '../dealer/rules/tool-version.ts';
import type { PassCodeAnswer, PassCodeRequest, PassCodeSource } from './tool-command.ts';

export interface InHouseDealerOptions {
  /** The secret that cars and dealer share. */
  readonly passcodeSecret: string;
  /** The scan tool's software version; 13.10.019 where absent (TEC-4). */
  readonly toolVersion?: string;
  /** The dealer's calendar, which ages the approval; 2019-07-01T08:00:00Z, standing still, where absent. */
  readonly now?: () => DealerNow;
  readonly repairOrder?: string;
  readonly customerLastName?: string;
}

const CALENDAR_START: DealerNow = { epochMs: 1_561_968_000_000 };

/** A dealer's refusal, on its way out of the dealer's steps. */
class Refused extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * The demo dealer as a source of pass-codes: it keeps all the dealer's rules (DLR-2 to DLR-7), with a technician who
 * asks and a manager who approves at once. One approval serves every reset of the same VIN (DLR-5).
 */
export function inHouseDealer(options: InHouseDealerOptions): PassCodeSource {
  const desk = new Desk(options);
  return (request) => desk.answer(request);
}

class Desk {
  readonly #rules: DealerRules;
  readonly #demo: DemoDealer = demoDealer();
  readonly #now: () => DealerNow;
  readonly #toolVersion: string;
  readonly #repairOrder: string;
  readonly #customerLastName: string;
  #state: DealerState = this.#demo.state;

  constructor(options: InHouseDealerOptions) {
    this.#rules = createDealerRules({ passcodeSecret: options.passcodeSecret });
    this.#now = options.now ?? (() => CALENDAR_START);
    this.#toolVersion = options.toolVersion ?? OLDEST_TOOL_VERSION;
    this.#repairOrder = options.repairOrder ?? 'RO-1001';
    this.#customerLastName = options.customerLastName ?? 'Customer';
  }

  answer(request: PassCodeRequest): PassCodeAnswer {
    try {
      return { granted: true, passCode: this.#passCode(request) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { granted: false, message: `the dealer server gives no pass-code: ${error.message}`, hint: error.hint };
    }
  }

  #passCode({ vin, vinCheckDigit, shown }: PassCodeRequest): string {
    const actorId = this.#demo.technicianId;
    const toolVersion = this.#toolVersion;
    if (shown.kind === 'seed-number') {
      const requestNumber = this.#approvedRequest(vin);
      const { seedNumber } = shown;
      const issued = this.#carryOut({ kind: 'issue-reset-pass-code', actorId, requestNumber, toolVersion, seedNumber });
      return passCodeOf(issued);
    }
    return passCodeOf(
      this.#carryOut({
        ...shown,
        kind: 'issue-key-pass-code',
        actorId,
        vin,
        vinCheckDigit,
        repairOrder: this.#repairOrder,
        customerLastName: this.#customerLastName,
        toolVersion,
      }),
    );
  }

  /** The approval there is, or a new one. */
  #approvedRequest(vin: string): string {
    const approved = this.#state.requests.find((request) => request.vin === vin && request.status === 'approved');
    if (approved !== undefined && (approved.validTillMs ?? 0) > this.#now().epochMs) return approved.number;
    const { technicianId, managerIds } = this.#demo;
    const requested = this.#carryOut({
      kind: 'request-reset',
      actorId: technicianId,
      vin,
      repairOrder: this.#repairOrder,
      customerLastName: this.#customerLastName,
      tickedPolicies: IDENTIFICATION_POLICY.map((box) => box.id),
      managerIds,
    });
    const requestNumber = 'requestNumber' in requested ? requested.requestNumber : '';
    this.#carryOut({
      kind: 'approve',
      actorId: managerIds[0],
      requestNumber,
      tickedPolicies: APPROVAL_POLICY.map((box) => box.id),
    });
    return requestNumber;
  }

  #carryOut(command: DealerCommand): Accepted {
    const { state, outcome } = this.#rules.step(this.#state, command, this.#now());
    this.#state = state;
    if (outcome.kind === 'refused') throw new Refused(outcome.message, outcome.hint);
    return outcome;
  }
}

function passCodeOf(accepted: Accepted): string {
  if ('passCode' in accepted) return accepted.passCode;
  throw new Error(`the dealer answered "${accepted.kind}" to a request for a pass-code`);
}
