import { toHex } from '../../can-bus/bytes/hex.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { SID, NEGATIVE_RESPONSE } from '../../can-bus/uds/service-ids.ts';
import { entryById, type EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import { OUTCOMES } from '../../ecu-sim/description/codes.ts';
import { ROUTINES } from '../../ecu-sim/description/smart-key/routines.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { timePlaces, timePlacesOfFields } from '../../ecu-sim/description/time-places.ts';
import type { YamlValue } from './recorded-step.ts';

/**
 * The bytes that a response repeats from its request: before the value of one identifier, and before a routine's
 * results.
 */
const IDENTIFIER_ECHO = 3;
const ROUTINE_ECHO = 4;
const ANY_BYTE = '**';

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, index) => from + index);
}

/** The name of a negative response code in a scenario. */
export function nrcName(code: number): YamlValue {
  return Object.entries(NRC).find(([, value]) => value === code)?.[0] ?? code;
}

/** The pattern of a `uds` step for a response: it matches the same response, also with other times in it. */
export function expectationOf(
  request: Uint8Array,
  response: Uint8Array,
  ecu: EcuDescription = SMART_KEY,
): Readonly<Record<string, YamlValue>> {
  if (response[0] === NEGATIVE_RESPONSE && response.length === 3) return { nrc: nrcName(response[2] ?? 0) };
  const loose = new Set(loosePlaces(request, response, ecu));
  const words = toHex(response, ' ').split(' ');
  return { expect: words.map((word, place) => (loose.has(place) ? ANY_BYTE : word)).join(' ') };
}

/** Bytes of a time span or a seed, which differ in another run. */
function loosePlaces(request: Uint8Array, response: Uint8Array, ecu: EcuDescription): readonly number[] {
  const [sid = 0, second = 0, third = 0, fourth = 0] = request;
  switch (sid) {
    case SID.securityAccess:
      return second % 2 === 1 && response.subarray(2).some((byte) => byte !== 0) ? range(2, response.length) : [];
    case SID.routineControl:
      return second === 0x03 ? placesInResults((third << 8) | fourth, response, ecu) : [];
    case SID.readDataByIdentifier:
      return request.length === 3
        ? placesInIdentifier((second << 8) | third, response, ecu)
        : placesInSeveral(request, response, ecu);
    default:
      return [];
  }
}

function placesInResults(routine: number, response: Uint8Array, ecu: EcuDescription): readonly number[] {
  // The duration of a completed reset is exact to the millisecond; all others depend on when someone ends them.
  if (routine === ROUTINES.reset.id && response[ROUTINE_ECHO + 1] === OUTCOMES.completed) return [];
  const [, spec] = entryById(ecu.routines, routine) ?? [];
  const places = timePlacesOfFields(spec?.results ?? [], response.length - ROUTINE_ECHO);
  return places.map((place) => ROUTINE_ECHO + place).filter((place) => place < response.length);
}

function placesInIdentifier(identifier: number, response: Uint8Array, ecu: EcuDescription): readonly number[] {
  const [, spec] = entryById(ecu.dataIdentifiers, identifier) ?? [];
  if (spec === undefined) return [];
  return timePlaces(spec.value, response.length - IDENTIFIER_ECHO).map((place) => IDENTIFIER_ECHO + place);
}

/** With several identifiers the position of each is unknown: all bytes are wildcards where one holds a time. */
function placesInSeveral(request: Uint8Array, response: Uint8Array, ecu: EcuDescription): readonly number[] {
  const identifiers = range(0, (request.length - 1) >> 1).map(
    (index) => ((request[1 + 2 * index] ?? 0) << 8) | (request[2 + 2 * index] ?? 0),
  );
  const loose = identifiers.some((identifier) => placesInIdentifier(identifier, response, ecu).length > 0);
  return loose ? range(1, response.length) : [];
}

/** Requests that change nothing, but keep a session alive. */
export function onlyLooks(request: Uint8Array): boolean {
  const [sid, subFunction] = request;
  if (sid === SID.routineControl) return subFunction === 0x03;
  return sid === SID.testerPresent || sid === SID.readDataByIdentifier;
}
