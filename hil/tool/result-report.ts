import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { textWidth, wrap } from './terminal-text.ts';
import type { ReadingValue } from '../../ecu-sim/description/value-reading.ts';
import { readingRows } from './reading-rows.ts';
import type { KeyCount, ToolFailure, ToolResult } from './tool-result.ts';
import { describeStatus, type TroubleCode } from '../tester/trouble-codes.ts';

/** A result as tables for people and as an object for scripts. */

type Row = readonly [label: string, value: string];

/**
 * Lines: a table of two columns, the result first.
 *
 * @param columns where text is wrapped; not wrapped where absent
 */
export function resultLines(result: ToolResult, columns?: number): readonly string[] {
  const rows = result.kind === 'failed' ? failureRows(result) : doneRows(result);
  const width = Math.max(...rows.map(([label]) => label.length));
  const room = columns === undefined ? Infinity : Math.max(MIN_COLUMN, textWidth(columns) - width - 2);
  return rows.flatMap(([label, value]) =>
    wrap(value, room).map((part, index) => `${(index === 0 ? label : '').padEnd(width)}  ${part}`),
  );
}

const MIN_COLUMN = 20;

/** Plain JSON; key ids as 8 upper-case hex digits. */
export function resultJson(result: ToolResult): Readonly<Record<string, unknown>> {
  if (result.kind === 'failed') return { ...result, added: ids(result.added) };
  switch (result.utility) {
    case 'reset':
    case 'faults':
    case 'clear':
      return { ...result };
    case 'register':
      return { ...result, added: ids(result.added) };
    case 'erase':
      return { ...result, kept: ids(result.kept) };
    case 'read':
      return { ...result, readings: undefined, values: valuesOf(result.readings), raw: rawOf(result.readings) };
  }
}

function doneRows(result: Exclude<ToolResult, ToolFailure>): readonly Row[] {
  const head: readonly Row[] = [
    ['result', 'done'],
    ['vehicle', result.vin ?? 'no VIN reported'],
  ];
  switch (result.utility) {
    case 'reset':
      return [...head, ['keys erased', String(result.keysErased)], ...countRows(result.keys)];
    case 'register':
      return [...head, ['mode', result.mode], ['keys added', listOf(result.added)], ...countRows(result.keys)];
    case 'erase':
      return [
        ...head,
        ['keys kept', listOf(result.kept)],
        ['keys erased', String(result.keysErased)],
        ...countRows(result.keys),
      ];
    case 'read':
      return [...head, ...readingRows(result.readings, result.vin)];
    case 'faults':
      return [...head, ...troubleRows('trouble codes', result.faults)];
    case 'clear':
      return [
        ...head,
        [
          'cleared',
          result.cleared.length === 0 ? 'none was stored' : result.cleared.map(({ code }) => code).join(', '),
        ],
        ...troubleRows('stored now', result.faults),
      ];
  }
}

/** A row with the number, then two for each code: its meaning, and its status. */
function troubleRows(label: string, codes: readonly TroubleCode[]): readonly Row[] {
  return [
    [label, codes.length === 0 ? 'none' : String(codes.length)],
    ...codes.flatMap(({ code, meaning, status, occurrences }): readonly Row[] => [
      [code, meaning ?? 'unknown to this tool'],
      [
        '',
        `${describeStatus(status)}${occurrences === null ? '' : `; seen ${occurrences} time${occurrences === 1 ? '' : 's'}`}`,
      ],
    ]),
  ];
}

/** TEC-6. */
function failureRows(failure: ToolFailure): readonly Row[] {
  const { vin, added, keys } = failure;
  return [
    ['result', `failed: ${failure.reason}`],
    ...(vin === null ? [] : [['vehicle', vin] satisfies Row]),
    ['what happened', failure.what],
    ['keys erased', ERASED_WORDS[failure.keysErased]],
    ...(failure.utility === 'register' ? [['keys added', listOf(added)] satisfies Row] : []),
    ...(keys === null ? [] : countRows(keys)),
    ['what to do next', failure.next],
  ];
}

const ERASED_WORDS: Readonly<Record<ToolFailure['keysErased'], string>> = {
  yes: 'yes, keys were erased',
  no: 'no, none was erased',
  unknown: 'not known yet: the vehicle did not answer, or has not finished',
};

function countRows(keys: KeyCount): readonly Row[] {
  return [
    ['keys registered now', String(keys.registered)],
    ['free slots', String(keys.freeSlots)],
  ];
}

function listOf(keyIds: readonly number[]): string {
  return keyIds.length === 0 ? 'none' : ids(keyIds).join(', ');
}

function ids(keyIds: readonly number[]): readonly string[] {
  return keyIds.map(formatKeyId);
}

type Readings = Extract<ToolResult, { readonly utility: 'read'; readonly kind: 'done' }>['readings'];

function valuesOf(readings: Readings): Readonly<Record<string, ReadingValue>> {
  return Object.fromEntries(readings.map(({ name, value }) => [name, value]));
}

function rawOf(readings: Readings): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    readings.map(({ identifier, raw }) => [identifier.toString(16).toUpperCase().padStart(4, '0'), raw]),
  );
}
