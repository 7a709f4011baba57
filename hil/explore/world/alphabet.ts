import { fromHex } from '../../../can-bus/bytes/hex.ts';
import type { BenchFault, EndpointName } from '../../../ecu-sim/smart-key/state.ts';
import type { InputGroup, WorldSpec } from './world-spec.ts';

/**
 * Which pass-code is sent for the seed that is pending. `superseded`: a new seed is requested first, and the code is that
 * of the old one. `reused`: the code is used, the session begun anew, and the same code is sent for a new seed.
 */
export type PassCodeChoice = 'right' | 'wrong' | 'other-level' | 'superseded' | 'reused';

/** One input of a world. */
export type Action =
  /** Time moves to the next deadline of any car, or a microsecond before or after it. */
  | { readonly kind: 'time'; readonly offsetUs: -1 | 0 | 1 }
  | {
      readonly kind: 'request';
      readonly car: number;
      readonly endpoint: EndpointName;
      readonly payload: Uint8Array;
      /** Sent only while a request is being processed: what is answered then does not depend on the request. */
      readonly whileBusy: boolean;
    }
  | { readonly kind: 'pass-code'; readonly car: number; readonly choice: PassCodeChoice }
  | { readonly kind: 'touch'; readonly car: number; readonly key: number; readonly weak: boolean }
  | { readonly kind: 'toggle'; readonly car: number; readonly what: 'door' | 'supply' | 'speed' | 'body' | 'power' }
  | { readonly kind: 'fault'; readonly car: number; readonly fault: BenchFault }
  | { readonly kind: 'cabin'; readonly car: number; readonly key: number }
  /** A vehicle outside of this world registers a blank key. */
  | { readonly kind: 'other-vehicle'; readonly key: number };

/** Requests by group, alternately on both endpoints, so that each kind of procedure is carried out over either. */
const REQUESTS: readonly (readonly [InputGroup, EndpointName, string])[] = [
  ['sessions', 'oem', '10 03'],
  ['sessions', 'generic', '10 01'],
  ['sessions', 'functional', '3E 80'],
  ['reset', 'oem', '27 01'],
  ['reset', 'oem', '27 03'],
  ['reset', 'oem', '31 01 02 01 01'],
  ['reset', 'generic', '31 01 02 01 02'],
  ['reset', 'oem', '31 02 02 01'],
  ['registration', 'generic', '27 05'],
  ['registration', 'generic', '31 01 02 02 01'],
  ['registration', 'oem', '31 01 02 02 02'],
  ['registration', 'generic', '31 01 02 02 03'],
  ['registration', 'generic', '31 02 02 02'],
  ['erasure', 'oem', '27 07'],
  ['erasure', 'oem', '31 01 02 03 01 01'],
  ['erasure', 'generic', '31 01 02 03 01 02'],
  ['erasure', 'generic', '31 01 02 03 02'],
  ['erasure', 'oem', '31 01 02 03 03'],
  ['erasure', 'oem', '31 02 02 03'],
  ['ecu-reset', 'generic', '11 01'],
  ['reads', 'oem', '22 F1 86 10 01 10 02 10 03 10 04 10 05 10 06 10 07 10 08 10 09 10 0A 10 0B 10 10'],
  ['reads', 'generic', '31 03 02 01'],
  ['reads', 'oem', '31 03 02 02'],
  ['reads', 'generic', '31 03 02 03'],
  ['communication', 'oem', '28 03 01'],
  ['communication', 'generic', '28 00 01'],
  ['fault-storage', 'oem', '85 02'],
  ['fault-storage', 'generic', '85 01'],
  ['fault-storage', 'oem', '19 02 FF'],
  ['fault-storage', 'generic', '14 FF FF FF'],
];

/** While a delete is being written, on the other endpoint and the functional one (conformance 28). */
const BUSY_REQUESTS: readonly (readonly [EndpointName, string])[] = [
  ['generic', '22 F1 90'],
  ['functional', '10 01'],
];

const PASS_CODES: readonly (readonly [InputGroup, PassCodeChoice])[] = [
  ['sessions', 'right'],
  ['wrong-codes', 'wrong'],
  ['wrong-codes', 'other-level'],
  ['wrong-codes', 'superseded'],
  ['wrong-codes', 'reused'],
];

/** All inputs of a world, in a fixed order: an input is named by its number. */
export function createAlphabet({ cars, keys, inputs }: WorldSpec): readonly Action[] {
  const has = (group: InputGroup): boolean => inputs.includes(group);
  const actions: Action[] = [
    { kind: 'time', offsetUs: -1 },
    { kind: 'time', offsetUs: 0 },
    { kind: 'time', offsetUs: 1 },
  ];
  for (let car = 0; car < cars; car++) actions.push(...actionsOfCar(car, keys.length, has));
  if (has('other-vehicle')) for (const key of keys.keys()) actions.push({ kind: 'other-vehicle', key });
  return actions;
}

function actionsOfCar(car: number, keys: number, has: (group: InputGroup) => boolean): readonly Action[] {
  const actions: Action[] = [];
  for (const [group, endpoint, text] of REQUESTS) {
    if (has(group)) actions.push({ kind: 'request', car, endpoint, payload: fromHex(text), whileBusy: false });
  }
  for (const [endpoint, text] of BUSY_REQUESTS) {
    if (has('erasure')) actions.push({ kind: 'request', car, endpoint, payload: fromHex(text), whileBusy: true });
  }
  for (const [group, choice] of PASS_CODES) if (has(group)) actions.push({ kind: 'pass-code', car, choice });
  if (has('touches')) {
    for (let key = 0; key < keys; key++) actions.push({ kind: 'touch', car, key, weak: false });
    actions.push({ kind: 'touch', car, key: keys - 1, weak: true });
  }
  const toggles = [
    ['doors', 'door'],
    ['supply', 'supply'],
    ['speed', 'speed'],
    ['silence', 'body'],
    ['power', 'power'],
  ] as const;
  for (const [group, what] of toggles) if (has(group)) actions.push({ kind: 'toggle', car, what });
  if (has('faults')) {
    actions.push({ kind: 'fault', car, fault: 'B278D' }, { kind: 'fault', car, fault: 'B27A5' });
  }
  if (has('cabin')) actions.push({ kind: 'cabin', car, key: 0 });
  return actions;
}
