import { refuse, type Refusal } from '../rules/dealer-commands.ts';
import { hasUnseenCharacters } from '../rules/typed-text.ts';
import { normalized } from './password-hash.ts';

/** Minimum and maximum length of a chosen password, in characters. */
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;

/** Why a new password is not accepted, or null. */
export function findPasswordFault(account: string, password: string, newPassword: string): Refusal | null {
  const signs = [...newPassword].length;
  const fault = (message: string): Refusal =>
    refuse({
      code: 'invalid-field',
      field: 'newPassword',
      message,
      hint: `choose ${PASSWORD_MIN} to ${PASSWORD_MAX} characters, such as a few words`,
    });
  if (signs < PASSWORD_MIN) return fault(`the new password has fewer than ${PASSWORD_MIN} characters`);
  if (signs > PASSWORD_MAX) return fault(`the new password has more than ${PASSWORD_MAX} characters`);
  if (hasUnseenCharacters(newPassword)) return fault('the new password contains an invisible character');
  if (normalized(newPassword) === normalized(password)) return fault('the new password must differ from the old one');
  if (newPassword.toLowerCase().includes(account)) return fault('the new password contains the account name');
  if (new Set(newPassword).size < 4) return fault('the new password has fewer than 4 different characters');
  return null;
}
