import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { PassiveChannel } from '../../can-bus/isotp/passive-channel.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import {
  endName,
  functionalAddressLength,
  isFunctional,
  standardPair,
  type DiagnosticPair,
  type PairEnd,
} from './diagnostic-pair.ts';
import { P2_US, type OpenExchange } from './exchange-rules.ts';
import type { Explained, ExplainedSink } from './explained.ts';
import { FunctionalRequests, type FunctionalRequest } from './functional-requests.ts';
import { Link } from './link.ts';
import { PairFinder, type IdForms } from './pair-finder.ts';
import { RuleLedger } from './rule-ledger.ts';
import { Talkers } from './talkers.ts';
import type { Unjudged } from './unjudged.ts';

const EXTENDED_KEY = 0x2000_0000;
/** Frames of an id in which a pair is looked for, since the last one that was found on the bus. */
const MAX_TRIES = 2000;
/** Pairs that are followed on one bus. */
const MAX_LINKS = 512;

/** Ids of one bus that are followed; frames of others are only counted. */
const MAX_ROUTES = 65_536;

/** How often a response that has not come is looked for. */
const SWEEP_US: Micros = MICROS_PER_SECOND;

/** What an id is for: ends of links, requests to all, or nothing so far. */
interface Route {
  readonly ends: { readonly link: Link; readonly isRequest: boolean }[];
  readonly functional: PassiveChannel | null;
  readonly forms: IdForms;
  tries: number;
}

interface BusState {
  readonly routes: Map<number, Route>;
  readonly links: Link[];
  readonly finder: PairFinder;
  readonly functional: FunctionalRequests;
}

/**
 * Explains the frames of a log of any vehicle, one after another: which ids ask and answer, what they say, and which
 * rules they keep. A machine without a clock; its memory does not grow with the log.
 */
export class Explainer {
  readonly ledger: RuleLedger = new RuleLedger();
  readonly talkers: Talkers = new Talkers();
  readonly #given: readonly DiagnosticPair[];
  readonly #emit: ExplainedSink;
  readonly #buses = new Map<string, BusState>();
  #lastBus = '';
  #lastState: BusState | null = null;
  #nextSweepUs: Micros = 0;
  #startUs: Micros | null = null;
  #lastUs: Micros = -Infinity;
  /** Whether a frame came since a part of the log was skipped. */
  #hasNew = false;

  /** @param given pairs that are known before, as those of a profile */
  constructor(given: readonly DiagnosticPair[], emit: (item: Explained) => void) {
    this.#given = given;
    this.#emit = emit;
  }

  get links(): readonly Link[] {
    return [...this.#buses.values()].flatMap(({ links }) => links);
  }

  take(frame: CanFrame, timeUs: Micros, bus: string): void {
    if (this.talkers.take(frame, timeUs, bus)) this.ledger.dropTimes();
    this.#startUs ??= timeUs;
    if (timeUs > this.#lastUs) this.#lastUs = timeUs;
    this.#hasNew = true;
    if (timeUs >= this.#nextSweepUs) this.#sweep(timeUs);
    if (frame.kind !== 'data') return;
    const state = bus === this.#lastBus && this.#lastState !== null ? this.#lastState : this.#stateOf(bus);
    const route = this.#routeOf(state, frame);
    if (route.functional !== null) this.#functional(state, route.functional, frame, timeUs);
    else if (!this.#pass(route, frame, timeUs)) this.#find(state, bus, route, frame, timeUs);
  }

  /** A part of the log cannot be read and is skipped: what crosses it is not judged. */
  skipped(): void {
    if (!this.#hasNew) return;
    this.#hasNew = false;
    for (const { links, functional } of this.#buses.values()) {
      for (const link of links) link.skipped(this.#lastUs);
      functional.skipped(this.#lastUs, P2_US);
    }
  }

  /** The log is over. @param untilUs that it reaches, where that is beyond its last frame */
  end(untilUs: Micros = -Infinity): void {
    const endUs = Math.max(untilUs, this.#lastUs);
    for (const link of this.links) link.end(endUs);
    for (const [bus, { functional }] of this.#buses) {
      for (const request of functional.takeUnanswered(endUs, P2_US)) this.#emitUnanswered(request, bus);
      for (const request of functional.takeUnanswered(Infinity, 0)) {
        this.#emitUnanswered({ ...request, unjudged: request.unjudged ?? 'log-ends' }, bus);
      }
    }
  }

  #sweep(nowUs: Micros): void {
    this.#nextSweepUs = nowUs + SWEEP_US;
    for (const { links } of this.#buses.values()) for (const link of links) link.sweep(nowUs);
  }

  /** Whether a link takes the frame. */
  #pass(route: Route, frame: CanFrame, timeUs: Micros): boolean {
    let isTaken = false;
    for (const { link, isRequest } of route.ends) {
      const { address } = isRequest ? link.pair.request : link.pair.response;
      if (address !== null && frame.data[0] !== address) continue;
      isTaken = true;
      if (isRequest) link.request(frame, timeUs);
      else link.response(frame, timeUs);
    }
    return isTaken;
  }

  #find(state: BusState, bus: string, route: Route, frame: CanFrame, timeUs: Micros): void {
    const { forms } = route;
    if (route.tries >= MAX_TRIES || (!forms.plain && !forms.addressed)) return;
    const standard = route.tries++ === 0 || frame.extended ? this.#standard(state, frame) : null;
    if (standard !== null) {
      this.#addLink(state, bus, standard);
      this.#pass(route, frame, timeUs);
      return;
    }
    const found = state.finder.take(frame, timeUs, forms);
    if (found === null || state.links.length >= MAX_LINKS) return;
    this.#addLink(state, bus, found.pair, found.before[0]?.timeUs ?? timeUs);
    const link = state.links.at(-1);
    for (const seen of found.before) {
      const { id, extended } = found.pair.request;
      if (seen.frame.id === id && seen.frame.extended === extended) link?.request(seen.frame, seen.timeUs);
      else link?.response(seen.frame, seen.timeUs);
    }
    this.#pass(route, frame, timeUs);
  }

  #standard(state: BusState, { id, extended, data }: CanFrame): DiagnosticPair | null {
    return state.links.length >= MAX_LINKS ? null : standardPair(id, extended, data[0] ?? 0);
  }

  #functional(state: BusState, channel: PassiveChannel, frame: CanFrame, timeUs: Micros): void {
    const message = channel.take(frame, timeUs);
    if (message === null) return;
    const { functional } = state;
    const { payload, firstUs, lastUs } = message;
    const times = { startUs: firstUs, endUs: lastUs };
    const open: OpenExchange = { request: payload, ...times, functional: true, isWhileBusy: false, pendingUs: [] };
    const from = endName({ id: frame.id, extended: frame.extended, address: null });
    for (const link of state.links) link.requestToAll(payload, lastUs);
    if (payload[0] === SID.testerPresent && suppressesPositiveResponse(payload)) {
      this.#emitSilent(open, from, this.#lastBus, null);
      return;
    }
    for (const request of functional.takeUnanswered(firstUs, P2_US)) this.#emitUnanswered(request, this.#lastBus);
    const forgotten = functional.add(open, from);
    if (forgotten !== null) this.#emitUnanswered(forgotten, this.#lastBus);
  }

  /** A request to all that nobody has answered is reported when the next one comes, P2 later or more. */
  #emitUnanswered({ open, from, unjudged }: FunctionalRequest, bus: string): void {
    this.#emitSilent(open, from, bus, suppressesPositiveResponse(open.request) ? null : unjudged);
  }

  #emitSilent({ request, startUs, endUs }: OpenExchange, from: string, bus: string, unjudged: Unjudged | null): void {
    this.#emit({
      kind: 'exchange',
      timeUs: startUs,
      endUs,
      bus,
      from,
      to: 'all',
      functional: true,
      request,
      outcome: { kind: 'no-response' },
      waitedUs: null,
      pending: 0,
      brokenOff: null,
      unjudged,
      pair: null,
      broken: this.ledger.drain(),
    });
  }

  #stateOf(bus: string): BusState {
    let state = this.#buses.get(bus);
    if (state === undefined) {
      const functional = new FunctionalRequests();
      state = { routes: new Map(), links: [], finder: new PairFinder(), functional };
      this.#buses.set(bus, state);
      for (const pair of this.#given) this.#addLink(state, bus, pair);
    }
    this.#lastBus = bus;
    this.#lastState = state;
    return state;
  }

  #routeOf(state: BusState, { id, extended }: Pick<CanFrame, 'id' | 'extended'>): Route {
    const key = extended ? id + EXTENDED_KEY : id;
    let route = state.routes.get(key);
    if (route === undefined) {
      const address = functionalAddressLength(id, extended);
      const functional = isFunctional(id, extended)
        ? new PassiveChannel({ id, address: address === 0 ? null : 0 })
        : null;
      route = { ends: [], functional, forms: { plain: true, addressed: true }, tries: 0 };
      if (state.routes.size < MAX_ROUTES) state.routes.set(key, route);
    }
    return route;
  }

  #addLink(state: BusState, bus: string, pair: DiagnosticPair, startUs: Micros = this.#startUs ?? 0): void {
    const link = new Link({ pair, bus, startUs }, state.functional, this.ledger, this.#emit);
    state.links.push(link);
    const add = (end: PairEnd, isRequest: boolean): void => {
      this.#routeOf(state, end).ends.push({ link, isRequest });
    };
    add(pair.request, true);
    add(pair.response, false);
  }
}
