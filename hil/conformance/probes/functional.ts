import { MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import {
  answerTo,
  enterExtended,
  expectAnswer,
  expectSession,
  expectSilence,
  inconclusive,
  notProbed,
  session,
  wait,
} from '../probe-kit.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import type { Conversation } from '../../tester/conversation.ts';

const NO_FUNCTIONAL = 'the ECU receives no functional requests';
const FUNCTIONAL = { functional: true };
/** Shorter than S3, while twice this is longer. */
const MOST_OF_S3_US = 4 * MICROS_PER_SECOND;

/** Silence has no meaning where no ECU listens to the functional id. */
function* needFunctional({ receivesFunctional }: ProbeContext): Conversation<void> {
  if (!receivesFunctional) notProbed(NO_FUNCTIONAL);
  const answer = yield* answerTo('3E 00', FUNCTIONAL);
  if (answer === null) inconclusive('no ECU answers to the functional id');
}

export const FUNCTIONAL_PROBES: readonly Probe[] = [
  {
    rules: [12],
    *run(context) {
      yield* needFunctional(context);
      for (const [hex, physical] of [
        ['3F 00', '7F 3F 11'],
        ['10 7E', '7F 10 12'],
        ['22 00 00', '7F 22 31'],
      ] as const) {
        if ((yield* answerTo(hex)) === physical) yield* expectSilence(hex, FUNCTIONAL);
      }
    },
  },
  {
    rules: [14],
    *run(context) {
      yield* needFunctional(context);
      yield* expectAnswer('10 01 00', '7F 10 13', FUNCTIONAL);
    },
  },
  {
    rules: [16],
    *run({ receivesFunctional }) {
      if (!receivesFunctional) notProbed(NO_FUNCTIONAL);
      // Only the physical response id is listened to.
      yield* expectAnswer('3E 00', '7E 00', FUNCTIONAL);
    },
  },
  {
    rules: [17],
    *run(context) {
      yield* needFunctional(context);
      yield* enterExtended();
      yield* session();
      yield* wait(MOST_OF_S3_US);
      yield* expectSilence('3E 80', FUNCTIONAL);
      yield* wait(MOST_OF_S3_US);
      yield* expectSession('03', 'after functional 3E 80');
    },
  },
];
