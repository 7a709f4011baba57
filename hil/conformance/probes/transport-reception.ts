import { toHex } from '../../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { byteHex, fail, frames, heardAfter, inconclusive, notProbed, wait } from '../probe-kit.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import type { Conversation } from '../../tester/conversation.ts';

/** 9 bytes: one identifier four times, in a first and a consecutive frame. */
const REQUEST = ['22', 'F1', '86', 'F1', '86', 'F1', '86', 'F1', '86'];
const N_CR_PASSED_US = 1.1 * MICROS_PER_SECOND;
const FLOW_WITHIN_US = 900 * MICROS_PER_MILLI;

/** The request's frames; the consecutive one has the given sequence number. */
function firstFrame({ addressLength }: ProbeContext): string {
  return ['10', '09', ...REQUEST.slice(0, 6 - addressLength)].join(' ');
}

function consecutiveFrame({ addressLength }: ProbeContext, sequenceNumber = 1): string {
  return [byteHex(0x20 | sequenceNumber), ...REQUEST.slice(6 - addressLength)].join(' ');
}

function isFlowControl(frame: string | undefined): boolean {
  return frame !== undefined && /^30 .. ../.test(frame);
}

function* expectFlowControl(context: ProbeContext): Conversation<void> {
  needClassical(context);
  const [flow] = yield* heardAfter(firstFrame(context));
  if (!isFlowControl(flow)) fail(`${firstFrame(context)}: ${flow ?? 'silence'} instead of a flow control`);
}

function needClassical({ isClassical }: ProbeContext): void {
  if (!isClassical) notProbed('only with frames of 8 bytes');
}

function* expectNothing(...hexes: readonly string[]): Conversation<void> {
  const heard = yield* heardAfter(...hexes);
  if (heard.length > 0) fail(`${hexes.join(', ')}: ${heard.join(', ')} instead of silence`);
}

function* expectAlive(): Conversation<void> {
  const [answer] = yield* heardAfter('02 3E 00');
  if (answer?.startsWith('02 7E 00') !== true) fail(`02 3E 00: ${answer ?? 'silence'} instead of 02 7E 00`);
}

/** The request is answered: by 62, or by a refusal of the identifier. */
function* expectTaken(frame: string): Conversation<void> {
  const [answer] = yield* heardAfter(frame);
  if (answer === undefined || !/^(1. .. 62|0. 62|03 7F 22)/.test(answer)) {
    fail(`${frame}: ${answer ?? 'silence'} instead of a response`);
  }
  // Drops an answer of several frames.
  if (answer.startsWith('1')) yield* heardAfter('32 00 00');
}

export const RECEPTION_PROBES: readonly Probe[] = [
  {
    rules: [52],
    *run(context) {
      needClassical(context);
      yield* expectNothing('00 3E 00');
      yield* expectNothing(`${byteHex(8 - context.addressLength)} 3E 00${' 00'.repeat(5 - context.addressLength)}`);
      yield* expectNothing('0F 3E 00');
      yield* expectNothing('03 3E 00');
      yield* expectAlive();
    },
  },
  {
    rules: [53],
    *run(context) {
      needClassical(context);
      const tooShort = 7 - context.addressLength;
      yield* expectNothing(`10 ${byteHex(tooShort)} 3E 00${' 00'.repeat(4 - context.addressLength)}`);
      yield* expectAlive();
    },
  },
  {
    rules: [54],
    *run(context) {
      needClassical(context);
      yield* expectNothing(`10 00 00 00 0F FF 22${context.addressLength === 0 ? ' F1' : ''}`);
      yield* expectAlive();
    },
  },
  {
    rules: [55],
    *run(context) {
      needClassical(context);
      const heard = yield* heardAfter(`10 00 FF FF FF FF 22${context.addressLength === 0 ? ' F1' : ''}`);
      if (heard[0]?.startsWith('32') !== true)
        fail(`FF_DL FFFFFFFF: ${heard[0] ?? 'silence'} instead of 32 (overflow)`);
      yield* expectNothing(consecutiveFrame(context));
      yield* expectAlive();
    },
  },
  {
    rules: [56],
    *run(context) {
      needClassical(context);
      if (!context.receivesFunctional) notProbed('the ECU receives no functional requests');
      // Functional requests use normal addressing.
      const { heard } = yield* frames([`10 09 ${REQUEST.slice(0, 6).join(' ')}`], { functional: true });
      if (heard.length > 0) fail('a functional first frame is answered');
      yield* expectAlive();
    },
  },
  {
    rules: [57],
    *run(context) {
      yield* expectFlowControl(context);
      yield* expectTaken(consecutiveFrame(context));
      for (const wrong of [0, 2]) {
        yield* expectFlowControl(context);
        yield* expectNothing(consecutiveFrame(context, wrong));
        yield* expectNothing(consecutiveFrame(context));
      }
    },
  },
  {
    rules: [58],
    *run(context) {
      yield* expectFlowControl(context);
      yield* wait(N_CR_PASSED_US);
      yield* expectNothing(consecutiveFrame(context));
      yield* expectAlive();
    },
  },
  {
    rules: [59],
    *run(context) {
      needClassical(context);
      yield* expectNothing('21 3E 00', '30 00 00', '40 3E 00', '92 3E 00', 'F2 3E 00');
      yield* expectFlowControl(context);
      yield* expectNothing('30 00 00', '40 3E 00');
      yield* expectTaken(consecutiveFrame(context));
      yield* expectFlowControl(context);
      yield* expectAlive();
      yield* expectNothing(consecutiveFrame(context));
    },
  },
  {
    rules: [62],
    measures: true,
    *run(context) {
      needClassical(context);
      const { sentUs, heard } = yield* frames([firstFrame(context)], { listenUs: MICROS_PER_SECOND });
      const [flow] = heard;
      if (flow === undefined) return inconclusive('no flow control came');
      const took = flow.timeUs - sentUs;
      if (took > FLOW_WITHIN_US) fail(`${toHex(flow.data, ' ')} came after ${took / MICROS_PER_MILLI} ms`);
    },
  },
  {
    rules: [63],
    *run(context) {
      needClassical(context);
      const fill = 5 - context.addressLength;
      for (const padding of ['', ' 00'.repeat(fill), ' AA'.repeat(fill), ' 55']) {
        const [answer] = yield* heardAfter(`02 3E 00${padding}`);
        if (answer?.startsWith('02 7E 00') !== true) fail(`02 3E 00${padding}: ${answer ?? 'silence'}`);
      }
    },
  },
  {
    rules: [64],
    *run({ extendedIds, requestId, responseId }) {
      if (!extendedIds) notProbed('the ECU has 11-bit ids');
      const target = (requestId >> 8) & 0xff;
      const source = requestId & 0xff;
      const isFixed = requestId >>> 16 === 0x18da && responseId === ((0x18da << 16) | (source << 8) | target);
      if (!isFixed) inconclusive('the ids are not normal fixed addressing');
      yield* expectAlive();
    },
  },
];
