import type { Micros } from '../../can-bus/time/micros.ts';
import type { DealerEvent } from '../car/car-event.ts';
import type { LaneBuilder } from './lane-builder.ts';

/** Names of actions on the page; other actions have the name of their command. */
const ACTIONS: Readonly<Record<string, string>> = {
  'request-reset': 'reset requested',
  approve: 'approved',
  decline: 'declined',
  close: 'request closed',
  'issue-reset-pass-code': 'pass-code issued',
  'issue-key-pass-code': 'pass-code issued',
  'change-title': 'title changed',
};

/** Adds commands to the dealer to its lane, beside the seeds and pass-codes of the ECU. */
export function addDealing(timeUs: Micros, event: DealerEvent, lane: LaneBuilder): void {
  const { action, by, requestNumber, refusal } = event;
  const words = ACTIONS[action] ?? action;
  const label = refusal === null ? words : `not ${words}: ${refusal}`;
  const number = requestNumber === null ? '' : `, request ${requestNumber}`;
  const tone = refusal !== null ? 'bad' : action === 'decline' ? 'wait' : 'good';
  lane.mark(timeUs, label, tone, `by ${by}${number}`);
}
