import { smartkey } from '../smartkey.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { decodeRecord } from '../trace/jsonl-decoder.ts';
import { RECORD_KINDS, type TraceEntry } from '../trace/trace-record.ts';

const HINT = `start it with "${smartkey('car')}", and give the address it prints as http`;
const DATA = 'data: ';
/** What traces consist of. */
const EVENTS_PATH = `/api/events?kinds=${RECORD_KINDS.join(',')}`;
/** Longest line of an event that is read; a car's own are far shorter. */
const MAX_LINE = 1_000_000;

/**
 * The events of a virtual car, from `GET /api/events`, until it ends or `signal` is aborted.
 *
 * @param url such as `http://127.0.0.1:8080`
 * @throws PortError where no car answers; OperationError (interrupted) where `signal` is aborted before it does
 */
export async function* carEvents(url: string, signal: AbortSignal): AsyncGenerator<TraceEntry, void, undefined> {
  const response = await openEvents(url, signal);
  if (!response.ok || response.body === null) {
    throw new PortError(
      'bench',
      `the car at ${url} answers status ${response.status} when asked for its events`,
      HINT,
      { url },
    );
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

async function openEvents(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(new URL(EVENTS_PATH, url), { signal });
  } catch (error) {
    if (signal.aborted) throw nothingRecorded();
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new PortError('bench', `no car answers at ${url}: ${reason}`, HINT, { url }, error);
  }
}
