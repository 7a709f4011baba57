import { fromHex } from '../../can-bus/bytes/hex.ts';
import { decodeKeySeed, formatKeySeed, formatSeedNumber } from '../../ecu-sim/identity/seed-data.ts';
import { vinCheckSign } from '../../ecu-sim/identity/vin.ts';
import type { DealerEvent } from '../car/car-event.ts';
import type { InMemoryDealer } from '../dealer/in-memory-dealer.ts';
import type { DealerCommand, DealerOutcome, Refusal } from '../dealer/rules/dealer-commands.ts';
import { demoDealer } from '../dealer/rules/demo-dealer.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from '../dealer/rules/policies.ts';
import { OLDEST_TOOL_VERSION } from '../dealer/rules/tool-version.ts';
import type { DealerAnswer } from '../scenario/bench.ts';
import type { DealerOperation } from '../scenario/scenario.ts';

const { technicianId, managerIds } = demoDealer();
/** The demo dealer's General Manager, who administers the staff. */
const ADMINISTRATOR = 'gwen';

/**
 * Carries out a step at the dealer, by the dealer's rules (DLR): the technician's request, a manager's decision, a
 * pass-code. Decisions apply to the one request that exists for the vehicle (DLR-3).
 */
export function carryOutDealerStep(
  dealer: InMemoryDealer,
  operation: DealerOperation,
  vin: string,
  seed: Uint8Array | null,
): DealerAnswer {
  const outcome = dealer.carryOut(commandOf(dealer, operation, vin, seed));
  const { log } = dealer;
  return { ...answerOf(outcome, dealer), logged: log.length, newestEntry: log.at(-1)?.kind ?? null };
}

/** The command to the dealer, for the record of the car that it is about. */
export function dealerEventOf(command: DealerCommand, outcome: DealerOutcome): DealerEvent {
  const { kind: action, actorId: by } = command;
  const asked = 'requestNumber' in command && command.requestNumber !== '' ? command.requestNumber : null;
  if (outcome.kind === 'refused') {
    return { kind: 'dealer-asked', action, by, requestNumber: asked, outcome: null, refusal: outcome.code };
  }
  const requestNumber = 'requestNumber' in outcome ? outcome.requestNumber : asked;
  return { kind: 'dealer-asked', action, by, requestNumber, outcome: outcome.kind, refusal: null };
}

/** Who does it unless the step names someone else. */
function usualActor(kind: DealerOperation['kind']): string {
  if (kind === 'retitle') return ADMINISTRATOR;
  return kind === 'approve' || kind === 'decline' ? managerIds[0] : technicianId;
}

function commandOf(
  dealer: InMemoryDealer,
  operation: DealerOperation,
  carVin: string,
  seed: Uint8Array | null,
): DealerCommand {
  const actorId = operation.by ?? usualActor(operation.kind);
  // A decided request can be named too: the newest.
  const newest = dealer.state.requests.filter((request) => request.vin === carVin).at(-1);
  const requestNumber = dealer.pendingRequest(carVin)?.number ?? newest?.number ?? '';
  const forms = { repairOrder: operation.repairOrder ?? 'RO-1001', customerLastName: operation.customer ?? 'Customer' };
  const ticked = operation.ticks === 'none' ? [] : null;
  switch (operation.kind) {
    case 'request':
      return {
        kind: 'request-reset',
        actorId,
        vin: operation.vin ?? carVin,
        ...forms,
        tickedPolicies: ticked ?? IDENTIFICATION_POLICY.map((box) => box.id),
        managerIds: operation.managers ?? managerIds,
      };
    case 'approve':
      return {
        kind: 'approve',
        actorId,
        requestNumber,
        tickedPolicies: ticked ?? APPROVAL_POLICY.map((box) => box.id),
      };
    case 'retitle':
      return { kind: 'change-title', actorId, staffId: operation.who ?? '', title: operation.title ?? '' };
    case 'decline':
    case 'close':
      return { kind: operation.kind, actorId, requestNumber };
    case 'passCode': {
      const toolVersion = operation.toolVersion ?? OLDEST_TOOL_VERSION;
      const bytes = seed ?? new Uint8Array(0);
      if (operation.level === 1) {
        const seedNumber = formatSeedNumber(bytes);
        return { kind: 'issue-reset-pass-code', actorId, requestNumber, toolVersion, seedNumber };
      }
      const vin = operation.vin ?? carVin;
      const shown = decodeKeySeed(bytes) === null ? NO_SEED : formatKeySeed(bytes);
      return {
        kind: 'issue-key-pass-code',
        actorId,
        vin,
        vinCheckDigit: vinCheckSign(carVin),
        ...shown,
        ...forms,
        toolVersion,
      };
    }
  }
}

/** The form's content where the bytes are not a seed; the dealer refuses it by its own rules. */
const NO_SEED = { data1: '', data1CheckDigit: '', data2: '', data2CheckDigit: '', data3: '' } as const;

function answerOf(outcome: DealerOutcome, dealer: InMemoryDealer): Omit<DealerAnswer, 'logged' | 'newestEntry'> {
  if (outcome.kind === 'refused') {
    const refusal = `${outcome.code}: ${outcome.message}; ${fixOf(outcome, dealer)}`;
    return { answer: 'refused', reason: outcome.code, refusal, passCode: null, requestNumber: null };
  }
  const requestNumber = 'requestNumber' in outcome ? outcome.requestNumber : null;
  const text = 'passCode' in outcome ? outcome.passCode : null;
  return {
    answer: 'accepted',
    reason: null,
    refusal: null,
    passCode: text === null ? null : bytesOf(text),
    requestNumber,
  };
}

/** A scenario cannot enrol anybody: it names one of those who are. */
function fixOf({ code, hint }: Refusal, { state }: InMemoryDealer): string {
  if (code !== 'unknown-actor' && code !== 'unknown-staff') return hint;
  return `name one of ${state.staff.map(({ id, title }) => `${id} (${title})`).join(', ')}`;
}

/** Six digits are sent as ASCII, twelve hexadecimal digits as six bytes. */
function bytesOf(passCode: string): Uint8Array {
  return passCode.length === 6 ? new TextEncoder().encode(passCode) : fromHex(passCode);
}
