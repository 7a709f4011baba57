/** A burst is over within this time: a thousand frames at 500 kbit/s. */
const FLOOD_FROM_MS = 250;
/** How long a client must be let through before the next frames count as a new burst. */
const CALM_MS = 20;

/**
 * Distinguishes a client that floods from one that sends a burst, by the time for which it has repeatedly been held
 * back.
 */
export class FloodWatch {
  /** When the burst began; null where there is none. */
  #sinceMs: number | null = null;
  /** When it was last let through; null while it is held back. */
  #releasedMs: number | null = null;

  heldBack(nowMs: number): void {
    if (this.#isCalm(nowMs)) this.#sinceMs = null;
    this.#sinceMs ??= nowMs;
    this.#releasedMs = null;
  }

  released(nowMs: number): void {
    this.#releasedMs = nowMs;
  }

  isFlooding(nowMs: number): boolean {
    return this.#sinceMs !== null && !this.#isCalm(nowMs) && nowMs - this.#sinceMs >= FLOOD_FROM_MS;
  }

  #isCalm(nowMs: number): boolean {
    return this.#releasedMs !== null && nowMs - this.#releasedMs >= CALM_MS;
  }
}
