import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { Conversation } from '../tester/conversation.ts';
import { enterExtended, frames, session, wait } from './probe-kit.ts';

/** S3 is over, with a margin. */
const S3_PASSED_US: Micros = 5.5 * MICROS_PER_SECOND;
/** The longest separation time, and its code. */
const SEPARATION_US: Micros = 127 * MICROS_PER_MILLI;
const SEPARATION_CODE = '7F';

/** Why a rule is not judged after all: see {@link seemsVirtual}. */
export const VIRTUAL_TIME = "the ECU's time seems virtual: it does not pass by itself";

/**
 * Whether the ECU's clock seems to move only with our requests, as that of a virtual car does that nobody advances: its
 * session outlasts S3, and it keeps no separation time. Both together are no bus that is real.
 */
export function* seemsVirtual(): Conversation<boolean> {
  yield* enterExtended();
  yield* wait(S3_PASSED_US);
  if ((yield* session()) !== '03') return false;
  yield* frames(['03 22 F1 90']);
  const { heard } = yield* frames([`30 00 ${SEPARATION_CODE}`], { listenUs: MICROS_PER_SECOND });
  const [first, last] = [heard[0], heard.at(-1)];
  if (first === undefined || last === undefined || first === last) return false;
  // Frames may be held up on their way, and then come closer together.
  return last.timeUs - first.timeUs < ((heard.length - 1) * SEPARATION_US) / 2;
}
