import { toHex } from '../../can-bus/bytes/hex.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { ROUTINE } from '../tool/ecu-requests.ts';
import type { YamlValue } from './recorded-step.ts';

const NEGATIVE = 0x7f;
const COMPLETED = 1;
/** Elapsed and remaining time within the results of a routine: two numbers of three bytes. */
const ROUTINE_TIMES = range(7, 13);
/** Data identifiers that tell of times, and which bytes of a response do. */
const TIMES_OF: Readonly<Record<number, (length: number) => readonly number[]>> = {
  // Elapsed and remaining of the procedure under way.
  0x1006: () => range(5, 11),
  // What is left of the delay.
  0x1009: () => range(4, 6),
  // Seconds of the ECU's life, in each entry of the history.
  0x1010: (length) => range(4, length).filter((place) => (place - 4) % 8 >= 4),
};
const ANY_BYTE = '**';

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, index) => from + index);
}

/** How a scenario names a negative response code. */
export function nrcName(code: number): YamlValue {
  return Object.entries(NRC).find(([, value]) => value === code)?.[0] ?? code;
}

/** What a `uds` step looks for, so that the same response passes, and the same with other times in it. */
export function expectationOf(request: Uint8Array, response: Uint8Array): Readonly<Record<string, YamlValue>> {
  if (response[0] === NEGATIVE && response.length === 3) return { nrc: nrcName(response[2] ?? 0) };
  const loose = new Set(timePlaces(request, response));
  const words = toHex(response, ' ').split(' ');
  return { expect: words.map((word, place) => (loose.has(place) ? ANY_BYTE : word)).join(' ') };
}

/** Bytes that stand for a span of time, or for a seed, which are other ones in another run. */
function timePlaces(request: Uint8Array, response: Uint8Array): readonly number[] {
  const [sid = 0, second = 0, third = 0, fourth = 0] = request;
  switch (sid) {
    case SID.securityAccess:
      return second % 2 === 1 && response.subarray(2).some((byte) => byte !== 0) ? range(2, response.length) : [];
    case SID.routineControl: {
      if (second !== 0x03) return [];
      // A reset that has completed has taken its time to the millisecond; all others end when somebody ends them.
      const isReset = ((third << 8) | fourth) === ROUTINE.reset;
      return isReset && response[5] === COMPLETED ? [] : ROUTINE_TIMES.filter((place) => place < response.length);
    }
    case SID.readDataByIdentifier:
      return request.length === 3
        ? (TIMES_OF[(second << 8) | third]?.(response.length) ?? [])
        : timesOfSeveral(request, response);
    default:
      return [];
  }
}

/** Of several identifiers at once nobody tells where each begins: all is loose where one tells of time. */
function timesOfSeveral(request: Uint8Array, response: Uint8Array): readonly number[] {
  const identifiers = range(0, (request.length - 1) >> 1).map(
    (index) => ((request[1 + 2 * index] ?? 0) << 8) | (request[2 + 2 * index] ?? 0),
  );
  return identifiers.some((identifier) => identifier in TIMES_OF) ? range(1, response.length) : [];
}

/** Requests that change nothing, but keep a session alive. */
export function onlyLooks(request: Uint8Array): boolean {
  const [sid, subFunction] = request;
  if (sid === SID.routineControl) return subFunction === 0x03;
  return sid === SID.testerPresent || sid === SID.readDataByIdentifier;
}
