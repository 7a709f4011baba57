/**
 * The shortest list that still fails, by delta debugging (ddmin): pieces are left out, large ones first, until no single
 * item can be. Deterministic.
 *
 * @param fails true where the list fails for the same cause
 * @param limit number of tries
 */
export async function shrink<Item>(
  items: readonly Item[],
  fails: (candidate: readonly Item[]) => Promise<boolean>,
  limit: number,
): Promise<readonly Item[]> {
  let present = items;
  let tries = 0;
  for (let size = Math.ceil(present.length / 2); size >= 1;) {
    const before = present.length;
    for (let from = 0; from < present.length && tries < limit;) {
      const candidate = [...present.slice(0, from), ...present.slice(from + size)];
      tries += 1;
      if (candidate.length > 0 && (await fails(candidate))) present = candidate;
      else from += size;
    }
    if (tries >= limit) return present;
    if (size > 1) size = Math.ceil(size / 2);
    else if (present.length === before) return present;
  }
  return present;
}
