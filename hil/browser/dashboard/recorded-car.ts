import type { Fetch } from './api-call.ts';
import type { EventSourceLike } from './event-hub.ts';
import type { PageCar } from './page-car.ts';
import { type PlayerRefusal, type Recording, RecordingPlayer, type SentEvent } from './recording-player.ts';

/** `EventSource.OPEN` and `EventSource.CLOSED`. */
const [OPEN, CLOSED] = [1, 2];

const UNCHANGEABLE: PlayerRefusal = {
  error: 'This is a recording: time moves, and nothing else can be changed.',
  hint: 'Start a car of your own: npx virtual-smart-key',
};

/** The interface of a car's server, as far as a page uses it, in front of a recording. */
export class RecordedCar implements PageCar {
  readonly #player: Promise<RecordingPlayer>;
  readonly #nowMs: () => number;
  readonly #streams = new Set<RecordedEvents>();

  constructor(recording: Promise<Recording>, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#player = recording.then((each) => new RecordingPlayer(each, nowMs()));
  }

  readonly fetch: Fetch = async (path, init) => {
    const player = await this.#player;
    const body = (typeof init?.body === 'string' ? JSON.parse(init.body) : {}) as Readonly<Record<string, unknown>>;
    const refusal = this.#answer(player, `${init?.method ?? 'GET'} ${path}`, body);
    if (refusal !== null) return Response.json(refusal, { status: 409 });
    if (path === '/api/restart') for (const stream of this.#streams) stream.restart();
    return Response.json(path === '/api/state?at=oldest' ? player.oldest : player.state(this.#nowMs()));
  };

  readonly open = (url: string): EventSourceLike => {
    const since = Number(new URLSearchParams(url.split('?')[1]).get('since'));
    const stream = new RecordedEvents(since, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  };

  /** Sends what has happened since the last step. */
  async step(): Promise<void> {
    const player = await this.#player;
    player.advanceTo(this.#nowMs());
    for (const stream of this.#streams) stream.send(player);
  }

  #answer(player: RecordingPlayer, call: string, body: Readonly<Record<string, unknown>>): PlayerRefusal | null {
    const nowMs = this.#nowMs();
    switch (call) {
      case 'GET /api/state':
      case 'GET /api/state?at=oldest':
        return null;
      case 'POST /api/time':
        player.setTime(body, nowMs);
        return null;
      case 'POST /api/time/advance':
        return player.skip(body, nowMs);
      case 'POST /api/restart':
        player.restart(nowMs);
        return null;
      default:
        return UNCHANGEABLE;
    }
  }
}

class RecordedEvents implements EventSourceLike {
  onopen: ((event: Event) => unknown) | null = null;
  onerror: ((event: Event) => unknown) | null = null;
  readonly #listeners = new Map<string, (event: MessageEvent<string>) => void>();
  readonly #onClose: () => void;
  #lastId: number;
  #state = 0;

  constructor(since: number, onClose: () => void) {
    this.#lastId = since;
    this.#onClose = onClose;
  }

  get readyState(): number {
    return this.#state;
  }

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.#state = CLOSED;
    this.#onClose();
  }

  send(player: RecordingPlayer): void {
    if (this.#state !== OPEN) {
      this.#state = OPEN;
      this.onopen?.(new Event('open'));
    }
    for (const event of player.since(this.#lastId)) this.#sendOne(event);
  }

  restart(): void {
    this.#sendOne({ kind: 'reset', id: 0, data: { reason: 'restarted' } });
  }

  #sendOne({ kind, id, data }: SentEvent): void {
    this.#lastId = id;
    this.#listeners.get(kind)?.(new MessageEvent(kind, { data: JSON.stringify(data), lastEventId: String(id) }));
  }
}
