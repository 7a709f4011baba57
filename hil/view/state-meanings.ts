/** What the parts of a car's state mean, wherever they are read or expected. */
export const STATE_MEANINGS = {
  timeUs: 'vehicle time since the start, in microseconds',
  procedure: 'the procedure in progress; none where there is none (AUT-6)',
  state: 'the state of the procedure; idle where there is none',
  elapsedMs: 'elapsed time of the procedure in milliseconds, rounded down; null where none is in progress',
  remainingMs: 'remaining time of the procedure in milliseconds, rounded up; null where none is in progress',
  slots: 'registered keys by slot; null where a slot is free (KEY-2)',
  freeSlots: 'number of free slots (KEY-2)',
  retired: 'keys that are no longer registered and never will be again (KEY-3)',
  keyLife: 'blank: never registered; bound: belongs to one vehicle for good (KEY-1)',
  keyLocation: 'where the key is: in the cabin, or outside of the car',
  keyBatteryV: "voltage of the key's own battery in volts; a weak one is refused (KEY-6)",
  powerMode: 'power mode of the vehicle; running: the engine runs',
  batteryV: 'the 12 V supply in volts',
  brake: 'true: the brake pedal is pressed',
  shiftP: 'true: the shift lever is in P',
  speedKmh: 'vehicle speed in km/h',
  beeps: 'beeps since power-on (VEH-3)',
  beepsTotal: 'number of beeps of the exterior buzzer',
  beepsLast: 'number of beeps of its last signal',
  beepsInterior: 'number of beeps of the interior buzzer',
  beepsAnswerBack: 'number of beeps of the answer-back buzzer',
  immobilizer: 'set: the engine cannot be started (KEY-7)',
  session: 'diagnostic session of the Smart Key ECU',
  securityLevel: 'the security level that is unlocked; 0: none (AUT-5)',
  attempts: 'number of wrong pass-codes counted (AUT-3)',
  faults: 'codes of the faults that a bench has set, and "memory" (VEH-5, VEH-8)',
} as const;

/** The doors, by their fields; the value of each depends on the interface. */
export const DOOR_MEANINGS = {
  driver: "the driver's door (front left)",
  passenger: "the passenger's door (front right)",
  rearLeft: 'the rear left door',
  rearRight: 'the rear right door',
  trunk: 'the trunk',
} as const;
