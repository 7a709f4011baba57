/** Trouble codes that a bench can set. SAE J2012 names; the third byte is the failure type of ISO 15031-6. */
export const ENGINE_TROUBLE_CODES = {
  P0101: { code: 0x01_0100, meaning: 'mass air flow: out of range' },
  P0118: { code: 0x01_1800, meaning: 'coolant temperature circuit: high; reads -40 °C' },
  P0128: { code: 0x01_2800, meaning: 'thermostat: coolant below the regulating temperature' },
  P0171: { code: 0x01_7100, meaning: 'system too lean, bank 1' },
  P0300: { code: 0x03_0000, meaning: 'misfires of several cylinders' },
  P0301: { code: 0x03_0100, meaning: 'misfires of cylinder 1' },
  P0302: { code: 0x03_0200, meaning: 'misfires of cylinder 2' },
  P0303: { code: 0x03_0300, meaning: 'misfires of cylinder 3' },
  P0304: { code: 0x03_0400, meaning: 'misfires of cylinder 4' },
  P0305: { code: 0x03_0500, meaning: 'misfires of cylinder 5' },
  P0306: { code: 0x03_0600, meaning: 'misfires of cylinder 6' },
  P0420: { code: 0x04_2000, meaning: 'catalyst efficiency below threshold, bank 1' },
  P0430: { code: 0x04_3000, meaning: 'catalyst efficiency below threshold, bank 2' },
  P0441: { code: 0x04_4100, meaning: 'evaporative system: incorrect purge flow' },
} as const;

/** A trouble code of the engine ECU, by name. */
export type EngineFault = keyof typeof ENGINE_TROUBLE_CODES;
