import { seedFields, type PassCodeRequest } from '../../tester/command.ts';

/** Where "Send" leads: the dealer's form for this seed, with what the tool knows filled in. No secret is in it. */
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
