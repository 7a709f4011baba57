import { type FirstPassword, ONE_TIME_PASSWORD_LIFE_MS } from '../../dealer/accounts/one-time-password.ts';
import { demoDealer } from '../../dealer/rules/demo-dealer.ts';

/** The first passwords of a dealer's accounts, one per line, for distribution to their owners. */
export function describePasswords(passwords: readonly FirstPassword[]): readonly string[] {
  const [first] = passwords;
  if (first === undefined) return [];
  const titles = new Map(demoDealer().state.staff.map(({ id, title }) => [id, title]));
  const heading = first.mustChange
    ? `Dealer accounts with one-time passwords; change them at the first sign-in, within ${ONE_TIME_PASSWORD_LIFE_MS / 3_600_000} hours (--demo sets fixed ones):`
    : 'Dealer accounts with the fixed passwords of --demo:';
  return [
    heading,
    ...passwords.map(
      ({ account, password }) => `  ${account.padEnd(6)} ${(titles.get(account) ?? '').padEnd(17)} ${password}`,
    ),
  ];
}
