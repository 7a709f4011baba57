export interface ReplayFlags {
  /** Of a trace: where to, how fast, and which frames of it. */
  readonly bus?: readonly string[];
  readonly rate: number;
  readonly id?: string;
  readonly source?: string;
  readonly skipBad?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
