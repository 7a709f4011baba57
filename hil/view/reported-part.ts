/** Parts of a car's state that a log may report or not, with what they are called. */
export const REPORTED_PARTS = {
  driver: "driver's door",
  passenger: 'front passenger door',
  rearLeft: 'rear left door',
  rearRight: 'rear right door',
  trunk: 'trunk',
  locks: 'locks',
  powerMode: 'power mode',
  batteryV: 'supply',
  brake: 'brake',
  shiftP: 'shift lever',
  speedKmh: 'speed',
  immobilizer: 'immobilizer',
  procedure: 'procedure',
  session: 'session',
  security: 'security level',
  ecu: 'Smart Key ECU on or off',
  buzzers: 'buzzers',
  faults: 'faults',
} as const;

export type ReportedPart = keyof typeof REPORTED_PARTS;
