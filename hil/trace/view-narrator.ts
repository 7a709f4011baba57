import type { Micros } from '../../can-bus/time/micros.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { CarState, CarView } from '../view/car-view.ts';
import { viewAt } from '../view/fold-event.ts';
import { whyNot } from '../view/why-not.ts';
import { ExchangePairs, type FoundExchange } from './exchange-pairs.ts';
import type { FeedEvent } from './feed-event.ts';

/** These move with time alone, or are measured: no event says them. */
const MEASURED: ReadonlySet<string> = new Set<keyof CarView>([
  'timeUs',
  'elapsedMs',
  'remainingMs',
  'lagMs',
  'lastEventId',
]);

interface ViewNarratorOptions {
  /** Within which the ECUs send a response, or 0x78. */
  readonly p2Us: Micros;
  /** What may be otherwise at the present instant; null where nothing but time has moved since the last call. */
  readonly read: () => Partial<CarState> | null;
  /** Takes the events in their order. */
  readonly append: (event: FeedEvent) => void;
  /** Says why something was refused; where the view is not known for sure, nothing does. */
  readonly explain?: typeof whyNot;
}

/**
 * Adds to what a car reports how its view changes, exchanges as a whole, and why something was refused. Changes of the
 * view come first, then what has caused them.
 */
export class ViewNarrator {
  readonly #read: () => Partial<CarState> | null;
  readonly #append: (event: FeedEvent) => void;
  readonly #explain: typeof whyNot;
  readonly #pairs: ExchangePairs;
  /** One object that changes, except for its clock. */
  readonly #view: { -readonly [Name in keyof CarView]: CarView[Name] };
  #lastSender: string | null = null;

  constructor(view: CarView, { p2Us, read, append, explain = whyNot }: ViewNarratorOptions) {
    this.#view = { ...view };
    this.#read = read;
    this.#append = append;
    this.#explain = explain;
    this.#pairs = new ExchangePairs(p2Us);
  }

  /** After the last event. */
  get view(): CarView {
    return viewAt(this.#view, this.#view.timeUs);
  }

  frame(timeUs: Micros, sender: string): void {
    this.#takeSilent(timeUs);
    this.#lastSender = sender;
  }

  event(happened: CarEvent): void {
    this.#takeSilent(happened.timeUs);
    this.compare(happened.timeUs);
    this.#append(this.#explained(happened));
    for (const found of this.#pairs.take(happened, this.#lastSender)) this.#appendExchange(found);
  }

  /** The state may be another from this instant on. */
  compare(timeUs: Micros): void {
    const shown = this.#read();
    if (shown !== null) this.note(timeUs, shown);
  }

  /** Records what the view shows otherwise from here on. */
  note(timeUs: Micros, shown: Partial<CarState> | CarView): void {
    const changed = changesOf(this.#view, shown);
    if (changed === null) return;
    Object.assign(this.#view, changed, { timeUs });
    this.#append({ timeUs, source: 'car', servedKind: 'state', event: { kind: 'view', changed } });
  }

  #takeSilent(timeUs: Micros): void {
    if (!this.#pairs.hasOpen) return;
    for (const found of this.#pairs.takeSilent(timeUs)) {
      this.compare(timeUs);
      this.#appendExchange(found);
    }
  }

  /** What is refused or has no effect, with the condition that was not met. */
  #explained(happened: CarEvent): FeedEvent {
    const { event } = happened;
    if (!('reason' in event) || event.reason === null || event.kind === 'history') return happened;
    const keyId = 'keyId' in event ? formatKeyId(event.keyId) : null;
    const refusal = this.#explain(this.view, { kind: 'operator', action: event.kind, reason: event.reason, keyId });
    return refusal === null ? happened : { ...happened, refusal };
  }

  #appendExchange({ event, request, nrc, reason }: FoundExchange): void {
    const isOfSmartKey = event.source === 'smart-key';
    const refusal =
      nrc === null || !isOfSmartKey ? null : this.#explain(this.view, { kind: 'request', request, nrc, reason });
    this.#append(refusal === null ? event : { ...event, refusal });
  }
}

/** The fields that are otherwise now; null where none is. */
function changesOf(view: object, shown: object): Partial<CarView> | null {
  if (!isObject(view) || !isObject(shown)) return null;
  let changed: Record<string, unknown> | null = null;
  for (const name in shown) {
    const value = shown[name];
    if (isSame(view[name], value) || MEASURED.has(name)) continue;
    changed ??= {};
    changed[name] = value;
  }
  return changed;
}

/** Of plain data. */
function isSame(before: unknown, now: unknown): boolean {
  if (before === now) return true;
  if (!isObject(before) || !isObject(now)) return false;
  if (Array.isArray(before) && Array.isArray(now)) {
    return before.length === now.length && now.every((value, index) => isSame(before[index], value));
  }
  const names = Object.keys(now);
  if (names.length !== Object.keys(before).length) return false;
  return names.every((name) => isSame(before[name], now[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
