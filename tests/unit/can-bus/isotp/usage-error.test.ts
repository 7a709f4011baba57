import { expect, it } from 'vitest';
import { IsoTpUsageError } from '../../../../can-bus/isotp/usage-error.ts';

it('IsoTpUsageError has a code that no caller catches', () => {
  const error = new IsoTpUsageError('the payload is empty');
  expect([error.name, error.code, error.message]).toEqual(['IsoTpUsageError', 'isotp-usage', 'the payload is empty']);
});
