import { expect, it } from 'vitest';
import { serviceTitle } from '../../../../hil/explain/service-titles.ts';

it('services are named by ISO 14229-1, SAE J1979 and ISO 14230-3', () => {
  expect([0x22, 0x01, 0x0a, 0x21, 0x00, 0x0b, 0x99].map(serviceTitle)).toEqual([
    'readDataByIdentifier',
    'current data',
    'permanent trouble codes',
    'readDataByLocalIdentifier',
    null,
    null,
    null,
  ]);
});
