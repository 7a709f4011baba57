import { seedFields, type PassCodeRequest } from '../../tester/command.ts';

/** The target of "Send": the dealer's form for this seed, filled in with the tool's data. It contains no secret. */
export function dealerLink(
  dealerUrl: string,
  { vin, vinCheckDigit, shown }: PassCodeRequest,
  toolVersion: string,
): string {
  const isReset = shown.kind === 'seed-number';
  const link = new URL(isReset ? '/dealer/reset' : '/dealer/keys', dealerUrl);
  const fields = { vin, ...(isReset ? {} : { vinCheckDigit }), ...seedFields(shown), toolVersion };
  for (const [name, value] of Object.entries(fields)) link.searchParams.set(name, value);
  return link.href;
}
