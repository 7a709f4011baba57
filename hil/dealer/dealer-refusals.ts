import { IDLE_MS } from './accounts/sessions.ts';
import { refuse, type Refusal } from './rules/dealer-commands.ts';
import { DAMAGE_HINT } from './store/dealer-store.ts';

/** Refusals of the dealer server outside of the rules. */

export const NOT_ADMINISTRATOR: Refusal = refuse({
  code: 'not-allowed',
  message: 'only an administrator of the dealer may open this',
  hint: 'ask the General Manager or the Dealer Principal',
});

export const NOT_SIGNED_IN: Refusal = refuse({
  code: 'not-signed-in',
  message: 'not signed in',
  hint: `sign in; a session ends after ${IDLE_MS / 60_000} minutes without a request`,
});

/** Of everything that would change a database that was changed outside a server. */
export function damagedRefusal(damage: string): Refusal {
  return refuse({
    code: 'database-changed',
    message: `the dealer's database is damaged: ${damage}`,
    hint: DAMAGE_HINT,
  });
}
