import type { CarView } from '../../view/car-view.ts';
import { foldEvent, isViewEvent, viewAt } from '../../view/fold-event.ts';
import type { ServedEvent, ServedFrame } from '../../view/served-event.ts';
import type { Happening } from '../components/happening.ts';
import type { TimeChange } from './calls.ts';

/** A session of a car: its state before it, and what was served of it. */
export interface Recording {
  readonly start: CarView;
  readonly events: readonly ServedEvent[];
  /** In the order of time, apart from the events: `timeUs`, source, id, data. */
  readonly frames: readonly RecordedFrame[];
  readonly endUs: number;
}

type RecordedFrame = readonly [timeUs: number, source: string, id: string, data: string];

/** An event as a car's server sends it. */
export interface SentEvent {
  readonly kind: string;
  readonly id: number;
  readonly data: object;
}

/** What it was asked for cannot be done with a recording. */
export interface PlayerRefusal {
  readonly error: string;
  readonly hint: string;
}

/** Vehicle seconds a second, at first: the 16 minutes of a reset in less than one. */
const RATE = 20;
/** Frames of one step; more are counted, as a car's server does at such a pace. */
const MAX_FRAMES = 40;
/** The player has a clock of its own. */
const CLOCK_FIELDS: ReadonlySet<string> = new Set(['timeMode', 'rate', 'paused', 'lagMs', 'instance', 'lastEventId']);

/** Plays a recording as if it were a car: a machine whose input is the page's time. */
export class RecordingPlayer {
  readonly #recording: Recording;
  /** All since the beginning, for a page that asks from any place on. */
  #sent: SentEvent[] = [];
  #view: CarView;
  #rate = RATE;
  #isPlaying = true;
  /** The vehicle's time at that time of the page. */
  #at: { readonly us: number; readonly ms: number };
  #nextEvent = 0;
  #nextFrame = 0;

  constructor(recording: Recording, nowMs: number) {
    this.#recording = recording;
    this.#view = this.oldest;
    this.#at = { us: recording.start.timeUs, ms: nowMs };
  }

  /** The car before the first event. */
  get oldest(): CarView {
    return { ...this.#recording.start, ...this.#clock(), lastEventId: 0 };
  }

  /** Moves on to this time of the page. */
  advanceTo(nowMs: number): void {
    const { endUs } = this.#recording;
    const us = this.#isPlaying ? this.#at.us + (nowMs - this.#at.ms) * 1000 * this.#rate : this.#at.us;
    this.#goTo(Math.min(endUs, Math.round(us)), nowMs);
    if (this.#isPlaying && this.#at.us >= endUs) this.#setClock({ mode: 'virtual' });
  }

  state(nowMs: number): CarView {
    this.advanceTo(nowMs);
    return viewAt({ ...this.#view, lastEventId: this.#sent.length }, this.#at.us);
  }

  /** What was sent after that event. */
  since(id: number): readonly SentEvent[] {
    return this.#sent.slice(id);
  }

  setTime(change: TimeChange, nowMs: number): void {
    this.advanceTo(nowMs);
    this.#setClock(change);
  }

  /** Null where it was done. */
  skip(body: { readonly seconds?: number; readonly toDeadline?: string }, nowMs: number): PlayerRefusal | null {
    this.advanceTo(nowMs);
    const toUs = body.seconds === undefined ? this.#view.procedureDeadlineUs : this.#at.us + body.seconds * 1e6;
    if (toUs === null || toUs < this.#at.us) {
      return { error: 'The recording has no deadline at this instant.', hint: 'Let it run, or move on by seconds.' };
    }
    this.#goTo(Math.min(this.#recording.endUs, Math.round(toUs)), nowMs);
    return null;
  }

  /** From the beginning. The page asks for the state again. */
  restart(nowMs: number): void {
    this.#sent = [];
    this.#isPlaying = true;
    this.#rate = RATE;
    this.#at = { us: this.#recording.start.timeUs, ms: nowMs };
    this.#nextEvent = 0;
    this.#nextFrame = 0;
    this.#view = this.oldest;
  }

  #clock(): Pick<CarView, 'timeMode' | 'rate' | 'paused' | 'lagMs'> {
    return { timeMode: this.#isPlaying ? 'real' : 'virtual', rate: this.#rate, paused: false, lagMs: 0 };
  }

  #setClock({ mode, rate, paused }: TimeChange): void {
    this.#rate = rate ?? this.#rate;
    if (mode !== undefined) this.#isPlaying = mode === 'real';
    if (paused !== undefined) this.#isPlaying = !paused;
    const changed = this.#clock();
    const head = { id: 0, timeUs: this.#at.us, source: 'player', text: 'Changed: how the recording is played.' };
    this.#send({ ...head, kind: 'state', event: 'view', changed });
  }

  #goTo(us: number, nowMs: number): void {
    const { events, frames } = this.#recording;
    this.#at = { us, ms: nowMs };
    const frameEnd = countUntil(frames, us, this.#nextFrame);
    const skipped = Math.max(0, frameEnd - this.#nextFrame - MAX_FRAMES);
    this.#nextFrame += skipped;
    if (skipped > 0) this.#sent.push({ kind: 'sampled', id: this.#sent.length + 1, data: { skipped } });
    for (;;) {
      const event = events[this.#nextEvent];
      const frame = this.#nextFrame < frameEnd ? frames[this.#nextFrame] : undefined;
      if (frame !== undefined && (event === undefined || frame[0] <= event.timeUs)) {
        this.#nextFrame += 1;
        this.#sendFrame(frame);
      } else if (event !== undefined && event.timeUs <= us) {
        this.#nextEvent += 1;
        this.#sendEvent(event);
      } else return;
    }
  }

  #sendFrame([timeUs, source, id, data]: RecordedFrame): void {
    const eventId = this.#sent.length + 1;
    const frame: ServedFrame = { kind: 'frame', eventId, timeUs, source, id, data };
    this.#sent.push({ kind: 'frame', id: eventId, data: frame });
  }

  #sendEvent(event: ServedEvent): void {
    if (event.kind === 'frame' || event.kind === 'time') return;
    const changed = isViewEvent(event) ? withoutClock(event.changed) : null;
    if (changed === null) this.#send(event);
    else if (Object.keys(changed).length > 0) this.#send({ ...event, kind: 'state', event: 'view', changed });
  }

  #send(event: Happening): void {
    const numbered = { ...event, id: this.#sent.length + 1 };
    this.#sent.push({ kind: event.kind, id: numbered.id, data: numbered });
    this.#view = foldEvent(this.#view, numbered);
  }
}

function withoutClock(changed: Partial<CarView>): Partial<CarView> {
  return Object.fromEntries(Object.entries(changed).filter(([field]) => !CLOCK_FIELDS.has(field)));
}

/** How many frames there are up to and including that instant, of which the first ones are known to be. */
function countUntil(frames: readonly RecordedFrame[], us: number, known: number): number {
  let count = known;
  while ((frames[count]?.[0] ?? Infinity) <= us) count += 1;
  return count;
}
