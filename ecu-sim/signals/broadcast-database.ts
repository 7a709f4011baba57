import type { MessageSpec } from '../../can-bus/dbc/message.ts';
import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import { BODY } from '../description/body-description.ts';
import { BODY_BROADCASTS, SMART_KEY_BROADCASTS } from '../description/broadcasts.ts';
import type { BroadcastSpec } from '../description/ecu-description.ts';
import { SMART_KEY } from '../description/smart-key/smart-key-description.ts';

/** The broadcast frames in the form that the bus needs. */

const { vehicleState, bodyControlState, doorLocks } = BODY_BROADCASTS;
const { smartKeyStatus } = SMART_KEY_BROADCASTS;

export const BODY_SIGNALS: (typeof BODY_BROADCASTS)['bodyControlState']['signals'] = bodyControlState.signals;
export const LOCK_SIGNALS: (typeof BODY_BROADCASTS)['doorLocks']['signals'] = doorLocks.signals;
export const VEHICLE_SIGNALS: (typeof BODY_BROADCASTS)['vehicleState']['signals'] = vehicleState.signals;
export const SMART_KEY_SIGNALS: (typeof SMART_KEY_BROADCASTS)['smartKeyStatus']['signals'] = smartKeyStatus.signals;

function message({ id, name, length, cycleMs, signals }: BroadcastSpec, sender: string): MessageSpec {
  const places = Object.values(signals).map((signal) => ({
    name: signal.name,
    startBit: signal.startBit,
    length: signal.length,
  }));
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
