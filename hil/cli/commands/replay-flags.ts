export interface ReplayFlags {
  /** For a trace: target, rate, and which of its frames. */
  readonly bus?: readonly string[];
  readonly rate?: number;
  readonly id?: string;
  readonly source?: string;
  readonly skipBad?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
