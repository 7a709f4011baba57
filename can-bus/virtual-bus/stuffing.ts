/**
 * Bit stuffing by table (ISO 11898-1): after five equal bits the sender inserts one of the opposite value, which is
 * itself the first of a new run.
 *
 * A state is the last bit and the length of its run, 1 to 4 (at five the stuff bit follows at once): `bit * 4 + run -
 * 1`.
 */
const STUFF_STATES = 8;
/** After the start of frame: one dominant bit. */
export const AFTER_START_OF_FRAME = 0;
/** In a table entry: the state afterwards. */
export const STUFF_STATE_MASK = 7;
/** In a table entry: the stuff bits inserted, above the state. */
export const STUFF_COUNT_SHIFT = 3;

/** The entry for one bit after a state. */
function stepBit(state: number, bit: number): number {
  const lastBit = state >> 2;
  const run = (state & 3) + 1;
  if (bit !== lastBit) return bit << 2;
  if (run < 4) return (bit << 2) | run;
  return ((bit ^ 1) << 2) | (1 << STUFF_COUNT_SHIFT);
}

/** Entries for all groups of `width` bits, most significant bit first: index `state << width | bits`. */
export function buildStuffTable(width: number): Uint8Array {
  const table = new Uint8Array(STUFF_STATES << width);
  for (let index = 0; index < table.length; index++) {
    let state = index >> width;
    let stuffed = 0;
    for (let place = width - 1; place >= 0; place--) {
      const entry = stepBit(state, (index >> place) & 1);
      state = entry & STUFF_STATE_MASK;
      stuffed += entry >> STUFF_COUNT_SHIFT;
    }
    table[index] = state | (stuffed << STUFF_COUNT_SHIFT);
  }
  return table;
}

/** For eight bits at a time. */
export const STUFF_8: Uint8Array = buildStuffTable(8);
