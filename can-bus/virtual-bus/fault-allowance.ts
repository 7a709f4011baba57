/** The occasions to which a fault applies. */
export interface FaultBounds {
  /** Number of occasions that are skipped first. */
  readonly skip: number;
  /** Maximum number of times that the fault is applied; null: no limit. */
  readonly count: number | null;
}

export interface AllowanceState {
  readonly seen: number;
  readonly struck: number;
}

/** Counts the occasions of one fault, and how often it was applied. */
export class FaultAllowance {
  private seen = 0;
  private struck = 0;

  get state(): AllowanceState {
    return { seen: this.seen, struck: this.struck };
  }

  /** One more occasion. False where the fault must not be applied. */
  allows({ skip, count }: FaultBounds): boolean {
    this.seen++;
    return this.seen > skip && (count === null || this.struck < count);
  }

  strike(): void {
    this.struck++;
  }

  /** The limit is reached. */
  isSpent({ count }: FaultBounds): boolean {
    return count !== null && this.struck >= count;
  }

  restore({ seen, struck }: AllowanceState): void {
    this.seen = seen;
    this.struck = struck;
  }
}
