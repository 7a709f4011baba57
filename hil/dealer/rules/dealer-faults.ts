import type { NumberLimit } from '../../../ecu-sim/profile/number-limit.ts';
import { fromHex, toHex } from '../../../can-bus/bytes/hex.ts';
import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import type {
  DealerCommand,
  DealerConfig,
  DealerNow,
  DealerOutcome,
  DealerRecord,
  DealerStep,
} from './dealer-commands.ts';
import type { DealerFaults } from '../../view/faults-in-force.ts';
import { createDealerRules } from './dealer-rules.ts';
import {
  dealerOf,
  type DealerState,
  expireApprovals,
  findRequest,
  findStaff,
  type IssuedPassCode,
  replaceRequest,
  type ResetRequest,
} from './dealer-state.ts';

export type { DealerFaults };

export const NO_FAULTS: DealerFaults = {
  lateMs: 0,
  away: false,
  clockAheadMs: 0,
  wrongPassCodes: 0,
  olderSeeds: 0,
  approval: null,
};

const CLOCK_AHEAD_MAX_MS = 10 * 366 * 24 * 3_600_000;

/** What can be set: declared here alone, and refused with the same words over HTTP and in scenarios. */
export const DEALER_FAULT_LIMITS: Readonly<Record<'lateMs' | 'clockAheadMs' | 'passCodes', NumberLimit>> = {
  lateMs: { min: 0, max: 600_000 },
  clockAheadMs: { min: -CLOCK_AHEAD_MAX_MS, max: CLOCK_AHEAD_MAX_MS },
  passCodes: { min: 0, max: 1_000, whole: true },
};

/** A step under faults. */
export interface FaultyStep extends DealerStep {
  /** What the bench did to the state before the step, which is to be kept whatever the step answers; else null. */
  readonly before: { readonly state: DealerState; readonly record: DealerRecord } | null;
  readonly faults: DealerFaults;
}

/** The rules, as a server keeps them whose bench has ordered faults; with {@link NO_FAULTS} the rules as they are. */
export interface FaultyRules {
  /** `away` and `lateMs` are for the carrier of the response; here they change nothing. */
  step(state: DealerState, faults: DealerFaults, command: DealerCommand, calendar: DealerNow): FaultyStep;
}

export function createFaultyRules(config: DealerConfig): FaultyRules {
  const rules = createDealerRules(config);
  return {
    step(state, faults, command, calendar) {
      const now = dealerNow(faults, calendar);
      const before = faults.approval === null ? null : spoilApproval(state, faults.approval, command, now);
      const step = rules.step(before?.state ?? state, command, now);
      const left: DealerFaults = before === null ? faults : { ...faults, approval: null };
      const { outcome, faults: after } = spoilPassCode(config, state, step, left);
      return { state: step.state, outcome, record: step.record, before, faults: after };
    },
  };
}

/** What the dealer takes for the present. */
export function dealerNow(faults: DealerFaults, { epochMs }: DealerNow): DealerNow {
  return { epochMs: Math.max(0, epochMs + faults.clockAheadMs) };
}

/** The approval from which a pass-code is being asked is gone; null where there is none to be gone. */
function spoilApproval(
  state: DealerState,
  fate: 'expired' | 'declined',
  command: DealerCommand,
  now: DealerNow,
): FaultyStep['before'] {
  if (command.kind !== 'issue-reset-pass-code') return null;
  const request = findRequest(expireApprovals(state, now.epochMs), command.requestNumber.trim());
  const actor = findStaff(state, command.actorId);
  if (request?.status !== 'approved' || request.dealerCode !== actor?.dealerCode) return null;
  const spoiled: ResetRequest =
    fate === 'expired'
      ? { ...request, status: fate, validTillMs: now.epochMs }
      : { ...request, status: fate, settledAtMs: now.epochMs, validTillMs: null };
  return { state: replaceRequest(state, spoiled), record: benchRecord(state, spoiled, fate, now) };
}

/** In the log it is what it is: the bench's doing. */
function benchRecord(
  state: DealerState,
  request: ResetRequest,
  kind: 'expired' | 'declined',
  now: DealerNow,
): DealerRecord {
  const { dealerCode, vin, repairOrder, customerLastName, number } = request;
  return {
    kind,
    epochMs: now.epochMs,
    dealerCode,
    dealerName: dealerOf(state, dealerCode).name,
    actorId: 'bench',
    actorName: 'fault ordered by the bench',
    actorTitle: '',
    vin,
    repairOrder,
    customerLastName,
    requestNumber: number,
    toolVersion: null,
    seed: null,
    staff: null,
  };
}

function spoilPassCode(
  config: DealerConfig,
  before: DealerState,
  step: DealerStep,
  faults: DealerFaults,
): { readonly outcome: DealerOutcome; readonly faults: DealerFaults } {
  const { outcome } = step;
  const issued = step.state.issued.at(-1);
  if (!('passCode' in outcome) || issued === undefined) return { outcome, faults };
  if (faults.wrongPassCodes > 0) {
    const passCode = wrongPassCode(outcome.passCode);
    return { outcome: { ...outcome, passCode }, faults: { ...faults, wrongPassCodes: faults.wrongPassCodes - 1 } };
  }
  if (faults.olderSeeds > 0) {
    const passCode = passCodeFor(config, issued, olderSeed(before, issued));
    return { outcome: { ...outcome, passCode }, faults: { ...faults, olderSeeds: faults.olderSeeds - 1 } };
  }
  return { outcome, faults };
}

/** Another one of the same form: its last digit counted on by one. */
function wrongPassCode(passCode: string): string {
  const isDecimal = passCode.length === 6;
  const last = Number.parseInt(passCode.slice(-1), 16);
  const next = (last + 1) % (isDecimal ? 10 : 16);
  return passCode.slice(0, -1) + next.toString(16).toUpperCase();
}

function passCodeFor(config: DealerConfig, issued: IssuedPassCode, seed: Uint8Array): string {
  const codes = createPassCodes(config.passcodeSecret, issued.vin);
  return issued.kind === 'reset' ? codes.forReset(seed) : toHex(codes.forKeys(seed));
}

/** The last seed of the same kind and vehicle; the first of all has none, and counts one back in its nonce. */
function olderSeed(before: DealerState, issued: IssuedPassCode): Uint8Array {
  const earlier = before.issued.findLast(
    ({ kind, vin, seed }) => kind === issued.kind && vin === issued.vin && seed !== issued.seed,
  );
  const seed = fromHex(earlier?.seed ?? issued.seed);
  if (earlier !== undefined) return seed;
  const nonceEnd = issued.kind === 'reset' ? 7 : 11;
  return seed.map((byte, index) => (index === nonceEnd ? (byte + 255) % 256 : byte));
}
