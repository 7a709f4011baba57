import { describe, expect, it } from 'vitest';
import {
  BROADCAST_IDS,
  BROADCAST_MESSAGES,
  DOOR_LOCKS,
  SMART_KEY_STATUS,
} from '../../../../ecu-sim/signals/broadcast-database.ts';

describe('the broadcast frames as the bus needs them', () => {
  it('VEH-2: are four, each with its name, length, cycle in microseconds, and sender', () => {
    expect(BROADCAST_IDS).toEqual([0x5b0, 0x5b5, 0x620, 0x638]);
    expect(BROADCAST_MESSAGES.map(({ name, length, cycleUs, sender }) => [name, length, cycleUs, sender])).toEqual([
      ['VEHICLE_STATE', 8, 100_000, 'BODY'],
      ['SMART_KEY_STATUS', 8, 200_000, 'SMART_KEY'],
      ['BODY_CONTROL_STATE', 8, 500_000, 'BODY'],
      ['DOOR_LOCKS', 8, 1_000_000, 'BODY'],
    ]);
  });

  it('have their signals at their places, and nothing of units and comments', () => {
    expect(DOOR_LOCKS.signals).toEqual([
      { name: 'LOCK_STATUS_CHANGED', startBit: 15, length: 1 },
      { name: 'LOCK_STATUS', startBit: 20, length: 1 },
      { name: 'LOCKED_VIA_KEYFOB', startBit: 23, length: 1 },
    ]);
    expect(SMART_KEY_STATUS.signals.map(({ name, startBit, length }) => `${name} ${startBit}|${length}`)).toEqual([
      'PROCEDURE 7|4',
      'STATE 15|8',
      'KEYS 3|4',
      'REMAINING_S 23|16',
      'BEEPS 39|8',
      'IMMOBILIZER 47|1',
      'INDICATOR 46|2',
      'LOCK_REQUEST 44|2',
      'START_PERMIT 42|1',
    ]);
  });
});
