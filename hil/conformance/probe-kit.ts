import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { ProbeEnd, type ProbeContext } from './probe.ts';
import type { ReceivedFrame, ReceivedMessage } from '../tester/command.ts';
import { issue, type Conversation } from '../tester/conversation.ts';

/** The vocabulary of probes: requests and frames as hexadecimal text, and the expected answers. */

/** An ECU that answers a bare frame does so within this time, unless STmin or a time limit is under test. */
const LISTEN_US: Micros = 100 * MICROS_PER_MILLI;

export interface Asked {
  readonly sentUs: Micros;
  readonly messages: readonly ReceivedMessage[];
}

interface HowToAsk {
  readonly functional?: boolean;
}

export function* request(hex: string, how: HowToAsk = {}): Conversation<Asked> {
  const command = { kind: 'gather', payload: fromHex(hex), functional: how.functional ?? false } as const;
  const { sentUs, messages } = yield* issue(command);
  if (sentUs === null) throw new ProbeEnd('inconclusive', `${hex} could not be sent on the bus`);
  return { sentUs, messages };
}

/** The final response in hexadecimal; null for silence. */
export function* answerTo(hex: string, how: HowToAsk = {}): Conversation<string | null> {
  const { messages } = yield* request(hex, how);
  const last = messages.at(-1);
  return last === undefined ? null : toHex(last.payload, ' ');
}

/**
 * The final response must match, otherwise the probe has failed.
 *
 * @param pattern bytes, `..` for any byte, `...` at its end for any further ones
 */
export function* expectAnswer(hex: string, pattern: string, how: HowToAsk = {}): Conversation<string> {
  const answer = yield* answerTo(hex, how);
  if (answer === null || !matches(answer, pattern)) {
    throw new ProbeEnd('fail', `${described(hex, how)}: ${answer ?? 'silence'} instead of ${pattern}`);
  }
  return answer;
}

export function* expectSilence(hex: string, how: HowToAsk = {}): Conversation<void> {
  const answer = yield* answerTo(hex, how);
  if (answer !== null) throw new ProbeEnd('fail', `${described(hex, how)}: ${answer} instead of silence`);
}

function described(hex: string, how: HowToAsk): string {
  return how.functional === true ? `functional ${hex}` : hex;
}

export function matches(answer: string, pattern: string): boolean {
  const isOpen = pattern.endsWith('...');
  const wanted = (isOpen ? pattern.slice(0, -3).trimEnd() : pattern).split(' ');
  const got = answer.split(' ');
  if (isOpen ? got.length < wanted.length : got.length !== wanted.length) return false;
  return wanted.every((byte, index) => byte === '..' || byte === got[index]);
}

/** Lets time pass without tester present. */
export function* wait(durationUs: Micros): Conversation<void> {
  yield* issue({ kind: 'wait', durationUs, silent: true });
}

/** Sends frames as they are, without id and address byte; returns what the ECU sends within `listenUs` after them. */
export function* frames(
  hexes: readonly string[],
  { functional = false, listenUs = LISTEN_US }: { readonly functional?: boolean; readonly listenUs?: Micros } = {},
): Conversation<{ readonly sentUs: Micros; readonly heard: readonly ReceivedFrame[] }> {
  const reply = yield* issue({ kind: 'frames', frames: hexes.map(fromHex), functional, listenUs });
  if (reply.sentUs === null) throw new ProbeEnd('inconclusive', 'the frames could not be sent on the bus');
  return { sentUs: reply.sentUs, heard: reply.frames };
}

/** As {@link frames}, the answer as text. */
export function* heardAfter(...hexes: readonly string[]): Conversation<readonly string[]> {
  return (yield* frames(hexes)).heard.map(({ data }) => toHex(data, ' '));
}

export function fail(reason: string): never {
  throw new ProbeEnd('fail', reason);
}

export function inconclusive(reason: string): never {
  throw new ProbeEnd('inconclusive', reason);
}

export function notProbed(reason: string): never {
  throw new ProbeEnd('not probed', reason);
}

/** Opens the extended session, which most probes need. */
export function* enterExtended(): Conversation<void> {
  const answer = yield* answerTo('10 03');
  if (answer?.startsWith('50 03') !== true) inconclusive(`no extended session: ${answer ?? 'silence'}`);
}

/** The session as reported by F186. */
export function* session(): Conversation<string> {
  const answer = yield* answerTo('22 F1 86');
  if (answer === null || !matches(answer, '62 F1 86 ..')) {
    inconclusive(`the ECU does not report its session by F186: ${answer ?? 'silence'}`);
  }
  return answer.slice(-2);
}

export function* expectSession(wanted: '01' | '03', when: string): Conversation<void> {
  const found = yield* session();
  if (found !== wanted) fail(`${when}: session ${found} instead of ${wanted}`);
}

/** The lowest level with a seed in the extended session: its sub-function. */
export function* seedSubFunction(): Conversation<number> {
  for (let subFunction = 0x01; subFunction <= 0x41; subFunction += 2) {
    const hex = subFunction.toString(16).toUpperCase().padStart(2, '0');
    const answer = yield* answerTo(`27 ${hex}`);
    if (answer?.startsWith(`67 ${hex}`) === true) return subFunction;
    if (answer === '7F 27 37') inconclusive('the delay after wrong keys is running');
    if (answer === '7F 27 11' || answer === '7F 27 7F') break;
  }
  return inconclusive('no security level gives a seed');
}

export const NEEDS_SLOW_REQUEST = 'needs a request that takes the ECU longer than P2';

/** A request that takes longer than P2, in hexadecimal; without one, timing cannot be tested. */
export function needSlow({ slowRequest }: ProbeContext): string {
  if (slowRequest === null) notProbed(NEEDS_SLOW_REQUEST);
  return toHex(slowRequest, ' ');
}

export function byteHex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
