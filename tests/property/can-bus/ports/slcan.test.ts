import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, sameFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { SlcanAdapter } from '../../../../can-bus/ports/slcan-adapter.ts';
import { decodeSlcanFrame, encodeSlcanFrame, SlcanParser } from '../../../../can-bus/ports/slcan-codec.ts';

const FD_LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64];

const address = fc.boolean().chain((extended) =>
  fc.record({
    extended: fc.constant(extended),
    id: fc.integer({ min: 0, max: extended ? 0x1fff_ffff : 0x7ff }),
  }),
);

const classicFrame = fc
  .tuple(address, fc.uint8Array({ maxLength: 8 }))
  .map(([{ id, extended }, data]) => dataFrame(id, data, { extended }));

const remote = fc
  .tuple(address, fc.integer({ min: 0, max: 8 }))
  .map(([{ id, extended }, length]) => remoteFrame(id, length, { extended }));

const fdFrame = fc
  .tuple(address, fc.constantFrom(...FD_LENGTHS), fc.boolean(), fc.integer({ min: 0, max: 255 }))
  .map(([{ id, extended }, length, bitRateSwitch, first]) => {
    const data = Uint8Array.from({ length }, (_, i) => (first + i * 37) & 0xff);
    return dataFrame(id, data, { extended, fd: true, bitRateSwitch });
  });

const anyFrame: fc.Arbitrary<CanFrame> = fc.oneof(classicFrame, remote, fdFrame);

/** Bytes a careless or hostile program might send: noise, and pieces of the protocol in the wrong place. */
const garbage = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.constantFrom('C\r', 'S6\r', 'O\r', 'L\r', 'Z1\r', 't', 'T', '123', '8', '\r', '\n', '\x07', 'x'.repeat(200)),
    ),
  )
  .map((pieces) =>
    pieces.flatMap((piece) => [...(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)]),
  );

describe('SLCAN for any frame', () => {
  it('comes back as it was sent, with and without time stamp', () => {
    const stamp = fc.option(fc.integer({ min: 0, max: 59_999 }));
    fc.assert(
      fc.property(anyFrame, stamp, (frame, timestampMs) => {
        const line = encodeSlcanFrame(frame, timestampMs);
        expect(line.endsWith('\r')).toBe(true);
        const decoded = decodeSlcanFrame(line.slice(0, -1));
        expect(decoded?.timestampMs).toBe(timestampMs);
        expect(decoded !== null && sameFrame(decoded.frame, frame)).toBe(true);
      }),
    );
  });

  it('passes through an open adapter in any chunks, one answer a frame, in order', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 20 }), cuts, (frames, sizes) => {
        const adapter = new SlcanAdapter({ fd: true });
        adapter.handle('O');
        const stream = new TextEncoder().encode(frames.map((frame) => encodeSlcanFrame(frame)).join(''));
        const parser = new SlcanParser('adapter');
        const passed: CanFrame[] = [];
        let replies = '';
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          parser.push(stream.subarray(at, at + size), (line) => {
            const { reply, frame } = adapter.handle(line);
            replies += reply;
            if (frame !== null) passed.push(frame);
          });
          at += size;
        }
        expect(replies).toBe(frames.map((frame) => (frame.extended ? 'Z\r' : 'z\r')).join(''));
        expect(passed).toHaveLength(frames.length);
        passed.forEach((frame, i) => expect(encodeSlcanFrame(frame)).toBe(encodeSlcanFrame(frames[i] ?? frame)));
      }),
    );
  });
});

describe('SLCAN for any garbage', () => {
  it('never throws, answers each line with one CR, BEL or nothing, and lets only well-formed frames through', () => {
    fc.assert(
      fc.property(garbage, (bytes) => {
        const adapter = new SlcanAdapter();
        const parser = new SlcanParser('adapter');
        parser.push(Uint8Array.from(bytes), (line) => {
          const { reply, frame } = adapter.handle(line);
          expect(reply).toMatch(/^(|\x07|[VNFzZ]?[0-9A-Z]*\r)$/);
          if (frame === null) return;
          expect(adapter.channel).toBe('open');
          expect(encodeSlcanFrame(frame)).toBe(`${(line ?? '').slice(0, 1)}${(line ?? '').slice(1).toUpperCase()}\r`);
        });
      }),
    );
  });

  it('leaves an adapter that works', () => {
    fc.assert(
      fc.property(garbage, (bytes) => {
        const adapter = new SlcanAdapter();
        const parser = new SlcanParser('adapter');
        parser.push(Uint8Array.from(bytes), (line) => adapter.handle(line));
        const answers: string[] = [];
        parser.push(new TextEncoder().encode('\rC\rO\rt1230\r'), (line) => answers.push(adapter.handle(line).reply));
        expect(answers.at(-1)).toBe('z\r');
      }),
    );
  });
});
