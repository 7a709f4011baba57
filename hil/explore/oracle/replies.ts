/** How a handler answers. Suppression and functional addressing are applied afterwards, in `server.ts`. */
import { response, type Answer, type ByteSpec } from './answer-set.ts';
import type { Effect, Reply, State } from './model.ts';

export const NRC = {
  serviceNotSupported: 0x11,
  subFunctionNotSupported: 0x12,
  length: 0x13,
  tooLong: 0x14,
  busy: 0x21,
  conditions: 0x22,
  sequence: 0x24,
  outOfRange: 0x31,
  security: 0x33,
  invalidKey: 0x35,
  attempts: 0x36,
  delay: 0x37,
  notInSession: 0x7f,
  speed: 0x88,
  voltage: 0x93,
} as const;

/** Several codes: the contract leaves the choice. */
export function negative(state: State, request: Uint8Array, ...nrcs: readonly number[]): Reply {
  const sid = request[0] ?? 0;
  return { state, allowed: nrcs.map((nrc) => refusal(sid, nrc)) };
}

/** Every `7F SID NRC` so far: most requests of an exploration are refused. */
const refusals = new Map<number, Answer>();

function refusal(sid: number, nrc: number): Answer {
  const name = sid * 256 + nrc;
  const known = refusals.get(name);
  if (known !== undefined) return known;
  const answer = response([0x7f, sid, nrc]);
  refusals.set(name, answer);
  return answer;
}

export function positive(
  state: State,
  request: Uint8Array,
  bytes: readonly ByteSpec[],
  effects: readonly Effect[] = [],
): Reply {
  return { state, allowed: [response([(request[0] ?? 0) + 0x40, ...bytes])], effects };
}

/** The sub-function without its suppress bit. */
export function subFunction(request: Uint8Array): number {
  return (request[1] ?? 0) & 0x7f;
}
