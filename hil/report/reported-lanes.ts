import { fromHex } from '../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import type { CarEvent } from '../car/car-event.ts';
import { isServedOnly, type FeedEvent } from '../trace/feed-event.ts';
import type { CarState } from '../view/car-view.ts';
import { NEGATIVE_RESPONSE } from '../../can-bus/uds/service-ids.ts';

type Event = CarEvent['event'];

/** What frames report of the car, as events that lanes are drawn from. */
export function lanesOfChange(before: CarState, after: CarState): readonly Event[] {
  if (before === after) return [];
  const { doors, powerMode, batteryV, brake, shiftP, procedure, state } = after;
  const change = {
    ...(doors === before.doors ? {} : { doors }),
    ...(powerMode === before.powerMode ? {} : { powerMode }),
    ...(batteryV === before.batteryV ? {} : { batteryMv: Math.round(batteryV * 1000) }),
    ...(brake === before.brake ? {} : { brake }),
    ...(shiftP === before.shiftP ? {} : { shiftP }),
  };
  const isOther = procedure !== before.procedure || state !== before.state;
  return [
    ...(Object.keys(change).length === 0 ? [] : [{ kind: 'vehicle-changed', change } as const]),
    ...(isOther ? [{ kind: 'procedure', procedure, state } as const] : []),
  ];
}

/** An exchange that an ECU reported, as a tester would; null for anything else. */
export function exchangeOf(happened: FeedEvent): CarEvent | null {
  if (!isServedOnly(happened) || happened.event.kind !== 'uds-exchange') return null;
  const { timeUs } = happened;
  const { request, response, endpoint, client, startedUs } = happened.event;
  if (typeof request !== 'string' || typeof startedUs !== 'number') return null;
  const answer = typeof response === 'string' ? fromHex(response) : null;
  const event: Event = {
    kind: 'uds-exchange',
    target: endpoint === 'functional' ? 'functional' : 'physical',
    request: fromHex(request),
    response: answer,
    outcome: outcomeOf(answer),
    ...{ pendingCount: 0, repeatCount: 0, startedUs, sentUs: startedUs, finishedUs: timeUs },
  };
  return { timeUs, source: typeof client === 'string' ? client : 'the bus', event };
}

function outcomeOf(response: Uint8Array | null): UdsOutcome {
  if (response === null) return { kind: 'no-response' };
  if (response[0] !== NEGATIVE_RESPONSE) return { kind: 'positive', response };
  return { kind: 'negative', response, nrc: response[2] ?? 0 };
}
