import { smartkey } from '../smartkey.ts';
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
 * What happens to a virtual car, from `GET /api/events`, until it ends or `signal` is given.
 *
 * @param url such as `http://127.0.0.1:8080`
 * @throws PortError where no car answers
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
    // The car went, or we do: either way there is no more to be heard.
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
  }
}

async function openEvents(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(new URL(EVENTS_PATH, url), { signal });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new PortError('bench', `no car answers at ${url}: ${reason}`, HINT, { url }, error);
  }
}
