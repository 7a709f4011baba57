import {
  answerTo,
  byteHex,
  enterExtended,
  expectAnswer,
  expectSilence,
  fail,
  inconclusive,
  needSlow,
  notProbed,
  request,
  session,
} from '../probe-kit.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import type { Conversation } from '../../tester/conversation.ts';

/** Never a service of ISO 14229-1. */
const NO_SERVICE = '3F';
/** Services and a sub-function that none of them has, so that requesting it has no effect. */
const WITH_SUB_FUNCTION = ['10', '11', '19', '27', '28', '3E', '85'];
const NO_SUB_FUNCTION = '7E';

/** Whether the ECU has the service in the present session. */
function* knows(sid: string): Conversation<boolean> {
  const answer = yield* answerTo(`${sid} ${NO_SUB_FUNCTION}`);
  return answer !== null && answer !== `7F ${sid} 11` && answer !== `7F ${sid} 7F`;
}

export const RESPONSE_PROBES: readonly Probe[] = [
  {
    rules: [1],
    *run() {
      yield* expectAnswer(`${NO_SERVICE} 00`, `7F ${NO_SERVICE} 11`);
      yield* enterExtended();
      if (!(yield* knows('27'))) inconclusive('no 0x27 to be refused in the default session');
      yield* answerTo('10 01');
      yield* expectAnswer('27 01', '7F 27 7F');
    },
  },
  {
    rules: [2],
    *run() {
      yield* expectAnswer('10', '7F 10 13');
      yield* expectAnswer('10 7E', '7F 10 12');
      // Too long as well: the sub-function comes first.
      yield* expectAnswer('10 7E 00', '7F 10 12');
      yield* expectAnswer('3E 7E 00', '7F 3E 12');
    },
  },
  {
    rules: [3],
    *run() {
      yield* enterExtended();
      for (const sid of [...WITH_SUB_FUNCTION, '22']) {
        if (yield* knows(sid)) yield* expectAnswer(sid, `7F ${sid} 13`);
      }
    },
  },
  {
    rules: [4],
    *run() {
      yield* enterExtended();
      const answer = yield* answerTo(`31 ${NO_SUB_FUNCTION} FF FF`);
      if (answer === '7F 31 11' || answer === '7F 31 7F') inconclusive('the ECU has no 0x31');
      if (answer !== '7F 31 31') fail(`31 7E FF FF: ${answer ?? 'silence'} instead of 7F 31 31`);
    },
  },
  {
    rules: [5],
    *run() {
      for (const hex of [`${NO_SERVICE} 00`, '10 7E', '22']) {
        const sid = hex.slice(0, 2);
        yield* expectAnswer(hex, `7F ${sid} ..`);
      }
    },
  },
  {
    rules: [6],
    *run() {
      for (const hex of ['40 00', '50 03', '7E 00', '7F 10 11', 'C0 00', 'FF 00']) yield* expectSilence(hex);
    },
  },
  {
    rules: [7],
    *run() {
      yield* expectAnswer('3E 00', '7E 00');
      yield* expectAnswer('10 01', '50 01 ...');
    },
  },
  {
    rules: [8, 11],
    *run(context) {
      const { messages } = yield* request(yield* suppressedSlow(context));
      const last = messages.at(-1)?.payload ?? new Uint8Array(0);
      if (messages.length < 2) fail('after 0x78 no final response came');
      if (((last[1] ?? 0) & 0x80) !== 0) fail('the sub-function is echoed with bit 7');
    },
  },
  {
    rules: [9],
    *run() {
      yield* expectSilence('3E 80');
      yield* expectSilence('10 81');
      yield* expectAnswer('10 FE', '7F 10 12');
      yield* expectAnswer('3E 80 00', '7F 3E 13');
    },
  },
  {
    rules: [10],
    *run() {
      yield* session();
    },
  },
  {
    rules: [15],
    *run() {
      yield* expectAnswer(`${NO_SERVICE} 00`, `7F ${NO_SERVICE} 11`);
      yield* expectAnswer('10 7E', '7F 10 12');
      const answer = yield* answerTo('22 00 00');
      if (answer === '7F 22 11') inconclusive('the ECU has no 0x22');
      if (answer !== '7F 22 31') fail(`22 00 00: ${answer ?? 'silence'} instead of 7F 22 31`);
    },
  },
];

/** The slow request with bit 7 of its sub-function set. */
function* suppressedSlow(context: ProbeContext): Conversation<string> {
  const [sid = '', second = '', ...rest] = needSlow(context).split(' ');
  if (![...WITH_SUB_FUNCTION, '31'].includes(sid)) notProbed(`the slow request, ${sid}, has no sub-function`);
  yield* enterExtended();
  return [sid, byteHex(Number.parseInt(second, 16) | 0x80), ...rest].join(' ');
}
