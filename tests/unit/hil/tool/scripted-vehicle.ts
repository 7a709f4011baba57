import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../../../can-bus/uds/exchange.ts';
import type { PassCodeAnswer, TesterCommand, TesterReply } from '../../../../hil/tester/command.ts';
import type { Conversation } from '../../../../hil/tester/conversation.ts';
import type { ToolResult } from '../../../../hil/tool/tool-result.ts';
import type { UtilityRun } from '../../../../hil/tool/run-utility.ts';
import { UtilityFailure } from '../../../../hil/tool/utility-failure.ts';
import { formatKeyId } from '../../../../ecu-sim/identity/key-id.ts';

/** Bytes in hexadecimal, or silence. */
type ScriptedAnswer = string;

export interface Script {
  /** Answers by request; of several the last one stays. A request that is not here is not answered. */
  readonly answers: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>;
  readonly passCodes?: readonly PassCodeAnswer[];
  /** A screen's title at which the technician leaves. */
  readonly leavesAt?: string;
  readonly operatorIsThere?: boolean;
  /** What a technician does at a command; undefined for the usual: Next, nothing while watching, no second try. */
  readonly technician?: (command: TesterCommand) => TechnicianAnswer | undefined;
}

/** A button, `again` for a second try, the number of keys, or a VIN. */
export type TechnicianAnswer = 'next' | 'back' | 'exit' | 'again' | number | { readonly vin: string };

export interface Played<Result = ToolResult> {
  readonly result: Result;
  readonly commands: readonly TesterCommand[];
  /** All commands in a line each. */
  readonly reported: readonly string[];
  /** The bytes sent, in order. */
  readonly sent: readonly string[];
}

/** Runs a utility, or a part of one, against literal bytes. */
export function play<Result>(utility: Conversation<Result>, script: Script): Played<Result> {
  const reported: string[] = [];
  const commands: TesterCommand[] = [];
  const counts = new Map<string, number>();
  const passCodes = [...(script.passCodes ?? [])];
  const outcomeOf = (request: string): UdsOutcome => {
    const answer = script.answers[request];
    const answers = typeof answer === 'string' ? [answer] : (answer ?? []);
    const count = counts.get(request) ?? 0;
    counts.set(request, count + 1);
    const text = answers[Math.min(count, answers.length - 1)] ?? '';
    if (text === '') return { kind: 'timeout', waitedFor: 'p2' };
    const response = fromHex(text);
    const [first, , nrc] = response;
    return first === 0x7f && nrc !== undefined ? { kind: 'negative', response, nrc } : { kind: 'positive', response };
  };
  const replyTo = (command: TesterCommand): TesterReply => {
    switch (command.kind) {
      case 'request':
        return { kind: 'request', outcome: outcomeOf(toHex(command.payload, ' ')) };
      case 'gather':
      case 'frames':
        throw new Error('a utility gathers nothing');
      case 'wait':
        return { kind: 'wait' };
      case 'pass-code': {
        const pressed = script.technician?.(command);
        if (pressed === 'back' || pressed === 'exit') return { kind: 'pass-code', answer: pressed };
        const answer = passCodes.shift() ?? { granted: false, message: 'no pass-code left', hint: 'script one' };
        return { kind: 'pass-code', answer };
      }
      case 'stimulus':
        return {
          kind: 'stimulus',
          answer:
            script.operatorIsThere === false
              ? { done: false, message: 'nobody is there', hint: 'go there' }
              : { done: true, reaction: null, reason: null },
        };
      case 'screen': {
        const pressed = script.technician?.(command);
        const choice = pressed === 'back' || pressed === 'exit' ? pressed : 'next';
        return { kind: 'screen', choice: command.title === script.leavesAt ? 'exit' : choice };
      }
      case 'progress':
        return { kind: 'progress' };
      case 'watch':
      case 'retry':
      case 'count':
      case 'vehicle':
        return answerOf(command, script.technician?.(command));
    }
  };
  let next = utility.next();
  while (next.done !== true) {
    if (reported.length > 5_000) throw new Error('the utility does not end');
    reported.push(lineOf(next.value));
    commands.push(next.value);
    next = utility.next(replyTo(next.value));
  }
  return { result: next.value, commands, reported, sent: reported.filter((line) => /^[0-9A-F]{2}( |$)/.test(line)) };
}

function answerOf(
  { kind }: Extract<TesterCommand, { readonly kind: 'watch' | 'retry' | 'count' | 'vehicle' }>,
  answer: TechnicianAnswer | undefined,
): TesterReply {
  switch (kind) {
    case 'watch':
      return { kind, pressed: answer === 'next' || answer === 'exit' ? answer : null };
    case 'retry':
      return { kind, again: answer === 'again' };
    case 'count':
      return { kind, count: typeof answer === 'number' || answer === 'back' ? answer : 'exit' };
    case 'vehicle':
      return { kind, vin: typeof answer === 'object' ? answer.vin : null };
  }
}

function lineOf(command: TesterCommand): string {
  switch (command.kind) {
    case 'request':
    case 'gather':
      return toHex(command.payload, ' ');
    case 'frames':
      return command.frames.map((frame) => toHex(frame, ' ')).join(', ');
    case 'wait':
      return `wait ${command.durationUs}`;
    case 'pass-code': {
      const { shown } = command;
      const text =
        shown.kind === 'seed-number'
          ? shown.seedNumber
          : `${shown.data1} ${shown.data1CheckDigit} ${shown.data2} ${shown.data2CheckDigit} ${shown.data3}`;
      return `pass-code ${command.level} ${command.vin} ${command.vinCheckDigit} ${text}`;
    }
    case 'stimulus':
      return command.stimulus.kind === 'touch-key'
        ? `touch ${command.stimulus.role} ${formatKeyId(command.stimulus.keyId)}`
        : command.stimulus.kind;
    case 'screen':
      return `screen ${command.number ?? '-'} ${command.title}${command.agree === null ? '' : ` [${command.agree}]`}`;
    case 'progress':
      return `progress ${command.elapsedMs} ${command.remainingMs}`;
    case 'watch':
      return `watch ${command.title}: ${command.status}${command.next === null ? '' : ` [${command.next}]`}`;
    case 'retry':
      return `retry ${command.title}: ${command.lines.join(' ')}`;
    case 'count':
      return `count ${command.min} to ${command.max}`;
    case 'vehicle':
      return `vehicle ${command.vin ?? '-'}`;
  }
}

/** What a vehicle with the VIN of the contract's vectors answers to the requests every utility begins and ends with. */
export const CONTACT: Script['answers'] = {
  '10 03': '50 03 00 32 01 F4',
  '10 01': '50 01 00 32 01 F4',
  '22 F1 90': '62 F1 90 34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 39',
};

/** Of a reset's first step, of its second, and of a second try of that. */
export const TECHNICIAN_PASS_CODES: readonly PassCodeAnswer[] = [
  { granted: true, passCode: '294211' },
  { granted: true, passCode: 'E6B810B8E679' },
  { granted: true, passCode: 'E6B810B8E679' },
];

/** What a vehicle answers to a technician's reset that goes well. */
export const TECHNICIAN_ANSWERS: Script['answers'] = {
  ...CONTACT,
  '3E 00': '7E 00',
  '22 F1 86': '62 F1 86 03',
  '22 10 01': ['62 10 01 02', '62 10 01 00'],
  '22 10 02': ['62 10 02 05', '62 10 02 07'],
  '22 10 04': '62 10 04 01 02',
  '22 10 06': '62 10 06 00 00 00 00 00 00 00 00',
  '22 10 08': '62 10 08 00 00',
  '22 10 09': '62 10 09 01 00 00',
  '27 01': '67 01 00 01 01 23 45 67 89 AB',
  '27 02 32 39 34 32 31 31': '67 02',
  '31 01 02 01 01': '71 01 02 01 11',
  '27 03': '67 03 05 A1 7C 0D 00 02 7F 3C 9E 01 5D 24 B9 73 B6 A8',
  '27 04 E6 B8 10 B8 E6 79': '67 04',
  '31 01 02 01 02': '71 01 02 01 12',
  '31 03 02 01': ['71 03 02 01 12 00 00 00 00 0A 0E A5 F6', '71 03 02 01 00 01 00 0E A6 00 00 00 00'],
};

/** The failure that a part of a utility ends with. */
export function failing(part: Conversation<unknown>, script: Script): UtilityFailure {
  try {
    play(part, script);
  } catch (error) {
    if (error instanceof UtilityFailure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** A run of a utility under way with the vehicle of the contract's vectors. */
export function runUnderWay(changes: Partial<UtilityRun> = {}): UtilityRun {
  return {
    ...{ utility: 'reset', title: 'Smart Code Reset', vin: '4T1BZ1FB4KU999999', guided: false, rate: 1, limits: null },
    ...{ added: [], underWay: null, erasing: null },
    ...changes,
  };
}
