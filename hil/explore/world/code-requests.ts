import { SID } from '../../../can-bus/uds/service-ids.ts';
import type { SecurityLevel } from '../../../ecu-sim/smart-key/state.ts';
import type { CarUnderTest } from './world.ts';

const TEXT = new TextEncoder();

type ByLevel<Value> = Readonly<Record<SecurityLevel, Value>>;

export const SEED_REQUESTS: ByLevel<Uint8Array> = byLevel((level) => Uint8Array.of(SID.securityAccess, level * 2 - 1));
/** With a code that no seed has. */
export const WRONG_CODES: ByLevel<Uint8Array> = byLevel((level) => codeRequest(level, new Uint8Array(6).fill(0xff)));

/** Another level than that of the seed. */
export const OTHER_LEVELS: ByLevel<SecurityLevel> = byLevel((level) => ([2, 3, 4, 1] as const)[level - 1] ?? 1);

/** Requests with the right code for a seed, made with the shipped dealer's code; the oracle makes its own to judge it. */
export class CodeRequests {
  /** The same seed is pending for each input of a state. */
  #last: { readonly seed: Uint8Array; readonly car: CarUnderTest; readonly code: Uint8Array } | null = null;

  /** @param sent the level that the code is sent at */
  of(car: CarUnderTest, level: SecurityLevel, seed: Uint8Array, sent: SecurityLevel): Uint8Array {
    if (this.#last?.seed !== seed || this.#last.car !== car) this.#last = { seed, car, code: codeOf(car, level, seed) };
    return codeRequest(sent, this.#last.code);
  }
}

function codeOf({ context }: CarUnderTest, level: SecurityLevel, seed: Uint8Array): Uint8Array {
  const { passCodes } = context;
  return level === 1 ? TEXT.encode(passCodes.forReset(seed)) : passCodes.forKeys(seed);
}

function codeRequest(level: SecurityLevel, code: Uint8Array): Uint8Array {
  const request = new Uint8Array(2 + code.length);
  request[0] = SID.securityAccess;
  request[1] = level * 2;
  request.set(code, 2);
  return request;
}

function byLevel<Value>(of: (level: SecurityLevel) => Value): ByLevel<Value> {
  return { 1: of(1), 2: of(2), 3: of(3), 4: of(4) };
}
