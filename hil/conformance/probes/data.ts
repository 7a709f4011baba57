import { answerTo, enterExtended, expectAnswer, expectSilence, inconclusive } from '../probe-kit.ts';
import type { Probe } from '../probe.ts';
import type { Conversation } from '../../tester/conversation.ts';

/** In the extended session: the ECU has the service. */
function* needService(sid: string): Conversation<void> {
  yield* enterExtended();
  const answer = yield* answerTo(sid);
  if (answer === `7F ${sid} 11` || answer === `7F ${sid} 7F`) inconclusive(`the ECU has no 0x${sid}`);
}

export const DATA_PROBES: readonly Probe[] = [
  {
    rules: [48],
    *run() {
      for (const hex of ['22', '22 F1', '22 F1 86 F1']) yield* expectAnswer(hex, '7F 22 13');
      yield* expectAnswer('22 00 00', '7F 22 31');
      const single = yield* answerTo('22 F1 86');
      if (single?.startsWith('62 F1 86') !== true) inconclusive('the ECU has no F186 to be asked for among others');
      yield* expectAnswer('22 00 00 F1 86', single);
    },
  },
  {
    rules: [49],
    *run() {
      yield* needService('2E');
      yield* expectAnswer('2E', '7F 2E 13');
      yield* expectAnswer('2E F1 86', '7F 2E 13');
      // F186 is supported by the ECU, 0000 is not.
      yield* expectAnswer('2E F1 86 00', '7F 2E 31');
      yield* expectAnswer('2E 00 00 00', '7F 2E 31');
    },
  },
  {
    rules: [50],
    *run() {
      yield* needService('31');
      yield* expectAnswer('31 01 FF', '7F 31 13');
      yield* expectAnswer('31 01 FF FF', '7F 31 31');
      yield* expectAnswer('31 7E FF FF', '7F 31 31');
    },
  },
  {
    rules: [51],
    *run() {
      yield* expectAnswer('3E 00', '7E 00');
      yield* expectSilence('3E 80');
      yield* expectAnswer('3E', '7F 3E 13');
      yield* expectAnswer('3E 00 00', '7F 3E 13');
      yield* expectAnswer('3E 01', '7F 3E 12');
    },
  },
];
