import { counted } from '../../../can-bus/text/counted.ts';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { MICROS_PER_MILLI, type Micros } from '../../../can-bus/time/micros.ts';
import { compareTraces, comparesEvents, type Difference } from '../../trace/compare-traces.ts';
import { describeRecord } from '../../trace/describe-record.ts';
import { earliestTime } from '../../trace/earliest-time.ts';
import { openTrace } from '../../trace/read-trace.ts';
import type { TraceRecord } from '../../trace/trace-record.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of `smartkey diff`, as commander returns them. */
export interface DiffFlags {
  readonly toleranceMs?: number;
  readonly toleranceUs?: number;
  readonly zero?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The trace in a run's folder. */
const TRACE_IN_FOLDER = 'trace.jsonl';

/**
 * `smartkey diff`: reports where two traces first differ. @throws OperationError (usage), TraceFileError where one
 * cannot be read
 */
export async function diff(one: string, other: string, flags: DiffFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.toleranceMs !== undefined && flags.toleranceUs !== undefined) {
    throw usageError('--tolerance-ms and --tolerance-us are both given', 'give one of them');
  }
  const toleranceUs = flags.toleranceUs ?? Math.round((flags.toleranceMs ?? 0) * MICROS_PER_MILLI);
  const names = [traceOf(one), traceOf(other)] as const;
  const traces = [await openTrace(names[0]), await openTrace(names[1])] as const;
  const withEvents = comparesEvents(...traces);
  const originOf = async (path: string): Promise<Micros | null> =>
    flags.zero === true ? earliestTime(path, withEvents) : 0;
  const originsUs = [await originOf(names[0]), await originOf(names[1])] as const;
  const { difference, compared, renamed, remarks } = await compareTraces(...traces, { toleranceUs, originsUs });
  for (const [place, found] of remarks.entries()) {
    for (const remark of found) {
      if (remark.kind === 'bad') {
        throw usageError(`${names[place] ?? ''}, ${remark.where}: ${remark.message}`, `expected ${remark.expected}`);
      }
      if (remark.kind === 'cut-off') terminal.err(`warning: ${names[place] ?? ''}, ${remark.where}: ${remark.message}`);
    }
  }
  if (flags.json === true) terminal.out(JSON.stringify(asData(difference, compared, renamed)));
  else {
    for (const [bus, other] of renamed) terminal.out(`bus ${bus} of ${names[0]} is ${other} of ${names[1]}`);
    if (difference === null) terminal.out(`no difference in ${counted(compared, 'record')}`);
    else for (const line of lines(difference, names, terminal)) terminal.out(line);
  }
  return difference === null ? EXIT.passed : EXIT.failed;
}

function traceOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, TRACE_IN_FOLDER) : path;
}

function busOf(record: TraceRecord | undefined): string {
  return record?.kind === 'frame' ? record.bus : '';
}

function asData(
  difference: Difference | null,
  compared: number,
  renamed: readonly (readonly [string, string])[],
): object {
  const renamedBuses = Object.fromEntries(renamed);
  if (difference === null) return { same: true, compared, renamedBuses };
  const { kind, before, first, second } = difference;
  const words = (list: readonly TraceRecord[]): readonly string[] => list.map(describeRecord);
  return {
    same: false,
    compared,
    renamedBuses,
    kind,
    before: words(before),
    first: words(first),
    second: words(second),
  };
}

function headline({ kind, first, second }: Difference, [one, other]: readonly [string, string]): string {
  switch (kind) {
    case 'time': {
      const [a, b] = [first[0], second[0]];
      const byUs = a === undefined || b === undefined ? 0 : b.timeUs - a.timeUs;
      return `the same happens ${Math.abs(byUs)} µs ${byUs < 0 ? 'sooner' : 'later'} in ${other}`;
    }
    case 'missing':
      return `${other} lacks what ${one} has`;
    case 'extra':
      return `${other} has what ${one} lacks`;
    case 'bus':
      return `the same happens on another bus: ${busOf(first[0])} in ${one}, ${busOf(second[0])} in ${other}`;
    case 'changed':
      return 'something else happens';
    case 'shorter':
      return `${other} ends where ${one} goes on`;
    case 'longer':
      return `${one} ends where ${other} goes on`;
  }
}

function lines(difference: Difference, names: readonly [string, string], terminal: Terminal): readonly string[] {
  const { index, before, first, second } = difference;
  return [
    `first difference after ${counted(index, 'record')}: ${headline(difference, names)}`,
    ...before.map((record) => terminal.style('dim', `  ${describeRecord(record)}`)),
    ...first.map((record) => terminal.style('red', `- ${describeRecord(record)}`)),
    ...second.map((record) => terminal.style('green', `+ ${describeRecord(record)}`)),
  ];
}
