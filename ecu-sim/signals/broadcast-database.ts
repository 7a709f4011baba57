import type { MessageSpec } from '../../can-bus/dbc/message.ts';
import type { SignalSpec } from '../../can-bus/dbc/signal.ts';
import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import { BODY } from '../description/body-description.ts';
import { BODY_BROADCASTS, SMART_KEY_BROADCASTS } from '../description/broadcasts.ts';
import type { BroadcastSpec } from '../description/ecu-description.ts';
import { SMART_KEY } from '../description/smart-key/smart-key-description.ts';

/** The broadcast frames in the form that the bus needs. */

const { vehicleState, bodyControlState, doorLocks } = BODY_BROADCASTS;
const { smartKeyStatus } = SMART_KEY_BROADCASTS;

type Places<Signals> = Readonly<Record<keyof Signals, SignalSpec>>;

export const BODY_SIGNALS: Places<(typeof BODY_BROADCASTS)['bodyControlState']['signals']> = placesOf(
  bodyControlState.signals,
);
export const LOCK_SIGNALS: Places<(typeof BODY_BROADCASTS)['doorLocks']['signals']> = placesOf(doorLocks.signals);
export const VEHICLE_SIGNALS: Places<(typeof BODY_BROADCASTS)['vehicleState']['signals']> = placesOf(
  vehicleState.signals,
);
export const SMART_KEY_SIGNALS: Places<(typeof SMART_KEY_BROADCASTS)['smartKeyStatus']['signals']> = placesOf(
  smartKeyStatus.signals,
);

function message({ id, name, length, cycleMs, signals }: BroadcastSpec, sender: string): MessageSpec {
  const places = Object.values(placesOf(signals));
  return { id, name, length, cycleUs: cycleMs * MICROS_PER_MILLI, sender, signals: places };
}

export const BODY_CONTROL_STATE: MessageSpec = message(bodyControlState, BODY.node);
export const DOOR_LOCKS: MessageSpec = message(doorLocks, BODY.node);
export const VEHICLE_STATE: MessageSpec = message(vehicleState, BODY.node);
export const SMART_KEY_STATUS: MessageSpec = message(smartKeyStatus, SMART_KEY.node);

/** All of them, by id. */
export const BROADCAST_MESSAGES: readonly MessageSpec[] = [
  VEHICLE_STATE,
  SMART_KEY_STATUS,
  BODY_CONTROL_STATE,
  DOOR_LOCKS,
];

/** Ids of the frames that the car always sends cyclically. */
export const BROADCAST_IDS: readonly number[] = BROADCAST_MESSAGES.map(({ id }) => id);

/** Where the signals are, without what only describes them: objects of one form are read faster than those of several. */
function placesOf<Key extends string>(signals: Readonly<Record<Key, SignalSpec>>): Readonly<Record<Key, SignalSpec>> {
  const places: Record<Key, SignalSpec> = { ...signals };
  for (const key in places) {
    const { name, startBit, length } = signals[key];
    places[key] = { name, startBit, length };
  }
  return places;
}
