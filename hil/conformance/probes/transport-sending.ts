import { counted } from '../../../can-bus/text/counted.ts';
import { toHex } from '../../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import { byteHex, fail, frames, heardAfter, inconclusive, notProbed, wait } from '../probe-kit.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import type { ReceivedFrame } from '../../tester/command.ts';
import type { Conversation } from '../../tester/conversation.ts';

/** The VIN is longer than a frame on every ECU that has it. */
const READ_VIN = '03 22 F1 90';
const N_BS_PASSED_US = 1.1 * MICROS_PER_SECOND;
const LONGEST_SEPARATION_US: Micros = 127 * MICROS_PER_MILLI;

/** The ECU has sent its first frame and waits for a flow control. */
function* expectFirstFrame({ isClassical }: ProbeContext): Conversation<void> {
  if (!isClassical) notProbed('only with frames of 8 bytes');
  const [first] = yield* heardAfter(READ_VIN);
  if (first === undefined || !/^1. .. 62 F1 90/.test(first)) {
    inconclusive(`no response of several frames to 22 F1 90: ${first ?? 'silence'}`);
  }
}

function isConsecutive(frame: string | undefined, sequenceNumber: number): boolean {
  return frame?.startsWith(byteHex(0x20 | sequenceNumber)) ?? false;
}

function* expectGivenUp(): Conversation<void> {
  const heard = yield* heardAfter('30 00 00');
  if (heard.length > 0) fail(`30 00 00 after the message was given up: ${heard.join(', ')}`);
}

/** Two consecutive frames that were sent with this STmin. */
function* withSeparation(
  context: ProbeContext,
  separationTime: string,
): Conversation<readonly [ReceivedFrame, ReceivedFrame]> {
  yield* expectFirstFrame(context);
  const { heard } = yield* frames([`30 00 ${separationTime}`], { listenUs: 500 * MICROS_PER_MILLI });
  const [first, second] = heard;
  if (first === undefined || second === undefined)
    return fail(`30 00 ${separationTime}: ${counted(heard.length, 'frame')} came`);
  return [first, second];
}

export const SENDING_PROBES: readonly Probe[] = [
  {
    rules: [57],
    *run(context) {
      yield* expectFirstFrame(context);
      const heard = yield* heardAfter('30 00 00');
      if (!heard.every((frame, index) => isConsecutive(frame, (index + 1) % 16))) fail(`SN of ${heard.join(', ')}`);
      if (heard.length === 0) fail('30 00 00: silence instead of consecutive frames');
    },
  },
  {
    rules: [60],
    *run(context) {
      yield* expectFirstFrame(context);
      const waiting = yield* heardAfter('31 00 00');
      if (waiting.length > 0) fail(`31 00 00 (wait): ${waiting.join(', ')}`);
      const one = yield* heardAfter('30 01 00');
      if (one.length !== 1) fail(`30 01 00 (a block of one): ${counted(one.length, 'frame')}`);
      if ((yield* heardAfter('30 00 00')).length === 0) fail('30 00 00 after a block: silence');
      for (const flow of ['32 00 00', '33 00 00', '3F 00 00']) {
        yield* expectFirstFrame(context);
        const heard = yield* heardAfter(flow);
        if (heard.length > 0) fail(`${flow}: ${heard.join(', ')} instead of silence`);
        yield* expectGivenUp();
      }
    },
  },
  {
    rules: [60],
    *run(context) {
      yield* expectFirstFrame(context);
      yield* wait(N_BS_PASSED_US);
      yield* expectGivenUp();
    },
  },
  {
    rules: [61],
    measures: true,
    *run(context) {
      for (const [separationTime, us] of [
        ['14', 20_000],
        ['7F', LONGEST_SEPARATION_US],
        ['80', LONGEST_SEPARATION_US],
        ['FF', LONGEST_SEPARATION_US],
      ] as const) {
        const [first, second] = yield* withSeparation(context, separationTime);
        const gap = second.timeUs - first.timeUs;
        if (gap < us - context.jitterUs) {
          fail(
            `STmin ${separationTime}: ${toHex(second.data, ' ')} came ${gap / MICROS_PER_MILLI} ms after the one before`,
          );
        }
      }
    },
  },
  {
    rules: [62],
    measures: true,
    *run(context) {
      yield* expectFirstFrame(context);
      const { sentUs, heard } = yield* frames(['30 00 00'], { listenUs: MICROS_PER_SECOND });
      const [first] = heard;
      if (first === undefined) return fail('30 00 00: silence instead of consecutive frames');
      const took = first.timeUs - sentUs;
      if (took > 900 * MICROS_PER_MILLI) fail(`the consecutive frame came after ${took / MICROS_PER_MILLI} ms`);
    },
  },
];
