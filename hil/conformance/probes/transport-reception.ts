import { toHex } from '../../../can-bus/bytes/hex.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import { byteHex, fail, frames, heardAfter, inconclusive, notProbed, wait } from '../probe-kit.ts';
import type { Probe, ProbePart, ProbeSurroundings } from '../probe.ts';

/** 9 bytes: one identifier four times, in a first and a consecutive frame. */
const REQUEST = ['22', 'F1', '86', 'F1', '86', 'F1', '86', 'F1', '86'];
const N_CR_PASSED_US = 1.1 * MICROS_PER_SECOND;
const FLOW_WITHIN_US = 900 * MICROS_PER_MILLI;

/** The request's frames; the consecutive one with that sequence number. */
function firstFrame({ addressLength }: ProbeSurroundings): string {
  return ['10', '09', ...REQUEST.slice(0, 6 - addressLength)].join(' ');
}

function consecutiveFrame({ addressLength }: ProbeSurroundings, sequenceNumber = 1): string {
  return [byteHex(0x20 | sequenceNumber), ...REQUEST.slice(6 - addressLength)].join(' ');
}

function isFlowControl(frame: string | undefined): boolean {
  return frame !== undefined && /^30 .. ../.test(frame);
}

function* expectFlowControl(surroundings: ProbeSurroundings): ProbePart<void> {
  needClassical(surroundings);
  const [flow] = yield* heardAfter(firstFrame(surroundings));
  if (!isFlowControl(flow)) fail(`${firstFrame(surroundings)}: ${flow ?? 'silence'} instead of a flow control`);
}

function needClassical({ isClassical }: ProbeSurroundings): void {
  if (!isClassical) notProbed('only with frames of 8 bytes');
}

function* expectNothing(...hexes: readonly string[]): ProbePart<void> {
  const heard = yield* heardAfter(...hexes);
  if (heard.length > 0) fail(`${hexes.join(', ')}: ${heard.join(', ')} instead of silence`);
}

function* expectAlive(): ProbePart<void> {
  const [answer] = yield* heardAfter('02 3E 00');
  if (answer?.startsWith('02 7E 00') !== true) fail(`02 3E 00: ${answer ?? 'silence'} instead of 02 7E 00`);
}

/** The request is answered: by 62, or by a refusal of the identifier. */
function* expectTaken(frame: string): ProbePart<void> {
  const [answer] = yield* heardAfter(frame);
  if (answer === undefined || !/^(1. .. 62|0. 62|03 7F 22)/.test(answer)) {
    fail(`${frame}: ${answer ?? 'silence'} instead of an answer`);
  }
  // An answer of several frames is given up.
  if (answer.startsWith('1')) yield* heardAfter('32 00 00');
}

export const RECEPTION_PROBES: readonly Probe[] = [
  {
    rules: [52],
    *run(surroundings) {
      needClassical(surroundings);
      yield* expectNothing('00 3E 00');
      yield* expectNothing(
        `${byteHex(8 - surroundings.addressLength)} 3E 00${' 00'.repeat(5 - surroundings.addressLength)}`,
      );
      yield* expectNothing('0F 3E 00');
      yield* expectNothing('03 3E 00');
      yield* expectAlive();
    },
  },
  {
    rules: [53],
    *run(surroundings) {
      needClassical(surroundings);
      const tooShort = 7 - surroundings.addressLength;
      yield* expectNothing(`10 ${byteHex(tooShort)} 3E 00${' 00'.repeat(4 - surroundings.addressLength)}`);
      yield* expectAlive();
    },
  },
  {
    rules: [54],
    *run(surroundings) {
      needClassical(surroundings);
      yield* expectNothing(`10 00 00 00 0F FF 22${surroundings.addressLength === 0 ? ' F1' : ''}`);
      yield* expectAlive();
    },
  },
  {
    rules: [55],
    *run(surroundings) {
      needClassical(surroundings);
      const heard = yield* heardAfter(`10 00 FF FF FF FF 22${surroundings.addressLength === 0 ? ' F1' : ''}`);
      if (heard[0]?.startsWith('32') !== true)
        fail(`FF_DL FFFFFFFF: ${heard[0] ?? 'silence'} instead of 32 (overflow)`);
      yield* expectNothing(consecutiveFrame(surroundings));
      yield* expectAlive();
    },
  },
  {
    rules: [56],
    *run(surroundings) {
      needClassical(surroundings);
      // Functional requests are normally addressed.
      const { heard } = yield* frames([`10 09 ${REQUEST.slice(0, 6).join(' ')}`], { functional: true });
      if (heard.length > 0) fail('a functional first frame is answered');
      yield* expectAlive();
    },
  },
  {
    rules: [57],
    *run(surroundings) {
      yield* expectFlowControl(surroundings);
      yield* expectTaken(consecutiveFrame(surroundings));
      for (const wrong of [0, 2]) {
        yield* expectFlowControl(surroundings);
        yield* expectNothing(consecutiveFrame(surroundings, wrong));
        yield* expectNothing(consecutiveFrame(surroundings));
      }
    },
  },
  {
    rules: [58],
    *run(surroundings) {
      yield* expectFlowControl(surroundings);
      yield* wait(N_CR_PASSED_US);
      yield* expectNothing(consecutiveFrame(surroundings));
      yield* expectAlive();
    },
  },
  {
    rules: [59],
    *run(surroundings) {
      needClassical(surroundings);
      yield* expectNothing('21 3E 00', '30 00 00', '40 3E 00', '92 3E 00', 'F2 3E 00');
      yield* expectFlowControl(surroundings);
      yield* expectNothing('30 00 00', '40 3E 00');
      yield* expectTaken(consecutiveFrame(surroundings));
      yield* expectFlowControl(surroundings);
      yield* expectAlive();
      yield* expectNothing(consecutiveFrame(surroundings));
    },
  },
  {
    rules: [62],
    measures: true,
    *run(surroundings) {
      needClassical(surroundings);
      const { sentUs, heard } = yield* frames([firstFrame(surroundings)], { listenUs: MICROS_PER_SECOND });
      const [flow] = heard;
      if (flow === undefined) return inconclusive('no flow control came');
      const took = flow.timeUs - sentUs;
      if (took > FLOW_WITHIN_US) fail(`${toHex(flow.data, ' ')} came after ${took / MICROS_PER_MILLI} ms`);
    },
  },
  {
    rules: [63],
    *run(surroundings) {
      needClassical(surroundings);
      const fill = 5 - surroundings.addressLength;
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
