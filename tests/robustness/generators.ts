import type { RandomSource } from '../../can-bus/random/random-source.ts';
import { DIALOGUES, REQUESTS, SERVICES } from './templates.ts';

/** Random requests and frame sequences; each draws from the source and from nothing else. */

export type Via = 'oem' | 'generic' | 'functional';

const LONGEST_COMMON = 8;
const LONGEST_SEGMENTED = 200;
const LONGEST = 4095;

const EXTENDED_SESSION = Uint8Array.of(0x10, 0x03);

function pick<T>(random: RandomSource, list: readonly T[]): T {
  const chosen = list[random.below(list.length)];
  if (chosen === undefined) throw new Error('an empty list to pick from');
  return chosen;
}

/** Changes a byte, cuts the end, or adds to it. */
export function mutated(random: RandomSource, bytes: Uint8Array): Uint8Array {
  switch (random.below(4)) {
    case 0:
      return bytes.length === 0 ? bytes : bytes.with(random.below(bytes.length), random.below(256));
    case 1:
      return bytes.length === 0
        ? bytes
        : bytes.with(random.below(bytes.length), pick(random, [0x00, 0x7f, 0x80, 0xff]));
    case 2:
      return bytes.slice(0, random.below(bytes.length + 1));
    default:
      return Uint8Array.of(...bytes, ...random.bytes(1 + random.below(3)));
  }
}

/** A request of at least one byte. */
export function randomRequest(random: RandomSource): Uint8Array {
  const kind = random.below(1000);
  // Much of what there is lies in the extended session, and resets lead out of it.
  if (kind < 60) return EXTENDED_SESSION;
  if (kind < 200) return pick(random, REQUESTS);
  if (kind < 500) return atLeastOneByte(random, mutated(random, pick(random, REQUESTS)));
  if (kind < 900) return Uint8Array.of(pick(random, SERVICES), ...random.bytes(random.below(LONGEST_COMMON)));
  if (kind < 990) return random.bytes(1 + random.below(LONGEST_COMMON));
  if (kind < 999) return Uint8Array.of(pick(random, SERVICES), ...random.bytes(random.below(LONGEST_SEGMENTED)));
  return Uint8Array.of(0x22, ...random.bytes(random.below(100) === 0 ? LONGEST - 1 : LONGEST_SEGMENTED));
}

function atLeastOneByte(random: RandomSource, bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? random.bytes(1) : bytes;
}

export function randomVia(random: RandomSource): Via {
  const kind = random.below(8);
  return kind < 4 ? 'generic' : kind < 7 ? 'oem' : 'functional';
}

/** How much time passes before what comes next: mostly none, else around a limit of the protocols. */
export function randomPauseUs(random: RandomSource): number {
  if (!random.chance(0.02)) return 0;
  const limitUs = pick(random, [300, 127_000, 1_000_000, 5_000_000, 10_000_000]);
  return Math.max(limitUs - 2_000 + random.below(4_000), 0);
}

/** One frame of a sequence: what follows the address byte, where there is one. */
export interface SequenceFrame {
  readonly via: Via;
  readonly data: Uint8Array;
  /** Time that passes before it; null: it goes out right behind the one before, whatever the ECU does. */
  readonly pauseUs: number | null;
}

/** A dialogue with some of its frames changed, dropped, repeated, exchanged, or random ones among them. */
export function randomSequence(random: RandomSource): readonly SequenceFrame[] {
  const via = randomVia(random);
  const frames = [...pick(random, DIALOGUES)];
  for (let changes = random.below(4); changes > 0; changes--) change(random, frames);
  return frames.map((data) => {
    const own = random.chance(0.05) ? randomVia(random) : via;
    const pauseUs = random.chance(0.2) ? null : randomPauseUs(random);
    return { via: own, data: data.slice(0, own === 'oem' ? 7 : 8), pauseUs };
  });
}

function change(random: RandomSource, frames: Uint8Array[]): void {
  const index = random.below(frames.length);
  const frame = frames[index] ?? new Uint8Array(0);
  switch (random.below(6)) {
    case 0:
      frames.splice(index, 1, mutated(random, frame));
      return;
    case 1:
      if (frames.length > 1) frames.splice(index, 1);
      return;
    case 2:
      frames.splice(index, 0, frame);
      return;
    case 3:
      frames.splice(index, 1);
      frames.splice(random.below(frames.length + 1), 0, frame);
      return;
    case 4:
      frames.splice(index, 0, random.bytes(random.below(9)));
      return;
    default:
      // A frame of any type of control information.
      frames.splice(index, 0, Uint8Array.of(random.below(256), ...random.bytes(random.below(8))));
  }
}
