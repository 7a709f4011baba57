import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { busAsWord, createTraceEncoder } from '../../../../hil/trace/trace-encoder.ts';
import type { TraceFormat } from '../../../../hil/trace/trace-format.ts';

const FRAME = dataFrame(0x123, Uint8Array.of(0xde, 0xad));
const OPTIONS = { calendarStart: '2019-07-01T08:00:00Z' };

function encoded(format: TraceFormat, buses: readonly string[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const encoder = createTraceEncoder(format, (chunk) => chunks.push(chunk.slice()), OPTIONS);
  for (const [index, bus] of buses.entries()) encoder.frame(1_500_000 + index, FRAME, 'body', undefined, bus);
  encoder.end();
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('a trace encoder', () => {
  it('writes candump lines, with the name of the bus as one word', () => {
    expect(textOf(encoded('candump', ['can0', 'body bus']))).toBe(
      '(1.500000) can0 123#DEAD\n(1.500001) body_bus 123#DEAD\n',
    );
  });

  it('writes ASC with its head and its end', () => {
    const text = textOf(encoded('asc', ['can0']));
    expect(text).toMatch(/^date Mon Jul 01 08:00:00\.000 am 2019\r?\n/);
    expect(text).toMatch(/End TriggerBlock\r?\n$/i);
  });

  it('writes pcapng from its section header on', () => {
    expect([...encoded('pcapng', ['can0']).subarray(0, 4)]).toEqual([0x0a, 0x0d, 0x0d, 0x0a]);
  });

  it('writes JSON lines with the time of the frame', () => {
    expect(textOf(encoded('jsonl', ['can0']))).toContain('"timeUs":1500000');
  });

  it('holds back until it is flushed', () => {
    const chunks: string[] = [];
    const encoder = createTraceEncoder('candump', (chunk) => chunks.push(textOf(chunk)), OPTIONS);
    encoder.frame(0, FRAME, 'body', undefined, 'can0');
    expect(chunks).toEqual([]);
    encoder.flush();
    encoder.flush();
    expect(chunks).toEqual(['(0.000000) can0 123#DEAD\n']);
  });

  it('has a calendar start that is a date', () => {
    expect(() => createTraceEncoder('asc', () => undefined, { calendarStart: 'today' })).toThrow(RangeError);
  });
});

describe('the name of a bus', () => {
  it('is one word', () => {
    expect(busAsWord('body  bus\t2\n')).toBe('body_bus_2_');
    expect(busAsWord('vcan0')).toBe('vcan0');
  });
});
