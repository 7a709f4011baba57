import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convertTrace, needsEarliestTime, type Conversion } from '../../../../hil/trace/convert-trace.ts';
import { earliestTime } from '../../../../hil/trace/earliest-time.ts';
import { openTrace, type ReadTraceOptions } from '../../../../hil/trace/read-trace.ts';
import { TRACE_FORMATS, type TraceFormat } from '../../../../hil/trace/trace-format.ts';
import { badLines, leftOutLines } from '../../../../hil/trace/trace-remarks.ts';
import { twoBusLog } from './two-bus-log.ts';

let folder = '';
const path = (name: string): string => join(folder, name);
const zone = process.env['TZ'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-convert-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

interface Converted {
  readonly text: string;
  readonly conversion: Conversion;
}

/** From a file to a file. @param stdin in place of the file, which is read only once */
async function convert(
  input: string,
  to: TraceFormat,
  options: { readonly fromZero?: boolean; readonly stdin?: string; readonly reading?: ReadTraceOptions } = {},
): Promise<Converted> {
  const { fromZero = false, stdin, reading = {} } = options;
  const chunks: Uint8Array[] = [];
  const name = stdin === undefined ? path(input) : '-';
  const opening = stdin === undefined ? reading : { ...reading, stdin: Readable.from([Buffer.from(stdin)]) };
  const earliestUs = needsEarliestTime({ to, fromZero }) ? await earliestTime(name, to === 'jsonl', reading) : null;
  const conversion = await convertTrace(await openTrace(name, opening), {
    to,
    fromZero,
    earliestUs,
    calendarStart: '2019-07-01T08:00:00Z',
    write: (chunk) => chunks.push(chunk.slice()),
    drained: () => Promise.resolve(),
    replaceStart: () => undefined,
  });
  writeFileSync(path(`out.${to}`), Buffer.concat(chunks));
  return { text: readFileSync(path(`out.${to}`), 'latin1'), conversion };
}

async function backFrom(to: TraceFormat, fromZero = false): Promise<string> {
  await convert('in.log', to, { fromZero });
  const back = await convert(`out.${to}`, 'candump');
  expect(back.conversion.remarks).toMatchObject({ badCount: 0, cutOff: null });
  return back.text;
}

const DISORDER =
  '(1700000000.500400) can0 100#01\n(1700000000.500100) can1 200#02\n' +
  '(1700000000.499900) can1 201#03\n(1700000001.500000) can0 101#04\n';

describe('a conversion of a log of two buses, 3000 lines of all kinds', () => {
  const { text, kept, errorFrames, errorStates } = twoBusLog();

  it.each(TRACE_FORMATS)('to %s and back changes nothing but what it says', async (to) => {
    writeFileSync(path('in.log'), text);
    const { conversion } = await convert('in.log', to);
    expect([conversion.frames, conversion.eventsLeftOut, conversion.renamed.size]).toEqual([3000 - errorFrames, 0, 0]);
    expect(leftOutLines(conversion.remarks)).toEqual([
      `passed over: an error frame (${errorFrames} times)`,
      `warning: not kept: the error state indicator (ESI) of ${errorStates} frames`,
    ]);
    const back = await convert(`out.${to}`, 'candump');
    expect(leftOutLines(back.conversion.remarks)).toEqual([]);
    expect(back.text).toBe(kept);
  });

  it('through all formats, one after another, is the same', async () => {
    writeFileSync(path('in.log'), text);
    await convert('in.log', 'asc');
    await convert('out.asc', 'pcapng');
    await convert('out.pcapng', 'jsonl');
    expect((await convert('out.jsonl', 'candump')).text).toBe(kept);
  });
});

describe('times of a conversion', () => {
  it.each(TRACE_FORMATS)('with --zero count from the earliest frame: %s', async (to) => {
    writeFileSync(path('in.log'), DISORDER);
    expect(await backFrom(to, true)).toBe(
      '(0.000500) can0 100#01\n(0.000200) can1 200#02\n(0.000000) can1 201#03\n(1.000100) can0 101#04\n',
    );
  });

  it.each(TRACE_FORMATS)('of the wall clock come back to the microsecond, in any order: %s', async (to) => {
    writeFileSync(path('in.log'), DISORDER);
    expect(await backFrom(to)).toBe(DISORDER);
  });

  it('of the wall clock are a local date in ASC, and come back in another time zone', async () => {
    writeFileSync(path('in.log'), '(1700000000.123456) can0 100#01\n');
    process.env['TZ'] = 'America/New_York';
    const [date, , , , origin, , , frame] = (await convert('in.log', 'asc')).text.split('\n');
    expect([date, origin, frame]).toEqual([
      'date Tue Nov 14 05:13:20.123 pm 2023',
      '// time 0 is 1700000000.123000 s since 1970-01-01 UTC',
      '   0.000456 1  100             Rx   d 1 01',
    ]);
    process.env['TZ'] = 'Asia/Tokyo';
    expect((await convert('out.asc', 'candump')).text).toBe('(1700000000.123456) can0 100#01\n');
  });

  it('from 0 stay from 0 through ASC, whose date is the one given', async () => {
    writeFileSync(path('in.log'), '(0.000000) can0 100#01\n(1.000000) can0 100#02\n');
    expect((await convert('in.log', 'asc')).text).toMatch(/^date Mon Jul 01 08:00:00\.000 am 2019\n/);
    expect((await convert('out.asc', 'candump')).text).toBe('(0.000000) can0 100#01\n(1.000000) can0 100#02\n');
  });

  const FOREIGN =
    'date Wed Oct 5 07:57:38.037 am 2022\nbase hex  timestamps absolute\n' +
    '  -0.000500 1  101             Rx   d 2 00 01\n   0.001000 1  102             Rx   d 1 02\n';

  it('before 0 are refused, with --zero as the way out, which counts from them', async () => {
    writeFileSync(path('in.asc'), FOREIGN);
    const refused = await convert('in.asc', 'candump');
    expect(badLines(refused.conversion.remarks, 'in.asc', 'error')).toEqual([
      'error: in.asc, record 1: a frame at -0.000500 s, before time 0; expected a time from 0 on: use --zero, which counts from the earliest frame',
    ]);
    expect(refused.text).toBe('(0.001000) can0 102#02\n');
    const { text, conversion } = await convert('in.asc', 'candump', { fromZero: true });
    expect([text, conversion.remarks.badCount]).toEqual(['(0.000000) can0 101#0001\n(0.001500) can0 102#02\n', 0]);
  });

  it('of an ASC count from its date where that is requested', async () => {
    writeFileSync(path('in.asc'), FOREIGN);
    const reading: ReadTraceOptions = { ascOrigin: ({ year, micros }) => year * 1_000_000 + micros };
    expect((await convert('in.asc', 'candump', { reading })).text).toBe(
      '(2022.036500) can0 101#0001\n(2022.038000) can0 102#02\n',
    );
  });

  it('of a log that is read only once: a second of room in ASC; --zero refuses what is before the first frame', async () => {
    const { text, conversion } = await convert('', 'asc', { stdin: DISORDER });
    expect(text).toContain('// time 0 is 1699999999.500000 s');
    expect(conversion.remarks.badCount).toBe(0);
    expect((await convert('out.asc', 'candump')).text).toBe(DISORDER);
    const zero = await convert('', 'candump', { stdin: DISORDER, fromZero: true });
    expect([zero.text, zero.conversion.remarks.badCount]).toEqual([
      '(0.000000) can0 100#01\n(0.999600) can0 101#04\n',
      2,
    ]);
    expect(badLines(zero.conversion.remarks, '-', 'error')[0]).toMatch(/a frame at -0\.000300 s.*read only once/);
  });
});

describe('buses in a conversion', () => {
  it('have a name of one word in text; a blank becomes an underscore, which is said', async () => {
    const line = '{"timeUs":1,"kind":"frame","source":"x","bus":"USB CAN 1","id":"100","data":"01"}\n';
    writeFileSync(path('in.jsonl'), line);
    const { text, conversion } = await convert('in.jsonl', 'candump');
    expect([text, [...conversion.renamed]]).toEqual(['(0.000001) USB_CAN_1 100#01\n', [['USB CAN 1', 'USB_CAN_1']]]);
    expect((await convert('in.jsonl', 'pcapng')).conversion.renamed.size).toBe(0);
    await convert('out.pcapng', 'jsonl');
    expect(readFileSync(path('out.jsonl'), 'utf8')).toBe(line.replace('"x"', '"USB CAN 1"'));
  });

  it('may have a very long name: it comes back from pcapng', async () => {
    const bus = 'x'.repeat(65_400);
    writeFileSync(path('in.log'), `(0.000001) ${bus} 100#01\n`);
    await convert('in.log', 'pcapng');
    expect((await convert('out.pcapng', 'candump')).text).toBe(`(0.000001) ${bus} 100#01\n`);
  });

  it('of the car are can0, whichever node sends: its JSONL names no bus', async () => {
    const line = '{"timeUs":1,"kind":"frame","source":"body","id":"620","data":"01"}\n';
    writeFileSync(path('in.jsonl'), line);
    expect((await convert('in.jsonl', 'candump')).text).toBe('(0.000001) can0 620#01\n');
    expect((await convert('in.jsonl', 'jsonl')).text).toBe(line);
  });
});
