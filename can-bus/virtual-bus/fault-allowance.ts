/** Which of the occasions for a fault it may take. */
export interface FaultBounds {
  /** Number of occasions that pass unharmed first. */
  readonly skip: number;
  /** The fault strikes at most so often; null: without end. */
  readonly count: number | null;
}

export interface AllowanceState {
  readonly seen: number;
  readonly struck: number;
}

/** Counts the occasions of one fault, and how often it struck. */
export class FaultAllowance {
  private seen = 0;
  private struck = 0;

  get state(): AllowanceState {
    return { seen: this.seen, struck: this.struck };
  }

  /** One more occasion. False where the fault may not strike. */
  allows({ skip, count }: FaultBounds): boolean {
    this.seen++;
    return this.seen > skip && (count === null || this.struck < count);
  }

  strike(): void {
    this.struck++;
  }

  /** It may strike no more. */
  isSpent({ count }: FaultBounds): boolean {
    return count !== null && this.struck >= count;
  }

  restore({ seen, struck }: AllowanceState): void {
    this.seen = seen;
    this.struck = struck;
  }
}
