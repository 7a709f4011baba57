import { refuse, type Refusal } from './rules/dealer-commands.ts';
import { DAMAGE_HINT } from './store/dealer-store.ts';

/** Refusals of the dealer server around the rules. */

export const NOT_ADMINISTRATOR: Refusal = refuse({
  code: 'not-allowed',
  message: 'only an administrator of the dealer gets at this',
  hint: 'the General Manager and the Dealer Principal do',
});

export const NOT_SIGNED_IN: Refusal = refuse({
  code: 'not-signed-in',
  message: 'nobody is signed in, or no longer',
  hint: 'sign in again',
});

/** Of everything that would change a database that was changed outside a server; null where it is whole. */
export function damagedRefusal(damage: string | null): Refusal | null {
  if (damage === null) return null;
  return refuse({
    code: 'database-changed',
    message: `the dealer's database is not whole: ${damage}`,
    hint: DAMAGE_HINT,
  });
}
