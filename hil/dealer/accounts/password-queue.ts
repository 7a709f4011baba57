import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';
import { hashPassword, isPassword } from './password-hash.ts';

/** Maximum number of waiting password checks; at some 20 ms each on two cores the last one waits 5 s. */
const WAITING_MAX = 500;
/** More parallel checks than cores only make each slower, and each takes 12 MiB. */
const AT_ONCE = Math.min(4, availableParallelism());
const RETRY_AFTER_S = 5;

/** All work with password hashes, with limits on parallel and on waiting work. */
export class PasswordQueue {
  readonly #queue: PQueue;
  readonly #waitingMax: number;

  /** @param options maximum numbers of parallel and of waiting checks */
  constructor({ atOnce = AT_ONCE, waitingMax = WAITING_MAX }: { atOnce?: number; waitingMax?: number } = {}) {
    this.#queue = new PQueue({ concurrency: atOnce });
    this.#waitingMax = waitingMax;
  }

  /** Null where there is room; otherwise the response to a new attempt (503). */
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

  /** Resolves when nothing is running or waiting. */
  async idle(): Promise<void> {
    await this.#queue.onIdle();
  }
}

/** The answer when the queue is full. */
export function busyRefusal(): Refusal {
  return refuse({
    code: 'busy',
    retryAfterS: RETRY_AFTER_S,
    message: 'too many people are signing in at once',
    hint: `try again in ${RETRY_AFTER_S} seconds`,
  });
}
