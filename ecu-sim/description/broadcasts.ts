/*
 * The frames that ECUs broadcast. 0x620 and 0x638 follow the public Toyota DBC, the others are defined by this project.
 * The DBC file in `ecu-sim/signals/` is generated from this.
 */

export const BODY_BROADCASTS = {
  vehicleState: {
    id: 0x5b0,
    name: 'VEHICLE_STATE',
    length: 8,
    cycleMs: 100,
    receivers: ['SMART_KEY'],
    comment: 'State of the car for the other ECUs; defined by this project. Every 100 ms and on change.',
    signals: {
      powerMode: { name: 'POWER_MODE', startBit: 7, length: 2, values: 'powerMode' },
      trunkOpen: { name: 'TRUNK_OPEN', startBit: 5, length: 1 },
      brake: { name: 'BRAKE', startBit: 4, length: 1 },
      shiftP: { name: 'SHIFT_P', startBit: 3, length: 1 },
      batteryMv: { name: 'BATTERY_MV', startBit: 15, length: 16, unit: 'mV' },
      speedCkmh: { name: 'SPEED_CKMH', startBit: 31, length: 16, unit: 'km/h', scale: 0.01 },
    },
  },
  bodyControlState: {
    id: 0x620,
    name: 'BODY_CONTROL_STATE',
    length: 8,
    cycleMs: 500,
    receivers: ['SMART_KEY'],
    comment: 'Doors, belt and parking brake, placed as in the public Toyota DBC. Every 500 ms and on change.',
    signals: {
      doorOpenFrontLeft: { name: 'DOOR_OPEN_FL', startBit: 45, length: 1 },
      doorOpenFrontRight: { name: 'DOOR_OPEN_FR', startBit: 44, length: 1 },
      doorOpenRearRight: { name: 'DOOR_OPEN_RR', startBit: 43, length: 1 },
      doorOpenRearLeft: { name: 'DOOR_OPEN_RL', startBit: 42, length: 1 },
      seatbeltDriverUnlatched: { name: 'SEATBELT_DRIVER_UNLATCHED', startBit: 62, length: 1 },
      parkingBrake: { name: 'PARKING_BRAKE', startBit: 60, length: 1 },
    },
  },
  doorLocks: {
    id: 0x638,
    name: 'DOOR_LOCKS',
    length: 8,
    cycleMs: 1000,
    receivers: ['SMART_KEY'],
    comment: 'Door locks, placed as in the public Toyota DBC. Every 1 s and on change.',
    signals: {
      lockStatusChanged: {
        name: 'LOCK_STATUS_CHANGED',
        startBit: 15,
        length: 1,
        comment: '1 in the one frame that reports a moved lock.',
      },
      lockStatus: { name: 'LOCK_STATUS', startBit: 20, length: 1, values: 'lockStatus' },
      lockedViaKeyfob: { name: 'LOCKED_VIA_KEYFOB', startBit: 23, length: 1 },
    },
  },
} as const;

export const SMART_KEY_BROADCASTS = {
  smartKeyStatus: {
    id: 0x5b5,
    name: 'SMART_KEY_STATUS',
    length: 8,
    cycleMs: 200,
    receivers: ['BODY'],
    comment: 'State of the Smart Key ECU; defined by this project. Every 200 ms and on change.',
    signals: {
      procedure: { name: 'PROCEDURE', startBit: 7, length: 4, values: 'procedure' },
      state: { name: 'STATE', startBit: 15, length: 8, highest: 255, values: 'procedureState' },
      keys: { name: 'KEYS', startBit: 3, length: 4 },
      remainingS: {
        name: 'REMAINING_S',
        startBit: 23,
        length: 16,
        unit: 's',
        comment: 'Remaining time of the procedure, rounded up.',
      },
      beeps: { name: 'BEEPS', startBit: 39, length: 8, comment: 'Exterior beeps since power-on, modulo 256.' },
      immobilizer: { name: 'IMMOBILIZER', startBit: 47, length: 1, values: 'immobilizer' },
      indicator: { name: 'INDICATOR', startBit: 46, length: 2, values: 'indicator' },
      lockRequest: { name: 'LOCK_REQUEST', startBit: 44, length: 2, values: 'lockRequest' },
      startPermit: { name: 'START_PERMIT', startBit: 42, length: 1 },
    },
  },
} as const;
