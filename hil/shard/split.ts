/** Ranges for one shard: more than one, so that shards can be balanced. */
const RANGES_PER_SHARD = 4;

/** Whole numbers from `from` up to, and without, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Shares out work: the longest first, each to the shard with the least so far. Equal ones go by their order, so that the
 * same durations give the same shards on every machine. No shard is empty while another has two.
 *
 * @param durations of each unit of work, in any unit of time
 * @returns for each shard the indices of its work, in their order
 */
export function splitWork(durations: readonly number[], shards: number): readonly (readonly number[])[] {
  const shares = Array.from({ length: shards }, () => ({ units: [] as number[], load: 0 }));
  const longestFirst = [...durations.entries()].sort(([, a], [, b]) => b - a);
  for (const [index, duration] of longestFirst) {
    const [first, ...others] = shares;
    if (first === undefined) break;
    const least = others.reduce((best, share) => (isLess(share, best) ? share : best), first);
    least.units.push(index);
    least.load += duration;
  }
  return shares.map(({ units }) => units.sort((a, b) => a - b));
}

interface Share {
  readonly units: readonly number[];
  readonly load: number;
}

/** Of equal loads the one with fewer units: durations of 0 fill no shard. */
function isLess(a: Share, b: Share): boolean {
  return a.load === b.load ? a.units.length < b.units.length : a.load < b.load;
}

/** Cuts `total` equal units into consecutive ranges: of `size` at most, and enough of them for the shards. */
export function cutIntoRanges(total: number, shards: number, size: number): readonly Range[] {
  const length = Math.max(1, Math.min(size, Math.floor(total / (RANGES_PER_SHARD * shards))));
  return Array.from({ length: Math.ceil(total / length) }, (_, index) => ({
    from: index * length,
    to: Math.min(total, (index + 1) * length),
  }));
}

/** The recorded duration of each unit; where there is none, the median of the others; 1 where none is known. */
export function durationsOf(ids: readonly string[], recorded: ReadonlyMap<string, number>): readonly number[] {
  const known = ids.flatMap((id) => recorded.get(id) ?? []).sort((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)] ?? 1;
  return ids.map((id) => recorded.get(id) ?? median);
}
