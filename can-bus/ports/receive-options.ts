import { counted } from '../text/counted.ts';
import { MAX_BASE_ID, MAX_EXTENDED_ID } from '../frame/can-frame.ts';
import { numberToHex } from '../bytes/hex.ts';
import type { IdRange } from './receive-filter.ts';

/** A list that a person writes never has more entries. */
const MAX_RANGES = 64;
const BASE_DIGITS = 3;
const EXTENDED_DIGITS = 8;

/** What is wrong with a list of ids: the problem and what to write. */
interface IdListFault {
  readonly problem: string;
  readonly hint: string;
}

const ID_HINT = 'write hex digits: up to three for 11 bits, eight for 29, such as ids=7BD,758 or ids=7E8-7EF,18DAF1B5';

function parseId(word: string): { readonly id: number; readonly extended: boolean } | null {
  const digits = /^(?:0x)?([\da-f]{1,3}|[\da-f]{8})$/i.exec(word)?.[1];
  if (digits === undefined) return null;
  const extended = digits.length === EXTENDED_DIGITS;
  const id = Number.parseInt(digits, 16);
  return id <= (extended ? MAX_EXTENDED_ID : MAX_BASE_ID) ? { id, extended } : null;
}

function parseRange(word: string): IdRange | IdListFault {
  const [firstWord = '', lastWord = firstWord, ...more] = word.split('-');
  const [first, last] = [parseId(firstWord), parseId(lastWord)];
  if (first === null || last === null || more.length > 0) {
    return { problem: `ids: "${word}" is neither a CAN id nor a range of CAN ids`, hint: ID_HINT };
  }
  if (first.extended !== last.extended || first.id > last.id) {
    const problem = `ids: "${word}" does not go from a lower id to a higher one of the same length`;
    return { problem, hint: ID_HINT };
  }
  return { first: first.id, last: last.id, extended: first.extended };
}

/** `7BD,758`, `7E8-7EF`, `18DAF1B5`: ids and ranges. */
export function parseIdList(text: string): readonly IdRange[] | IdListFault {
  const words = text.split(',');
  if (words.length > MAX_RANGES) {
    return {
      problem: `ids: ${counted(words.length, 'entry')} are too many, the maximum is ${MAX_RANGES}`,
      hint: 'write ranges: 700-7FF',
    };
  }
  const ranges: IdRange[] = [];
  for (const word of words) {
    const range = parseRange(word);
    if ('problem' in range) return range;
    ranges.push(range);
  }
  return ranges;
}

/** The list in the form that {@link parseIdList} reads. */
export function formatIdList(ranges: readonly IdRange[]): string {
  const words = ranges.map(({ first, last, extended }) => {
    const [from, to] = [first, last].map((id) => numberToHex(id, extended ? EXTENDED_DIGITS : BASE_DIGITS));
    return first === last ? from : `${from}-${to}`;
  });
  return words.join(',');
}
