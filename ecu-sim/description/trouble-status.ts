/** Bits of the DTC status byte (ISO 14229-1, annex on the DTC status byte). */
export const TROUBLE_STATUS = {
  testFailed: 0x01,
  testFailedThisOperationCycle: 0x02,
  pending: 0x04,
  confirmed: 0x08,
  testNotCompletedSinceLastClear: 0x10,
  testFailedSinceLastClear: 0x20,
  testNotCompletedThisOperationCycle: 0x40,
  warningIndicatorRequested: 0x80,
} as const;

export type TroubleStatusBit = keyof typeof TROUBLE_STATUS;
