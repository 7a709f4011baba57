import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { decodePci, PCI_FIRST, PCI_SINGLE, pciLength } from '../../can-bus/isotp/frame-layout.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET } from '../../can-bus/uds/service-ids.ts';
import type { DiagnosticPair, PairEnd } from './diagnostic-pair.ts';
import { answersRequest } from './request-match.ts';
import { serviceTitle } from './service-titles.ts';

/** How long a response may take, P2* included, and how many requests may be open in that time. */
const LONGEST_WAIT_US: Micros = 5 * MICROS_PER_SECOND;
const MAX_OPEN = 16;
/** Matching exchanges that make two ids a pair: once could be chance. */
const VOTES = 2;
const MAX_CANDIDATES = 256;
/** Frames that are remembered, for the exchanges before the one that makes a pair certain. */
const MAX_RECENT = 1024;

/** First bytes of requests. */
const REQUESTS: readonly boolean[] = Array.from({ length: 256 }, (_, sid) => serviceTitle(sid) !== null);
/** First bytes of responses. */
const RESPONSES: readonly boolean[] = Array.from(
  { length: 256 },
  (_, first) => first === NEGATIVE_RESPONSE || REQUESTS[first - POSITIVE_RESPONSE_OFFSET] === true,
);

interface OpenRequest extends PairEnd {
  readonly timeUs: Micros;
  readonly payload: Uint8Array;
}

/** The forms that frames of one id can have, by all of them so far: with an address byte in front, or without. */
export interface IdForms {
  plain: boolean;
  addressed: boolean;
}

interface Candidate {
  votes: number;
  /** The request of the first exchange. */
  readonly fromUs: Micros;
}

/** A frame that the finder has seen. */
interface SeenFrame {
  readonly frame: CanFrame;
  readonly timeUs: Micros;
}

/** A pair, with its frames before this one, from the first exchange that shows it. */
interface FoundPair {
  readonly pair: DiagnosticPair;
  readonly before: readonly SeenFrame[];
}

/**
 * Finds which two ids ask and answer, by exchanges that fit each other: the service, its sub-function or its identifier
 * comes back. Frames with an address byte in front are tried too.
 */
export class PairFinder {
  #open: OpenRequest[] = [];
  readonly #candidates = new Map<string, Candidate>();
  /** In the order of the log, from `#oldest` on. */
  readonly #recent: SeenFrame[] = [];
  #oldest = 0;

  /**
   * @param forms which forms the frames of this id can have; a frame that cannot be of a form excludes it
   * @returns a pair that this frame makes certain
   */
  take(frame: CanFrame, timeUs: Micros, forms: IdForms): FoundPair | null {
    forms.plain &&= canBeIsoTp(frame.data, 0);
    forms.addressed &&= canBeIsoTp(frame.data, 1);
    if (!forms.plain && !forms.addressed) return null;
    const found = forms.plain ? this.#try(frame, timeUs, 0) : null;
    const result = found ?? (forms.addressed ? this.#try(frame, timeUs, 1) : null);
    this.#remember({ frame, timeUs });
    return result;
  }

  #remember(seen: SeenFrame): void {
    if (this.#recent.length < MAX_RECENT) this.#recent.push(seen);
    else {
      this.#recent[this.#oldest] = seen;
      this.#oldest = (this.#oldest + 1) % MAX_RECENT;
    }
  }

  #try(frame: CanFrame, timeUs: Micros, addressLength: 0 | 1): FoundPair | null {
    const { id, extended, data } = frame;
    const first = firstByte(data, addressLength);
    const [isRequest, isResponse] = [REQUESTS[first] === true, RESPONSES[first] === true];
    if (!isRequest && !isResponse) return null;
    const pci = decodePci(data, addressLength);
    if (pci.kind !== 'single' && pci.kind !== 'first') return null;
    const start = addressLength + pciLength(pci, addressLength);
    const payload = data.subarray(start, pci.kind === 'single' ? start + pci.length : data.length);
    const end: PairEnd = { id, extended, address: addressLength === 1 ? (data[0] ?? 0) : null };
    if (!isRequest) return this.#answer(end, payload, timeUs);
    if (this.#open.length >= MAX_OPEN) this.#open.shift();
    this.#open.push({ ...end, timeUs, payload });
    return null;
  }

  #answer(response: PairEnd, payload: Uint8Array, timeUs: Micros): FoundPair | null {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const request = this.#open[index];
      if (request === undefined || timeUs - request.timeUs > LONGEST_WAIT_US) break;
      const isOther = request.id !== response.id && request.extended === response.extended;
      const sameForm = (request.address === null) === (response.address === null);
      if (!isOther || !sameForm || !answersRequest(request.payload, payload)) continue;
      this.#open.splice(index, 1);
      return this.#vote(request, response);
    }
    return null;
  }

  #vote(request: OpenRequest, response: PairEnd): FoundPair | null {
    const key = [request.id, request.address, response.id, response.address].join();
    const candidate = this.#candidates.get(key);
    if (candidate === undefined || candidate.votes + 1 < VOTES) {
      if (candidate !== undefined) candidate.votes++;
      else if (this.#candidates.size < MAX_CANDIDATES) {
        this.#candidates.set(key, { votes: 1, fromUs: request.timeUs });
      }
      return null;
    }
    this.#candidates.delete(key);
    const { id, extended, address } = request;
    const pair: DiagnosticPair = { request: { id, extended, address }, response, origin: 'found', isOurs: false };
    return { pair, before: this.#framesOf(pair, candidate.fromUs) };
  }

  #framesOf({ request, response }: DiagnosticPair, fromUs: Micros): readonly SeenFrame[] {
    const isOf = ({ frame }: SeenFrame, { id, extended, address }: PairEnd): boolean =>
      frame.id === id && frame.extended === extended && (address === null || frame.data[0] === address);
    return [...this.#recent.slice(this.#oldest), ...this.#recent.slice(0, this.#oldest)].filter(
      (seen) => seen.timeUs >= fromUs && (isOf(seen, request) || isOf(seen, response)),
    );
  }
}

/** The first byte of a message that begins in this frame; 0 where none does. */
function firstByte(data: Uint8Array, addressLength: number): number {
  const pci = data[addressLength] ?? 0xff;
  if (pci >> 4 === PCI_SINGLE) return data[addressLength + (pci === 0 ? 2 : 1)] ?? 0;
  if (pci >> 4 !== PCI_FIRST) return 0;
  const isLong = pci === PCI_FIRST << 4 && data[addressLength + 1] === 0;
  return data[addressLength + (isLong ? 6 : 2)] ?? 0;
}

function canBeIsoTp(data: Uint8Array, addressLength: 0 | 1): boolean {
  const pci = decodePci(data, addressLength);
  if (pci.kind === 'invalid') return false;
  return pci.kind !== 'single' || isPadding(data, addressLength + pciLength(pci, addressLength) + pci.length);
}

/** Behind a single frame's payload are equal bytes, or none; signals in a broadcast frame rarely look like that. */
function isPadding(data: Uint8Array, from: number): boolean {
  for (let at = from + 1; at < data.length; at++) if (data[at] !== data[from]) return false;
  return true;
}
