import { Observable } from 'rxjs';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import { SYSTEM_WALL } from '../time/real-clock.ts';
import type { PortStatus } from './can-port.ts';

/** Recurring trouble is reported rarely: the window that follows a first report. */
const WINDOW_US = 10 * MICROS_PER_SECOND;
/** Different reasons in a window. */
const MAX_IN_WINDOW = 5;

/**
 * Decides which troubles are worth a line in a log: each reason once in ten seconds, and at most five in all. The next
 * line after that reports how many were left out.
 */
export class TroubleFilter {
  readonly #nowUs: () => number;
  readonly #reasons = new Set<string>();
  #windowEndUs = -Infinity;
  #leftOut = 0;

  /** @param nowUs real time, any origin */
  constructor(nowUs: () => number = () => SYSTEM_WALL.nowUs()) {
    this.#nowUs = nowUs;
  }

  /** @returns the text to report; null where it is left out */
  take(reason: string): string | null {
    const nowUs = this.#nowUs();
    if (nowUs >= this.#windowEndUs) {
      this.#windowEndUs = nowUs + WINDOW_US;
      this.#reasons.clear();
    }
    if (this.#reasons.has(reason) || this.#reasons.size >= MAX_IN_WINDOW) {
      this.#leftOut++;
      return null;
    }
    this.#reasons.add(reason);
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut === 0 ? reason : `${reason} (and ${leftOut} more before)`;
  }
}

/** The troubles of a port that are worth a line in a log. */
export function rareTroubles(status: Observable<PortStatus>): Observable<string> {
  return new Observable((observer) => {
    const filter = new TroubleFilter();
    return status.subscribe({
      next: (each) => {
        const reason = each.kind === 'trouble' ? filter.take(each.reason) : null;
        if (reason !== null) observer.next(reason);
      },
      complete: () => observer.complete(),
    });
  });
}
