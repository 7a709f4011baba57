import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { secondsText } from '../../can-bus/trace/seconds.ts';
import { localDate } from './local-date.ts';
import type { OpenTrace } from './read-trace.ts';
import { busAsWord, createTraceEncoder } from './trace-encoder.ts';
import type { TraceFormat } from './trace-format.ts';
import { isRecord, type TraceEntry } from './trace-record.ts';
import { TraceRemarks } from './trace-remarks.ts';
import type { ChunkWriter, TraceEncoder } from './trace-sink.ts';

/** Times from here on count from 1970: the wall clock of the recording machine. */
const EPOCH_FROM_US: Micros = 1_000_000_000_000_000;
/** An ASC of a log that is read only once begins so long before the first frame: others may be a little earlier. */
const LEAD_US: Micros = MICROS_PER_SECOND;

/** Their times count from a date. */
const COUNTS_FROM_DATE: readonly TraceFormat[] = ['asc', 'blf'];
/** Their names of buses have no blanks. */
const ONE_WORD_BUSES: readonly TraceFormat[] = ['candump', 'asc', 'blf'];

interface ConvertOptions {
  readonly to: TraceFormat;
  readonly write: ChunkWriter;
  /** Waits until what was written is taken, between two portions. */
  readonly drained: () => Promise<void>;
  /** Replaces as many bytes at the start of the output, where it is a file. */
  readonly replaceStart: (bytes: Uint8Array) => void;
  /** Times count from the earliest frame. */
  readonly fromZero: boolean;
  /** The date at time 0, for ASC and BLF. */
  readonly calendarStart: string;
  /** The earliest time in the trace, as `earliestTime` finds it; null where the trace can be read only once. */
  readonly earliestUs: Micros | null;
}

/** What came of a conversion. */
export interface Conversion {
  readonly frames: number;
  /** Events that the new format cannot hold. */
  readonly eventsLeftOut: number;
  /** Buses whose name the new format cannot hold, and what they are called in it. */
  readonly renamed: ReadonlyMap<string, string>;
  /** What else was found. What is before time 0 counts as bad: no format of ours has negative times. */
  readonly remarks: TraceRemarks;
}

/** Whether a conversion needs the earliest time before it begins. */
export function needsEarliestTime({ to, fromZero }: Pick<ConvertOptions, 'to' | 'fromZero'>): boolean {
  return fromZero || COUNTS_FROM_DATE.includes(to);
}

/**
 * Writes a trace in another format, portion by portion. Times stay as they are; ASC and BLF count from their date, so that
 * times of the wall clock become a date and times from there.
 *
 * @throws TraceFileError where reading fails
 */
export async function convertTrace({ items }: OpenTrace, options: ConvertOptions): Promise<Conversion> {
  const remarks = new TraceRemarks();
  const renamed = new Map<string, string>();
  const isText = ONE_WORD_BUSES.includes(options.to);
  let [frames, eventsLeftOut, place] = [0, 0, 0];
  let output: Output | null = null;
  for await (const portion of items) {
    for (const item of portion) {
      if (!isRecord(item)) {
        remarks.take(item);
        continue;
      }
      if (item.kind !== 'frame' && options.to !== 'jsonl') {
        eventsLeftOut++;
        continue;
      }
      place++;
      output ??= openOutput(item.timeUs, options);
      const timeUs = item.timeUs - output.baseUs;
      if (timeUs < 0) {
        remarks.take(tooEarly(item.kind === 'frame' ? 'frame' : 'event', place, timeUs, output.baseUs));
        continue;
      }
      remarks.take(item);
      if (item.kind !== 'frame') {
        output.encoder.event({ ...item, timeUs });
        continue;
      }
      frames++;
      const { bus } = item;
      if (isText && busAsWord(bus) !== bus) renamed.set(bus, busAsWord(bus));
      output.encoder.frame(timeUs, item.frame, item.source, item.receivedUs, bus);
    }
    await options.drained();
  }
  const { encoder } = output ?? openOutput(0, options);
  encoder.end();
  await options.drained();
  options.replaceStart(encoder.finalStart?.() ?? new Uint8Array(0));
  return { frames, eventsLeftOut, renamed, remarks };
}

interface Output {
  readonly encoder: TraceEncoder;
  /** What is time 0 in the output. */
  readonly baseUs: Micros;
}

function openOutput(firstUs: Micros, options: ConvertOptions): Output {
  const { to, write, fromZero, calendarStart, earliestUs } = options;
  const startUs = earliestUs ?? firstUs;
  const open = (baseUs: Micros, date: string, origin: { readonly originUs?: Micros }): Output => ({
    encoder: createTraceEncoder(to, write, { calendarStart: date, ...origin }),
    baseUs,
  });
  if (fromZero) return open(startUs, calendarStart, {});
  if (!COUNTS_FROM_DATE.includes(to) || startUs < EPOCH_FROM_US) return open(0, calendarStart, {});
  const leadUs = earliestUs === null ? LEAD_US : 0;
  // The date has milliseconds.
  const originUs = startUs - leadUs - (startUs % MICROS_PER_MILLI);
  return open(originUs, localDate(originUs), { originUs });
}

function tooEarly(what: 'frame' | 'event', place: number, timeUs: Micros, baseUs: Micros): TraceEntry {
  const expected =
    baseUs === 0
      ? 'a time from 0 on: use --zero, which counts from the earliest frame'
      : 'times in order, for this input is read only once: give the name of a file, which can be read twice';
  return {
    kind: 'bad',
    where: `record ${place}`,
    message: `a ${what} at ${secondsText(timeUs)} s, before time 0`,
    expected,
  };
}
