import { answerTo, byteHex, enterExtended, expectAnswer, fail, inconclusive, seedSubFunction } from '../probe-kit.ts';
import type { Probe } from '../probe.ts';
import type { Conversation } from '../../tester/conversation.ts';

/** More wrong keys than any ECU accepts. */
const MAX_WRONG_KEYS = 300;
const SHORTEST_KEY = 2;
const LONGEST_KEY = 32;

function* needSecurityAccess(): Conversation<void> {
  yield* enterExtended();
  const answer = yield* answerTo('27 7F');
  if (answer === '7F 27 11' || answer === '7F 27 7F') inconclusive('the ECU has no 0x27 in the extended session');
}

function* lockedSeed(): Conversation<number> {
  yield* enterExtended();
  return yield* seedSubFunction();
}

/** The length of the level's keys: the one that is not refused with 0x13. Uses one attempt. */
function* wrongKey(subFunction: number): Conversation<{ readonly hex: string; readonly answer: string }> {
  for (let length = SHORTEST_KEY; length <= LONGEST_KEY; length += 1) {
    const hex = `27 ${byteHex(subFunction + 1)}${' 00'.repeat(length)}`;
    const answer = (yield* answerTo(hex)) ?? 'silence';
    if (answer !== '7F 27 13') return { hex, answer };
  }
  return inconclusive('no key length is accepted');
}

export const SECURITY_PROBES: readonly Probe[] = [
  {
    rules: [36],
    *run() {
      yield* needSecurityAccess();
      yield* expectAnswer('27 00', '7F 27 12');
      yield* expectAnswer('27 7F', '7F 27 12');
    },
  },
  {
    rules: [37],
    *run() {
      yield* needSecurityAccess();
      yield* answerTo('10 01');
      yield* expectAnswer('27 01', '7F 27 7F');
    },
  },
  {
    rules: [38],
    *run() {
      yield* enterExtended();
      const subFunction = byteHex(yield* seedSubFunction());
      for (let count = 0; count < 5; count += 1) {
        const answer = yield* expectAnswer(`27 ${subFunction}`, `67 ${subFunction} ...`);
        const seed = answer.split(' ').slice(2);
        if (seed.every((byte) => byte === '00')) fail(`a locked level gives an all-zero seed: ${answer}`);
      }
    },
  },
  {
    rules: [39],
    destructive: true,
    *run() {
      const subFunction = yield* lockedSeed();
      // A session change drops the seed.
      yield* enterExtended();
      yield* expectAnswer(`27 ${byteHex(subFunction + 1)} 00 00 00 00 00 00`, '7F 27 24');
    },
  },
  {
    rules: [40],
    destructive: true,
    *run() {
      const subFunction = yield* lockedSeed();
      yield* expectAnswer(`27 ${byteHex(subFunction + 1)}`, '7F 27 13');
      yield* expectAnswer(`27 ${byteHex(subFunction)} 00${' 00'.repeat(64)}`, '7F 27 13');
    },
  },
  {
    rules: [41],
    destructive: true,
    *run() {
      const { hex, answer } = yield* wrongKey(yield* lockedSeed());
      if (answer === '7F 27 36') inconclusive('the first wrong key starts the delay');
      if (answer !== '7F 27 35') fail(`a wrong key: ${answer} instead of 7F 27 35`);
      yield* expectAnswer(hex, '7F 27 24');
    },
  },
  {
    rules: [42, 43],
    destructive: true,
    *run() {
      const subFunction = yield* lockedSeed();
      const { hex, answer: first } = yield* wrongKey(subFunction);
      const seed = `27 ${byteHex(subFunction)}`;
      let answer: string | null = first;
      for (let count = 1; answer === '7F 27 35' && count < MAX_WRONG_KEYS; count += 1) {
        yield* answerTo(seed);
        answer = yield* answerTo(hex);
      }
      if (answer !== '7F 27 36') fail(`after wrong keys: ${answer ?? 'silence'} instead of 7F 27 36`);
      yield* expectAnswer(seed, '7F 27 37');
    },
  },
];
