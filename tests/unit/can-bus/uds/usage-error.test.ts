import { expect, it } from 'vitest';
import { UdsUsageError } from '../../../../can-bus/uds/usage-error.ts';

it('UdsUsageError has a code that no caller catches', () => {
  const error = new UdsUsageError('the payload is empty');
  expect([error.name, error.code, error.message]).toEqual(['UdsUsageError', 'uds-usage', 'the payload is empty']);
});
