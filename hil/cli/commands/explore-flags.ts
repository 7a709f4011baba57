/** The flags of `smartkey explore`, as commander returns them. */
export interface ExploreFlags {
  readonly exhaustive?: boolean;
  readonly world?: string;
  readonly progress?: string;
  readonly seed?: number;
  readonly budget?: string;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const MAX_EXPLORE_JOBS = 64;
