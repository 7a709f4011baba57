/** A log of two buses, and what of it a conversion keeps. */
export interface TwoBusLog {
  /** As candump writes it, with what no trace of ours keeps. */
  readonly text: string;
  /** As it comes back from any format. */
  readonly kept: string;
  readonly errorFrames: number;
  readonly errorStates: number;
}

const FD_LENGTHS = [0, 1, 7, 8, 12, 16, 20, 24, 32, 48, 64];
const LINES = 3000;

/** Numbers that look drawn, the same each time (a linear congruential generator). */
function numbers(): (below: number) => number {
  let state = 20_191_101;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** 3000 lines of can0 and vcan1: classical and FD frames, base and extended ids, remote and error frames, in disorder. */
export function twoBusLog(): TwoBusLog {
  const below = numbers();
  const digits = (value: number, count: number): string => value.toString(16).toUpperCase().padStart(count, '0');
  const bytes = (count: number): string => Array.from({ length: count }, () => digits(below(256), 2)).join('');
  const [lines, kept]: [string[], string[]] = [[], []];
  let [micros, errorFrames, errorStates] = [1_700_000_000_000_400, 0, 0];
  for (let line = 0; line < LINES; line++) {
    micros += below(2000);
    // Now and then a frame of one bus is written a little later than it was received.
    const timeUs = micros - (below(20) === 0 ? below(3000) : 0);
    const head = `(${Math.floor(timeUs / 1e6)}.${String(timeUs % 1e6).padStart(6, '0')}) ${below(3) === 0 ? 'vcan1' : 'can0'}`;
    const id = below(3) === 0 ? digits(below(2 ** 29), 8) : digits(below(2 ** 11), 3);
    const kind = below(20);
    if (kind === 0) {
      errorFrames++;
      lines.push(`${head} 20000004#${bytes(8)}`);
      continue;
    }
    if (kind < 3) lines.push(`${head} ${id}#R${below(9)}`);
    else if (kind < 8) {
      const [rate, state] = [below(2), below(2)];
      const data = bytes(FD_LENGTHS[below(FD_LENGTHS.length)] ?? 0);
      errorStates += state;
      lines.push(`${head} ${id}##${rate + 2 * state}${data}`);
      kept.push(`${head} ${id}##${rate}${data}`);
      continue;
    } else lines.push(`${head} ${id}#${bytes(below(9))}`);
    kept.push(lines.at(-1) ?? '');
  }
  return { text: `${lines.join('\n')}\n`, kept: `${kept.join('\n')}\n`, errorFrames, errorStates };
}
