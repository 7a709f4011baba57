import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { carRefuses, fetchFromCar } from '../tool/call-car.ts';
import { decodeRecord } from '../trace/jsonl-decoder.ts';
import { RECORD_KINDS, type TraceEntry } from '../trace/trace-record.ts';

const DATA = 'data: ';
/** What traces consist of. */
const EVENTS_PATH = `/api/events?kinds=${RECORD_KINDS.join(',')}`;
/** Longest line of an event that is read; a car's own are far shorter. */
const MAX_LINE = 1_000_000;

/**
 * The events of a virtual car, from `GET /api/events`, until it ends or `signal` is aborted.
 *
 * @param base the car's origin, from `httpAddress`
 * @throws PortError where no car answers; OperationError (interrupted) where `signal` is aborted before it does
 */
export async function* carEvents(base: string, signal: AbortSignal): AsyncGenerator<TraceEntry, void, undefined> {
  const response = await openEvents(base, signal);
  if (!response.ok || response.body === null) {
    throw carRefuses(base, `answers status ${response.status} when asked for its events`);
  }
  let rest = '';
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(-MAX_LINE);
      for (const line of lines) {
        if (line.startsWith(DATA)) yield decodeRecord(line.slice(DATA.length), 'an event of the car');
      }
    }
  } catch (error) {
    // The car or this process has ended the stream: there are no further events.
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
  }
}

/** Interrupted before a car has sent anything. */
export function nothingRecorded(): OperationError {
  return new OperationError('interrupted', 'interrupted before the car sent its events: nothing was recorded');
}

async function openEvents(base: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetchFromCar(base, EVENTS_PATH, { signal });
  } catch (error) {
    throw signal.aborted ? nothingRecorded() : error;
  }
}
