import { toHex } from '../../can-bus/bytes/hex.ts';
import { DECLARED_NRCS, SERVICES } from '../conformance/matrix/declared.ts';
import { Misbehaviour } from './fuzzed-car.ts';
import type { Via } from './generators.ts';

const NOT_SENT_TO_FUNCTIONAL: readonly number[] = [0x11, 0x12, 0x31, 0x7e, 0x7f];
const PENDING = 0x78;
const LONGEST_SINGLE_FRAME = 7;

/** @throws Misbehaviour where a message is no answer of this ECU at all */
export function checkIsAnswer(message: Uint8Array): void {
  const [first = 0, , nrc = 0] = message;
  if (first === 0x7f) {
    if (message.length === 3 && DECLARED_NRCS.includes(nrc)) return;
  } else if (SERVICES.has(first - 0x40)) return;
  throw new Misbehaviour(`no answer of this ECU: ${toHex(message, ' ')}`);
}

/** @throws Misbehaviour where these are not the answers a request may get (conformance 5 to 7, 9 to 15, 24) */
export function checkAnswers(request: Uint8Array, via: Via, messages: readonly Uint8Array[]): void {
  const [sid = 0, second = 0] = request;
  const problem = problemOf(request, sid, second, via, messages);
  if (problem === null) return;
  const answers = messages.map((message) => toHex(message, ' ')).join(', ');
  throw new Misbehaviour(`${via} ${toHex(request, ' ')}: ${problem}: ${answers === '' ? 'silence' : answers}`);
}

function problemOf(
  request: Uint8Array,
  sid: number,
  second: number,
  via: Via,
  messages: readonly Uint8Array[],
): string | null {
  for (const message of messages) {
    const [first, about, nrc = 0] = message;
    if (first === sid + 0x40) continue;
    if (first !== 0x7f || about !== sid || message.length !== 3) return 'not an answer to it';
    if (!DECLARED_NRCS.includes(nrc)) return 'an NRC that is not declared';
    if (via === 'functional' && NOT_SENT_TO_FUNCTIONAL.includes(nrc))
      return 'an NRC that is not for functional requests';
  }
  const finals = messages.filter(([first, , nrc]) => first !== 0x7f || nrc !== PENDING);
  if (finals.length > 1) return 'more than one final answer';
  if (finals.length === 0 && !maybeSilent(request, sid, second, via)) return 'no final answer';
  return null;
}

function maybeSilent(request: Uint8Array, sid: number, second: number, via: Via): boolean {
  if ((sid >= 0x40 && sid <= 0x7f) || sid >= 0xc0) return true;
  if (via === 'functional') return true;
  const suppressible = (SERVICES.get(sid)?.subFunctions ?? null) !== null;
  return (suppressible && second >= 0x80) || request.length > LONGEST_SINGLE_FRAME * 585;
}
