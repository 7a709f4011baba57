import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalFixedId } from '../../../../can-bus/isotp/addressing.ts';
import { decodeSeparationTime } from '../../../../can-bus/isotp/frame-layout.ts';
import type { IsoTpAddressing, IsoTpConfig } from '../../../../can-bus/isotp/types.ts';
import { EndpointPair } from './endpoint-pair.ts';
import type { WireRecord } from './endpoint-pair.ts';

const NORMAL: IsoTpAddressing = { kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd };
const EXTENDED: IsoTpAddressing = {
  kind: 'extended',
  sendId: 0x750,
  receiveId: 0x758,
  sendAddress: 0xb5,
  receiveAddress: 0xb5,
};

const NORMAL_FIXED: IsoTpAddressing = {
  kind: 'normal',
  sendId: normalFixedId(0xb5, 0xf1),
  receiveId: normalFixedId(0xf1, 0xb5),
};
const MIXED: IsoTpAddressing = {
  kind: 'mixed',
  sendId: 0x18ceb5f1,
  receiveId: 0x18cef1b5,
  sendAddress: 0x42,
  receiveAddress: 0x42,
};

const addressings = fc.constantFrom(NORMAL, EXTENDED, NORMAL_FIXED, MIXED);
const bytesOf = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.integer({ min: 1, max: maxLength }), fc.integer({ min: 0, max: 255 }))
    .map(([length, start]) => Uint8Array.from({ length }, (_, index) => start + index * 7 + (index >> 8)));
const payloads = fc.oneof(bytesOf(24), bytesOf(4_095));
const paddings = fc.constantFrom<IsoTpConfig['padding']>(null, 0x00, 0xcc, 0x30);
const formats = fc.constantFrom<Partial<IsoTpConfig>>(
  { fd: false, frameLength: 8 },
  { fd: true, frameLength: 8 },
  { fd: true, frameLength: 12 },
  { fd: true, frameLength: 64 },
);
const rawByte = fc.integer({ min: 0, max: 255 });

/** Consecutive frames, or flow controls, recognised by their type behind the address. */
function ofType(wire: readonly WireRecord[], type: number, addressing: IsoTpAddressing): WireRecord[] {
  const offset = addressing.kind === 'normal' ? 0 : 1;
  return wire.filter(({ frame }) => (frame.data[offset] ?? 0) >> 4 === type);
}

describe('a message between two endpoints', () => {
  it('conformance 52 to 64: arrives as it was sent, in any addressing, format, padding, BS and STmin', () => {
    fc.assert(
      fc.property(
        addressings,
        formats,
        payloads,
        paddings,
        paddings,
        rawByte,
        rawByte,
        (addressing, format, payload, padding, farPadding, blockSize, separationTime) => {
          const near = { ...format, padding };
          const pair = new EndpointPair(addressing, near, {
            ...format,
            padding: farPadding,
            blockSize,
            separationTime,
          });
          pair.send(payload);
          pair.run();
          expect(pair.near.reported).toEqual([{ kind: 'sent' }]);
          expect(pair.far.reported.at(-1)).toEqual({ kind: 'received', payload });
          const started = pair.far.reported.slice(0, -1);
          expect(started).toEqual(
            payload.length <= pair.near.endpoint.singleFrameLimit
              ? []
              : [{ kind: 'reception-started', length: payload.length }],
          );
          expect(pair.far.endpoint.hasPendingWork() || pair.near.endpoint.hasPendingWork()).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('conformance 58, 60, 61: is sent in blocks of BS frames, with a flow control before each, STmin apart', () => {
    fc.assert(
      fc.property(addressings, payloads, rawByte, rawByte, (addressing, payload, blockSize, separationTime) => {
        const pair = new EndpointPair(addressing, {}, { blockSize, separationTime });
        pair.send(payload);
        pair.run();
        const consecutive = ofType(pair.wire, 2, addressing);
        const blocks = blockSize === 0 ? 1 : Math.ceil(consecutive.length / blockSize);
        const flowControls = ofType(pair.wire, 3, addressing);
        expect(flowControls).toHaveLength(consecutive.length === 0 ? 0 : blocks);
        for (const [index, frame] of consecutive.entries()) {
          const before = consecutive[index - 1];
          if (before === undefined || (blockSize > 0 && index % blockSize === 0)) {
            const flowControl = flowControls[blockSize === 0 ? 0 : index / blockSize];
            expect(frame.requestedUs).toBe(flowControl?.endUs);
            continue;
          }
          expect(frame.requestedUs - before.endUs).toBe(decodeSeparationTime(separationTime));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('conformance 55: that is too long is refused with overflow and nothing else', () => {
    fc.assert(
      fc.property(
        addressings,
        fc.integer({ min: 8, max: 4_094 }),
        fc.integer({ min: 1, max: 1_000 }),
        (addressing, receiveLimit, excess) => {
          const pair = new EndpointPair(addressing, {}, { receiveLimit });
          pair.send(new Uint8Array(receiveLimit + excess));
          pair.run();
          expect(pair.near.reported).toEqual([{ kind: 'send-failed', fault: 'overflow' }]);
          expect(pair.far.reported).toEqual([]);
          expect(pair.wire).toHaveLength(2);
        },
      ),
    );
  });
});
