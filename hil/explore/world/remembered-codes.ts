import { sameBytes } from '../../../can-bus/bytes/same-bytes.ts';
import type { PassCodes } from '../../../ecu-sim/identity/pass-code.ts';

const MAX_REMEMBERED = 10_000;

/** The shipped pass-codes, each computed once: an exploration asks for the same ones again and again. */
export function rememberPassCodes(passCodes: PassCodes): PassCodes {
  const forReset = new Remembered((seed) => passCodes.forReset(seed));
  const forKeys = new Remembered((seed) => passCodes.forKeys(seed));
  return { forReset: (seed) => forReset.of(seed), forKeys: (seed) => forKeys.of(seed) };
}

/** Codes by the whole seed; a hash of it only finds them. */
class Remembered<Code> {
  readonly #compute: (seed: Uint8Array) => Code;
  readonly #codes = new Map<number, { readonly seed: Uint8Array; readonly code: Code }>();

  constructor(compute: (seed: Uint8Array) => Code) {
    this.#compute = compute;
  }

  of(seed: Uint8Array): Code {
    let hash = 0;
    for (const byte of seed) hash = Math.imul(hash ^ byte, 0x0100_0193);
    const earlier = this.#codes.get(hash);
    if (earlier !== undefined && sameBytes(earlier.seed, seed)) return earlier.code;
    if (this.#codes.size >= MAX_REMEMBERED) this.#codes.clear();
    const code = this.#compute(seed);
    this.#codes.set(hash, { seed: seed.slice(), code });
    return code;
  }
}
