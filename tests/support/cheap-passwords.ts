import { argon2id, hash } from 'argon2';
import { normalized } from '../../hil/dealer/accounts/password-hash.ts';
import { PasswordQueue } from '../../hil/dealer/accounts/password-queue.ts';

/** Argon2's least: a thousandth of the work, for tests in which hashing is not the subject. */
const LEAST = { type: argon2id, memoryCost: 8, timeCost: 1, parallelism: 1 } as const;

/** The server's own work with passwords, but for the settings of new hashes. */
export class CheapPasswords extends PasswordQueue {
  override async hash(password: string): Promise<string> {
    return hash(normalized(password), LEAST);
  }
}
