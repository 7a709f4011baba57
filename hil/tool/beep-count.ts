import type { BeepsHeard } from '../view/beep-text.ts';
import type { Conversation } from '../tester/conversation.ts';
import { readData } from './ecu-requests.ts';

/** What a screen shows of beeps; nothing where the vehicle does not count them. */
interface ShownBeeps {
  readonly beeps?: BeepsHeard;
}

/** Follows the beeps of the vehicle by its own count (DID 1007), from the first look on. */
export class BeepCount {
  #before: number | null = null;

  *heard(): Conversation<ShownBeeps> {
    const counted = yield* readData('beeps');
    if (counted === null) return {};
    const { total, last } = counted;
    // After a loss of power the vehicle counts from 0.
    this.#before = Math.min(this.#before ?? total, total);
    const heard = total - this.#before;
    return { beeps: { last: heard === 0 ? 0 : last, total: heard } };
  }
}
