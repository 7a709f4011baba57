import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameFrame } from '../../../../can-bus/frame/can-frame.ts';
import { ascDecoder } from '../../../../can-bus/trace/asc-decoder.ts';
import { encodeAsc } from '../../../../can-bus/trace/asc.ts';
import { BlfDecoder } from '../../../../can-bus/trace/blf-decoder.ts';
import { encodeBlf } from '../../../../can-bus/trace/blf.ts';
import { candumpDecoder, encodeCandump } from '../../../../can-bus/trace/candump.ts';
import type { TimedFrame } from '../../../../can-bus/trace/frame-record.ts';
import { PcapngDecoder } from '../../../../can-bus/trace/pcapng-decoder.ts';
import { encodePcapng } from '../../../../can-bus/trace/pcapng.ts';
import type { TraceDecoder } from '../../../../can-bus/trace/trace-decoder.ts';
import { encodeJsonl } from '../../../../hil/trace/jsonl-trace.ts';
import { jsonlDecoder } from '../../../../hil/trace/jsonl-decoder.ts';
import type { TraceEntry } from '../../../../hil/trace/trace-record.ts';
import { anyFrame } from '../../support/any-frame.ts';
import { readAll } from '../../../unit/can-bus/trace/read-all.ts';

interface Format {
  readonly name: string;
  readonly encode: (records: readonly TimedFrame[]) => Uint8Array;
  readonly decoder: () => TraceDecoder | TraceDecoder<TraceEntry>;
  /** What a file of it may look like. */
  readonly alphabet: string;
}

const text = (parts: Iterable<string>): Uint8Array => new TextEncoder().encode([...parts].join(''));

const FORMATS: readonly Format[] = [
  {
    name: 'candump',
    encode: (records) => text(encodeCandump(records)),
    decoder: candumpDecoder,
    alphabet: '(0.1)can 7B#RT\n',
  },
  {
    name: 'asc',
    encode: (records) => text(encodeAsc(records, '2019-07-01T08:00:00Z')),
    decoder: ascDecoder,
    alphabet: '0123 .CANFDRxTxdrbase\nEnd',
  },
  {
    name: 'pcapng',
    encode: (records) => new Uint8Array(Buffer.concat([...encodePcapng(records)])),
    decoder: () => new PcapngDecoder(),
    alphabet: '\n\r\u001a+<M\u0000\u0001\u0006\u001c',
  },
  {
    name: 'blf',
    encode: (records) => new Uint8Array(Buffer.concat([...encodeBlf(records, '2019-07-01T08:00:00Z')])),
    decoder: () => new BlfDecoder(),
    alphabet: 'LOGBJ\u0000\u0001\u0002\n\u0010\u0020\u0030',
  },
  {
    name: 'jsonl',
    encode: (records) => text(encodeJsonl(records.map((record) => ({ sender: 'body', ...record })))),
    decoder: jsonlDecoder,
    alphabet: '{"timeUs":1,"kind":"frame"}\n',
  },
];

const records = fc.array(fc.record({ timeUs: fc.nat({ max: 2 ** 50 }), frame: anyFrame }), { maxLength: 20 });

function readBack(format: Format, bytes: Uint8Array, pieces: number): readonly TraceEntry[] {
  return readAll<TraceEntry>(format.decoder(), bytes, pieces);
}

describe.each(FORMATS)('$name', (format) => {
  it('keeps any frames through writing and reading, however the file is cut into pieces', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 200 }), (written, pieces) => {
        const read = readBack(format, format.encode(written), pieces);
        expect(read.length).toBe(written.length);
        for (const [index, item] of read.entries()) {
          const record = written[index];
          expect(item).toMatchObject({ kind: 'frame', timeUs: record?.timeUs });
          expect(item.kind === 'frame' && record !== undefined && sameFrame(item.frame, record.frame)).toBe(true);
        }
      }),
    );
  });

  it('cut anywhere, reads the whole records before the cut and invents none', () => {
    fc.assert(
      fc.property(records, fc.nat(), (written, at) => {
        const whole = format.encode(written);
        const cut = whole.subarray(0, at % (whole.length + 1));
        const frames = readBack(format, cut, 64).filter((item) => item.kind === 'frame');
        // The last line of a text may be cut where it still reads well; it is reported then.
        for (const [index, frame] of frames.slice(0, -1).entries()) {
          const record = written[index];
          expect(record !== undefined && sameFrame(frame.frame, record.frame)).toBe(true);
        }
        expect(frames.length).toBeLessThanOrEqual(written.length);
      }),
    );
  });

  it('never throws on a file of anything', () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(fc.constantFrom(...format.alphabet.split('')), { maxLength: 400 })
        .map((letters) => new TextEncoder().encode(letters.join(''))),
    );
    fc.assert(
      fc.property(garbage, records, fc.nat(), (bytes, some, at) => {
        const good = format.encode(some);
        const place = at % (good.length + 1);
        // Garbage alone, and in the middle of something good.
        readBack(format, bytes, 16);
        readBack(format, Buffer.concat([good.subarray(0, place), bytes, good.subarray(place)]), 16);
        const spoilt = good.slice();
        for (const [offset, byte] of bytes.entries()) {
          if (place + offset < spoilt.length) spoilt[place + offset] = byte;
        }
        readBack(format, spoilt, 16);
      }),
    );
  });
});
