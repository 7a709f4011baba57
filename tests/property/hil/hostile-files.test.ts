import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import { encodeAsc } from '../../../can-bus/trace/asc.ts';
import { encodeBlf } from '../../../can-bus/trace/blf.ts';
import { encodeCandump } from '../../../can-bus/trace/candump.ts';
import type { TimedFrame } from '../../../can-bus/trace/frame-record.ts';
import { encodePcapng } from '../../../can-bus/trace/pcapng.ts';
import { Explainer } from '../../../hil/explain/explainer.ts';
import { explainedLines, summaryLines } from '../../../hil/explain/explain-text.ts';
import type { Explained } from '../../../hil/explain/explained.ts';
import { PdxDescription } from '../../../hil/explain/pdx/pdx-description.ts';
import { encodeJsonl } from '../../../hil/trace/jsonl-trace.ts';
import { openTrace } from '../../../hil/trace/read-trace.ts';

const DATE = '2019-07-01T08:00:00Z';
const FRAMES: readonly TimedFrame[] = [
  [0, 0x7e0, '0322F190'],
  [10, 0x7e8, '101462F190313233'],
  [11, 0x7e0, '300000'],
  [12, 0x7e8, '2134353637383930'],
  [13, 0x7e8, '2231323334353637'],
  [20, 0x7df, '02010C'],
  [28, 0x7e8, '04410C1AF8'],
  [40, 0x6f1, '12022701'],
  [45, 0x612, 'F1066701AABBCCDD'],
].map(([ms = 0, id = 0, data = '']) => ({
  timeUs: Number(ms) * 1000,
  frame: dataFrame(Number(id), new Uint8Array(Buffer.from(String(data), 'hex'))),
}));
const text = (parts: Iterable<string>): Uint8Array => strToU8([...parts].join(''));
const TRC = text([
  ';$FILEVERSION=1.1\n;$STARTTIME=43000.5\n;\n',
  ...FRAMES.map(({ timeUs, frame }, index) => {
    const data = [...frame.data].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return `${index + 1}) ${timeUs / 1000}.0 Rx ${frame.id.toString(16).padStart(4, '0')} ${frame.length} ${data}\n`;
  }),
]);
const CANDUMP = text(encodeCandump(FRAMES));
const BLF = new Uint8Array(Buffer.concat([...encodeBlf(FRAMES, DATE)]));

const LOGS: Readonly<Record<string, Uint8Array>> = {
  candump: CANDUMP,
  asc: text(encodeAsc(FRAMES, DATE)),
  blf: BLF,
  trc: TRC,
  pcapng: new Uint8Array(Buffer.concat([...encodePcapng(FRAMES)])),
  jsonl: text(encodeJsonl(FRAMES.map((record) => ({ sender: 'body', ...record })))),
  'candump in gzip': new Uint8Array(gzipSync(CANDUMP)),
  'candump in zstd': new Uint8Array(zstdCompressSync(CANDUMP)),
  'blf in gzip': new Uint8Array(gzipSync(BLF)),
};

/** Bytes that are changed, left out or put in, anywhere in a file. */
interface Change {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

const changes = fc.array(
  fc.record({
    at: fc.nat(),
    remove: fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 4 }) }, { weight: 1, arbitrary: fc.nat({ max: 5000 }) }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.constantFrom(Uint8Array.of(0xff, 0xff, 0xff, 0xff), Uint8Array.of(0xff, 0xff, 0xff, 0x7f), new Uint8Array(4)),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function changed(file: Uint8Array, list: readonly Change[]): Uint8Array {
  let bytes = Buffer.from(file);
  for (const { at, remove, insert } of list) {
    const place = at % (bytes.length + 1);
    bytes = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
  }
  return new Uint8Array(bytes);
}

/** How an explained file ends: read, or refused with an error that names the fix. */
async function explain(bytes: Uint8Array): Promise<string> {
  const items: Explained[] = [];
  const explainer = new Explainer([], (item) => items.push(item));
  try {
    const trace = await openTrace('-', { stdin: Readable.from([Buffer.from(bytes)]) });
    for await (const portion of trace.items) {
      for (const item of portion) {
        if (item.kind === 'frame') explainer.take(item.frame, item.timeUs, item.bus);
      }
    }
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return error.hint === null ? `no hint: ${error.message}` : 'refused';
  }
  explainer.end();
  for (const item of items) explainedLines(item, { description: null, showBus: true });
  const counts = { exchanges: 0, positive: 0, negative: 0, silent: 0, brokenOff: 0, notes: 0 };
  summaryLines(explainer, counts, 500_000, String);
  return 'read';
}

describe('a log that was changed anywhere', () => {
  it.each(Object.entries(LOGS))('is read or refused with a hint: %s', async (_, file) => {
    expect(await explain(file)).toBe('read');
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        expect(['read', 'refused']).toContain(await explain(changed(file, list)));
      }),
      { numRuns: 60 },
    );
  });
});

const ODX =
  '<?xml version="1.0"?><ODX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><A>' +
  '<DATA-OBJECT-PROP ID="u8"><COMPU-METHOD><CATEGORY>IDENTICAL</CATEGORY></COMPU-METHOD>' +
  '<DIAG-CODED-TYPE BASE-DATA-TYPE="A_UINT32" xsi:type="STANDARD-LENGTH-TYPE"><BIT-LENGTH>8</BIT-LENGTH></DIAG-CODED-TYPE>' +
  '</DATA-OBJECT-PROP>' +
  '<DIAG-SERVICE><SHORT-NAME>Speed</SHORT-NAME><REQUEST-REF ID-REF="q"/><POS-RESPONSE-REFS><POS-RESPONSE-REF ID-REF="p"/></POS-RESPONSE-REFS></DIAG-SERVICE>' +
  '<REQUEST ID="q"><PARAMS><PARAM xsi:type="CODED-CONST"><BYTE-POSITION>0</BYTE-POSITION><CODED-VALUE>34</CODED-VALUE>' +
  '<DIAG-CODED-TYPE BASE-DATA-TYPE="A_UINT32" xsi:type="STANDARD-LENGTH-TYPE"><BIT-LENGTH>8</BIT-LENGTH></DIAG-CODED-TYPE></PARAM></PARAMS></REQUEST>' +
  '<POS-RESPONSE ID="p"><PARAMS><PARAM xsi:type="VALUE"><SHORT-NAME>v</SHORT-NAME><BYTE-POSITION>1</BYTE-POSITION><DOP-REF ID-REF="u8"/></PARAM></PARAMS></POS-RESPONSE>' +
  '</A></ODX>';

/** A changed description is one, or is refused; it never makes explaining fail. */
function describeWith(package_: Uint8Array): string {
  try {
    const description = PdxDescription.read('a.pdx', package_);
    const outcome = { kind: 'positive', response: Uint8Array.of(0x62, 0x07, 0x08) } as const;
    description.describe({ request: Uint8Array.of(0x22, 0x07), outcome, pair: null });
    return 'read';
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return error.hint === null ? `no hint: ${error.message}` : 'refused';
  }
}

describe('a diagnostic description that was changed anywhere', () => {
  it('as a package is read or refused with a hint', () => {
    const whole = zipSync({ 'a.odx-d': strToU8(ODX), 'b.odx-c': strToU8('<ODX/>') });
    expect(describeWith(whole)).toBe('read');
    fc.assert(
      fc.property(changes, (list) => {
        expect(['read', 'refused']).toContain(describeWith(changed(whole, list)));
      }),
    );
  });

  it('in its text is read or refused with a hint', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const file = zipSync({ 'a.odx-d': changed(strToU8(ODX), list) });
        expect(['read', 'refused']).toContain(describeWith(file));
      }),
    );
  });

  it('in single words and numbers is read or refused with a hint', () => {
    const words = [...new Set(ODX.match(/[\w-]+/g) ?? [])];
    const numbers = [
      '',
      '-1',
      '0',
      '65',
      '1e9',
      '99999999999',
      'NaN',
      '0.5',
      'A_FLOAT32',
      'END-OF-PDU-FIELD',
      'q',
      'p',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.constantFrom(...words, ...numbers), (word, other) => {
        const file = zipSync({ 'a.odx-d': strToU8(ODX.replace(word, other)) });
        expect(['read', 'refused']).toContain(describeWith(file));
      }),
      { numRuns: 300 },
    );
  });
});
