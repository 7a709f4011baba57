import { MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import {
  answerTo,
  byteHex,
  enterExtended,
  expectAnswer,
  expectSession,
  fail,
  inconclusive,
  seedSubFunction,
  wait,
} from '../probe-kit.ts';
import type { Probe } from '../probe.ts';
import type { Conversation } from '../../tester/conversation.ts';

/** Longer than the boot of any ECU. */
const BOOT_LOOKS = 50;
const BOOT_LOOK_US = 100 * MICROS_PER_MILLI;

function* isAliveAgain(): Conversation<boolean> {
  for (let look = 0; look < BOOT_LOOKS; look += 1) {
    if ((yield* answerTo('3E 00')) === '7E 00') return true;
    yield* wait(BOOT_LOOK_US);
  }
  return false;
}

/** Requests a seed, performs an action, and sends a key for it: the seed must be void, whatever the key. */
function* expectSeedDropped(happens: () => Conversation<void>): Conversation<void> {
  yield* enterExtended();
  const subFunction = yield* seedSubFunction();
  yield* happens();
  yield* expectAnswer(`27 ${byteHex(subFunction + 1)} 00 00 00 00 00 00`, '7F 27 24');
}

export const SESSION_PROBES: readonly Probe[] = [
  {
    rules: [29],
    *run() {
      yield* expectAnswer('10', '7F 10 13');
      yield* expectAnswer('10 01 00', '7F 10 13');
      yield* expectAnswer('10 01', '50 01 ...');
    },
  },
  {
    rules: [30],
    *run() {
      yield* enterExtended();
      yield* expectSession('03', 'after 10 03');
      yield* wait(5.5 * MICROS_PER_SECOND);
      yield* expectSession('01', '5.5 s later');
    },
  },
  {
    rules: [32],
    destructive: true,
    *run() {
      yield* expectSeedDropped(enterExtended);
      yield* expectSeedDropped(function* () {
        yield* answerTo('10 01');
        yield* enterExtended();
      });
    },
  },
  {
    rules: [34],
    destructive: true,
    *run() {
      const answer = yield* answerTo('11 01');
      if (answer === '7F 11 11' || answer === '7F 11 12') inconclusive('the ECU has no 11 01');
      if (answer?.startsWith('51 01') !== true) fail(`11 01: ${answer ?? 'silence'} instead of 51 01`);
      if (!(yield* isAliveAgain())) fail('5 s after 11 01 the ECU does not answer');
      yield* expectSession('01', 'after 11 01');
    },
  },
  {
    rules: [35],
    *run() {
      yield* expectSession('01', 'after 10 01');
      yield* enterExtended();
      yield* expectSession('03', 'after 10 03');
      yield* answerTo('10 01');
      yield* expectSession('01', 'after 10 01');
    },
  },
];
