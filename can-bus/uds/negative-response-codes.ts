/** Negative response codes, with the names of ISO 14229-1, annex A. */
export const NRC = {
  generalReject: 0x10,
  serviceNotSupported: 0x11,
  subFunctionNotSupported: 0x12,
  incorrectMessageLengthOrInvalidFormat: 0x13,
  responseTooLong: 0x14,
  busyRepeatRequest: 0x21,
  conditionsNotCorrect: 0x22,
  requestSequenceError: 0x24,
  noResponseFromSubnetComponent: 0x25,
  failurePreventsExecutionOfRequestedAction: 0x26,
  requestOutOfRange: 0x31,
  securityAccessDenied: 0x33,
  authenticationRequired: 0x34,
  invalidKey: 0x35,
  exceededNumberOfAttempts: 0x36,
  requiredTimeDelayNotExpired: 0x37,
  secureDataTransmissionRequired: 0x38,
  secureDataTransmissionNotAllowed: 0x39,
  secureDataVerificationFailed: 0x3a,
  uploadDownloadNotAccepted: 0x70,
  transferDataSuspended: 0x71,
  generalProgrammingFailure: 0x72,
  wrongBlockSequenceCounter: 0x73,
  requestCorrectlyReceivedResponsePending: 0x78,
  subFunctionNotSupportedInActiveSession: 0x7e,
  serviceNotSupportedInActiveSession: 0x7f,
  rpmTooHigh: 0x81,
  rpmTooLow: 0x82,
  engineIsRunning: 0x83,
  engineIsNotRunning: 0x84,
  engineRunTimeTooLow: 0x85,
  temperatureTooHigh: 0x86,
  temperatureTooLow: 0x87,
  vehicleSpeedTooHigh: 0x88,
  vehicleSpeedTooLow: 0x89,
  throttlePedalTooHigh: 0x8a,
  throttlePedalTooLow: 0x8b,
  transmissionRangeNotInNeutral: 0x8c,
  transmissionRangeNotInGear: 0x8d,
  brakeSwitchesNotClosed: 0x8f,
  shifterLeverNotInPark: 0x90,
  torqueConverterClutchLocked: 0x91,
  voltageTooHigh: 0x92,
  voltageTooLow: 0x93,
  resourceTemporarilyNotAvailable: 0x94,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(NRC).map(([name, code]) => [code, name]));

/** The standard's name of a code, or null where it is reserved or manufacturer-specific. */
export function negativeResponseName(code: number): string | null {
  return NAMES.get(code) ?? null;
}

/** A code for people: `0x33 securityAccessDenied`. */
export function describeNegativeResponse(code: number): string {
  const hex = `0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  const name = NAMES.get(code);
  if (name !== undefined) return `${hex} ${name}`;
  if (code >= 0xf0 && code <= 0xfe) return `${hex} vehicleManufacturerSpecificConditionsNotCorrect`;
  if (code >= 0x95 && code <= 0xef) return `${hex} reservedForSpecificConditionsNotCorrect`;
  return `${hex} (reserved)`;
}
