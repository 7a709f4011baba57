import { describe, expect, it } from 'vitest';
import { ascDecoder } from '../../../../can-bus/trace/asc-decoder.ts';
import { candumpDecoder } from '../../../../can-bus/trace/candump.ts';
import { jsonlDecoder } from '../../../../hil/trace/jsonl-decoder.ts';
import type { TraceEntry } from '../../../../hil/trace/trace-record.ts';
import { compareTraces, type Comparison } from '../../../../hil/trace/compare-traces.ts';
import type { OpenTrace } from '../../../../hil/trace/read-trace.ts';
import { readAll } from '../../can-bus/trace/read-all.ts';

function trace(format: 'candump' | 'jsonl' | 'asc', text: string): OpenTrace {
  const decoders = { candump: candumpDecoder, jsonl: jsonlDecoder, asc: ascDecoder };
  const items = readAll<TraceEntry>(decoders[format](), text);
  return { format, items: portions(items) };
}

async function* portions(items: readonly TraceEntry[]): AsyncGenerator<readonly TraceEntry[], void, undefined> {
  yield await Promise.resolve(items);
}

/** Lines of candump: the bus and the frame, a millisecond apart. */
function log(...frames: readonly string[]): OpenTrace {
  return trace('candump', frames.map((frame, index) => `(0.00${index}) ${frame}\n`).join(''));
}

async function compare(one: OpenTrace, other: OpenTrace): Promise<Comparison> {
  return compareTraces(one, other, { toleranceUs: 0, originsUs: [0, 0] });
}

async function kindOf(one: OpenTrace, other: OpenTrace): Promise<readonly [string | null, number]> {
  const { difference, compared } = await compare(one, other);
  return [difference?.kind ?? null, compared];
}

describe('a record that one of two logs has in addition', () => {
  const frames = (...ids: readonly number[]): OpenTrace =>
    trace('candump', ids.map((id) => `(0.0) can0 ${id}#01\n`).join(''));

  it('is missing, or extra', async () => {
    expect(await kindOf(frames(100, 200, 300), frames(100, 300))).toEqual(['missing', 1]);
    expect(await kindOf(frames(100, 300), frames(100, 200, 300))).toEqual(['extra', 1]);
  });

  it('is neither where each of them has the next record of the other later: the order changed', async () => {
    expect(await kindOf(frames(100, 200, 300), frames(100, 300, 200))).toEqual(['changed', 1]);
  });

  it('is found among up to seven in a row, and no more', async () => {
    const more = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => 200 + at);
    expect(await kindOf(frames(100, ...more(7), 300), frames(100, 300))).toEqual(['missing', 1]);
    expect(await kindOf(frames(100, 300), frames(100, ...more(7), 300))).toEqual(['extra', 1]);
    expect(await kindOf(frames(100, ...more(8), 300), frames(100, 300))).toEqual(['changed', 1]);
  });
});

describe('two logs (buses)', () => {
  it('with a frame on another bus differ there', async () => {
    const one = log('can0 100#01', 'can1 100#AA', 'vcan12 101#02');
    expect(await kindOf(one, log('can0 100#01', 'can0 100#AA', 'can0 101#02'))).toEqual(['bus', 1]);
  });

  it('whose buses are called otherwise throughout are the same, and say which is which', async () => {
    const one = log('can0 100#01', 'can1 100#AA', 'can0 101#02');
    const { difference, renamed } = await compare(one, log('vcan0 100#01', 'vcan1 100#AA', 'vcan0 101#02'));
    expect([difference, renamed]).toEqual([
      null,
      [
        ['can0', 'vcan0'],
        ['can1', 'vcan1'],
      ],
    ]);
  });

  it('with two buses exchanged differ', async () => {
    const one = log('can0 100#01', 'can1 100#AA');
    expect(await kindOf(one, log('can1 100#01', 'can0 100#AA'))).toEqual(['bus', 1]);
  });

  it('with a bus called otherwise from some frame on differ there', async () => {
    const one = log('can0 100#01', 'can0 101#01');
    expect(await kindOf(one, log('vcan0 100#01', 'vcan1 101#01'))).toEqual(['bus', 1]);
    expect(await kindOf(log('vcan0 100#01', 'vcan1 101#01'), log('can0 100#01', 'can0 101#01'))).toEqual(['bus', 1]);
  });

  it('say that a frame is missing, and not that it is on another bus', async () => {
    const one = log('can0 100#01', 'can1 100#01', 'can0 100#01');
    const other = trace('candump', '(0.0) can0 100#01\n(0.002) can0 100#01\n');
    expect(await kindOf(one, other)).toEqual(['missing', 1]);
  });

  it('of ASC and candump are compared by the names that the channels have', async () => {
    const asc = '// channel 3 is vcan12\n   0.000000 1  100 Rx   d 1 01\n   0.001000 3  100 Rx   d 1 AA\n';
    expect(await kindOf(log('can0 100#01', 'vcan12 100#AA'), trace('asc', asc))).toEqual([null, 2]);
  });

  it('of JSONL have the names of buses where they have no nodes', async () => {
    const line = (bus: string): string =>
      `{"timeUs":1,"kind":"frame","source":"${bus}","bus":"${bus}","id":"100","data":"01"}\n`;
    expect(await kindOf(trace('jsonl', line('can3')), trace('jsonl', line('can4')))).toEqual([null, 1]);
    const node = line('can3').replace('"source":"can3"', '"source":"body"');
    expect(await kindOf(trace('jsonl', node), trace('jsonl', line('can3')))).toEqual(['changed', 0]);
  });

  it('count each from its own origin', async () => {
    const [one, other] = [log('can0 100#01'), trace('candump', '(1700000000.5) can0 100#01\n')];
    const { difference } = await compareTraces(one, other, { toleranceUs: 0, originsUs: [0, 1_700_000_000_500_000] });
    expect(difference).toBeNull();
  });
});
