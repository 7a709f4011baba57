import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';
import { hashPassword, isPassword } from './password-hash.ts';

/** The most password checks that wait; at some 20 ms each on two cores the last has waited 5 s. */
const WAITING_MAX = 500;
/** Beyond the cores a check only makes the others slower, and each takes 12 MiB. */
const AT_ONCE = Math.min(4, availableParallelism());
const RETRY_AFTER_S = 5;

/** All work with password hashes: bounded in how much runs at once and how much waits. */
export class PasswordQueue {
  readonly #queue: PQueue;
  readonly #waitingMax: number;

  /** @param options how many checks run at once, and how many may wait */
  constructor({ atOnce = AT_ONCE, waitingMax = WAITING_MAX }: { atOnce?: number; waitingMax?: number } = {}) {
    this.#queue = new PQueue({ concurrency: atOnce });
    this.#waitingMax = waitingMax;
  }

  /** Null where there is room; else the response to a new attempt (503). */
  refusal(): Refusal | null {
    if (this.#queue.size < this.#waitingMax) return null;
    return busyRefusal();
  }

  async hash(password: string): Promise<string> {
    return this.#queue.add(async () => hashPassword(password));
  }

  async isPassword(hash: string, password: string): Promise<boolean> {
    return this.#queue.add(async () => isPassword(hash, password));
  }

  /** When nothing runs and nothing waits. */
  async idle(): Promise<void> {
    await this.#queue.onIdle();
  }
}

/** The answer where no more can wait. */
export function busyRefusal(): Refusal {
  return refuse({
    code: 'busy',
    retryAfterS: RETRY_AFTER_S,
    message: 'too many people are signing in at once',
    hint: `try again in ${RETRY_AFTER_S} seconds`,
  });
}
