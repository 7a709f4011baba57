import type { Micros } from '../../can-bus/time/micros.ts';
import type { JsonlItem } from '../report/jsonl-decoder.ts';
import type { OpenTrace } from './read-trace.ts';
import { createTraceEncoder, type ChunkWriter } from './trace-encoder.ts';
import type { TraceFormat } from './trace-format.ts';

/** Times from here on count from 1970: the wall clock of whoever recorded it. */
const EPOCH_FROM_US: Micros = 1_000_000_000_000_000;
/** Remarks kept one by one. */
const MAX_REMARKS = 20;

export interface ConvertOptions {
  readonly to: TraceFormat;
  readonly write: ChunkWriter;
  /** Waits until what was written is taken, between two portions. */
  readonly drained: () => Promise<void>;
  /** Times count from the first frame. */
  readonly fromZero: boolean;
  /** The date at time 0, for ASC. */
  readonly calendarStart: string;
}

/** What came of a conversion. */
export interface Conversion {
  readonly frames: number;
  /** Events that the new format cannot hold. */
  readonly eventsLeftOut: number;
  /** What was passed over, and how many times. */
  readonly passedOver: ReadonlyMap<string, number>;
  /** Lines or blocks that could not be read: the first ones, and how many in all. */
  readonly bad: readonly Extract<JsonlItem, { kind: 'bad' }>[];
  readonly badCount: number;
  readonly cutOff: Extract<JsonlItem, { kind: 'cut-off' }> | null;
}

/**
 * Writes a trace in another format, portion by portion. Times stay as they are; ASC counts from its date, so that
 * times of the wall clock become a date and times from there.
 *
 * @throws TraceFileError where reading fails
 */
export async function convertTrace({ items }: OpenTrace, options: ConvertOptions): Promise<Conversion> {
  const state = { frames: 0, eventsLeftOut: 0, badCount: 0 };
  const passedOver = new Map<string, number>();
  const bad: Extract<JsonlItem, { kind: 'bad' }>[] = [];
  let cutOff: Conversion['cutOff'] = null;
  let output: Output | null = null;
  for await (const portion of items) {
    for (const item of portion) {
      output ??= item.kind === 'frame' || item.kind === 'report' ? openOutput(timeOf(item), options) : null;
      switch (item.kind) {
        case 'frame':
          state.frames++;
          output?.encoder.frame(item.timeUs - output.baseUs, item.frame, item.source, receivedOf(item));
          break;
        case 'report':
          if (options.to !== 'jsonl') state.eventsLeftOut++;
          output?.encoder.report({ ...item.report, timeUs: item.report.timeUs - output.baseUs });
          break;
        case 'passed-over':
          passedOver.set(item.what, (passedOver.get(item.what) ?? 0) + 1);
          break;
        case 'bad':
          state.badCount++;
          if (bad.length < MAX_REMARKS) bad.push(item);
          break;
        case 'cut-off':
          cutOff = item;
      }
    }
    await options.drained();
  }
  (output ?? openOutput(0, options)).encoder.end();
  await options.drained();
  return { ...state, passedOver, bad, cutOff };
}

interface Output {
  readonly encoder: ReturnType<typeof createTraceEncoder>;
  readonly baseUs: Micros;
}

function openOutput(firstUs: Micros, { to, write, fromZero, calendarStart }: ConvertOptions): Output {
  const isWallClock = firstUs >= EPOCH_FROM_US;
  // An ASC date has milliseconds.
  const dateUs = to === 'asc' && isWallClock ? firstUs - (firstUs % 1000) : 0;
  const date = dateUs > 0 ? new Date(dateUs / 1000).toISOString() : calendarStart;
  return { encoder: createTraceEncoder(to, write, { calendarStart: date }), baseUs: fromZero ? firstUs : dateUs };
}

function timeOf(item: Extract<JsonlItem, { kind: 'frame' | 'report' }>): Micros {
  return item.kind === 'frame' ? item.timeUs : item.report.timeUs;
}

function receivedOf(item: JsonlItem): Micros | undefined {
  return 'receivedUs' in item ? item.receivedUs : undefined;
}
