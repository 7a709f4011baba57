import { describe, expect, it } from 'vitest';
import {
  describeNegativeResponse,
  negativeResponseName,
  NRC,
} from '../../../../can-bus/uds/negative-response-codes.ts';

describe('negative response codes', () => {
  it('have the names of ISO 14229-1', () => {
    expect(NRC.requestCorrectlyReceivedResponsePending).toBe(0x78);
    expect([0x13, 0x33, 0x7f, 0x93].map(negativeResponseName)).toEqual([
      'incorrectMessageLengthOrInvalidFormat',
      'securityAccessDenied',
      'serviceNotSupportedInActiveSession',
      'voltageTooLow',
    ]);
    expect(negativeResponseName(0x00)).toBeNull();
  });

  it('are described for people, the reserved and the manufacturer’s too', () => {
    expect([0x33, 0x0f, 0x94, 0x95, 0xef, 0xf0, 0xfe, 0xff].map(describeNegativeResponse)).toEqual([
      '0x33 securityAccessDenied',
      '0x0F (reserved)',
      '0x94 resourceTemporarilyNotAvailable',
      '0x95 reservedForSpecificConditionsNotCorrect',
      '0xEF reservedForSpecificConditionsNotCorrect',
      '0xF0 vehicleManufacturerSpecificConditionsNotCorrect',
      '0xFE vehicleManufacturerSpecificConditionsNotCorrect',
      '0xFF (reserved)',
    ]);
  });
});
