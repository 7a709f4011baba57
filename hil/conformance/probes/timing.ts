import { toHex } from '../../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import {
  enterExtended,
  expectAnswer,
  expectSession,
  fail,
  frames,
  inconclusive,
  needSlow,
  request,
  session,
  wait,
  type Asked,
} from '../probe-kit.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import type { Conversation } from '../../tester/conversation.ts';
import { NEGATIVE_RESPONSE, P2_STAR_UNIT_US } from '../../../can-bus/uds/service-ids.ts';
import { NRC } from '../../../can-bus/uds/negative-response-codes.ts';

const S3_US: Micros = 5 * MICROS_PER_SECOND;
const MOST_OF_S3_US: Micros = 4 * MICROS_PER_SECOND;

/** P2 and P2* as the ECU announces them. */
function* announced(): Conversation<{ readonly p2Us: Micros; readonly p2StarUs: Micros }> {
  const answer = yield* expectAnswer('10 03', '50 03 .. .. .. ..');
  const [, , p2High = 0, p2Low = 0, starHigh = 0, starLow = 0] = answer
    .split(' ')
    .map((byte) => Number.parseInt(byte, 16));
  return {
    p2Us: ((p2High << 8) | p2Low) * MICROS_PER_MILLI,
    p2StarUs: ((starHigh << 8) | starLow) * P2_STAR_UNIT_US,
  };
}

function milliseconds(us: Micros): string {
  return `${(us / MICROS_PER_MILLI).toFixed(1)} ms`;
}

/** The slow request in the extended session: the answers, and the times between them. */
function* slowAnswer(context: ProbeContext): Conversation<Asked & { readonly gaps: readonly Micros[] }> {
  const asked = yield* request(needSlow(context));
  const instants = [asked.sentUs, ...asked.messages.map(({ startUs }) => startUs)];
  const gaps = instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0));
  if (asked.messages.length < 2) inconclusive('the slow request is answered without 0x78');
  return { ...asked, gaps };
}

export const TIMING_PROBES: readonly Probe[] = [
  {
    rules: [18],
    measures: true,
    *run({ jitterUs }) {
      const { p2Us } = yield* announced();
      for (const hex of ['3E 00', '22 F1 86', '10 7E', '3F 00']) {
        const { sentUs, messages } = yield* request(hex);
        const first = messages[0];
        if (first === undefined) return fail(`${hex}: silence`);
        const took = first.startUs - sentUs;
        if (took > p2Us + jitterUs) fail(`${hex}: answered after ${milliseconds(took)}, P2 is ${milliseconds(p2Us)}`);
      }
    },
  },
  {
    rules: [19],
    *run() {
      const { p2Us, p2StarUs } = yield* announced();
      if (p2Us === 0 || p2StarUs === 0 || p2StarUs < p2Us) {
        fail(`P2 ${milliseconds(p2Us)} and P2* ${milliseconds(p2StarUs)} are not possible`);
      }
    },
  },
  {
    rules: [20],
    measures: true,
    *run(context) {
      const { p2Us } = yield* announced();
      const [first = 0] = (yield* slowAnswer(context)).gaps;
      if (first > p2Us + context.jitterUs) fail(`the first 0x78 came after ${milliseconds(first)}`);
    },
  },
  {
    rules: [21, 22],
    measures: true,
    *run(context) {
      const { p2StarUs } = yield* announced();
      const { gaps } = yield* slowAnswer(context);
      const late = gaps.slice(1).find((gap) => gap > p2StarUs + context.jitterUs);
      if (late !== undefined) fail(`${milliseconds(late)} from a 0x78 to what followed`);
      const early = gaps.slice(1, -1).find((gap) => gap < 0.3 * p2StarUs - context.jitterUs);
      if (early !== undefined) fail(`two 0x78 within ${milliseconds(early)}`);
    },
  },
  {
    rules: [24],
    *run(context) {
      yield* enterExtended();
      const last = (yield* slowAnswer(context)).messages.at(-1)?.payload ?? new Uint8Array(0);
      if (last[0] === NEGATIVE_RESPONSE && last[2] === NRC.requestCorrectlyReceivedResponsePending)
        fail('after the last 0x78 no final response came');
    },
  },
  {
    rules: [25],
    *run() {
      yield* enterExtended();
      yield* session();
      yield* wait(MOST_OF_S3_US);
      yield* expectSession('03', '4 s after a request');
      yield* wait(S3_US + MICROS_PER_SECOND / 2);
      yield* expectSession('01', '5.5 s after a request');
    },
  },
  {
    rules: [26],
    *run() {
      yield* enterExtended();
      yield* session();
      for (const hex of ['22 00 00', '3F 00', '10 7E']) {
        yield* wait(MOST_OF_S3_US);
        yield* request(hex);
      }
      yield* wait(MOST_OF_S3_US);
      yield* expectSession('03', 'with a refused request every 4 s');
    },
  },
  {
    rules: [28],
    usesFrames: true,
    measures: true,
    *run(context) {
      const slow = needSlow(context).split(' ');
      if (slow.length + context.addressLength > 7) inconclusive('the slow request takes more than one frame');
      yield* enterExtended();
      const frame = [slow.length.toString(16).padStart(2, '0'), ...slow].join(' ');
      const { heard } = yield* frames([frame, '02 3E 80', '02 3E 00'], { listenUs: MICROS_PER_SECOND });
      const answers = heard.map(({ data }) => toHex(data, ' '));
      if (!answers.some((answer) => answer.startsWith('03 7F 3E 21')))
        fail('3E 00 while busy is not answered 7F 3E 21');
      if (answers.filter((answer) => /^0[23] 7[EF] (3E|00)/.test(answer)).length > 1)
        fail('3E 80 while busy is answered');
    },
  },
];
