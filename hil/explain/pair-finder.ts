import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { decodePci, pciLength } from '../../can-bus/isotp/frame-layout.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { hasSubFunction } from '../../can-bus/uds/messages.ts';
import { NEGATIVE_RESPONSE, POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';
import type { DiagnosticPair, PairEnd } from './diagnostic-pair.ts';
import { serviceTitle } from './service-titles.ts';

/** How long a response may take, P2* included, and how many requests may be open in that time. */
const LONGEST_WAIT_US: Micros = 5 * MICROS_PER_SECOND;
const MAX_OPEN = 16;
/** Matching exchanges that make two ids a pair: once could be chance. */
const VOTES = 2;
const MAX_CANDIDATES = 256;

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
  readonly isWhole: boolean;
  readonly frame: CanFrame;
}

/** The forms that frames of one id can have, by all of them so far: with an address byte in front, or without. */
export interface IdForms {
  plain: boolean;
  addressed: boolean;
}

interface Candidate {
  votes: number;
  /** Of the first exchange, where each message is one frame. */
  readonly frames: readonly SeenFrame[];
}

/** A frame that the finder has seen. */
interface SeenFrame {
  readonly frame: CanFrame;
  readonly timeUs: Micros;
}

/** A pair, with the frames before this one that belong to the exchanges that show it. */
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

  /**
   * @param forms which forms the frames of this id can have; a frame that cannot be of a form excludes it
   * @returns a pair that this frame makes certain
   */
  take(frame: CanFrame, timeUs: Micros, forms: IdForms): FoundPair | null {
    forms.plain &&= canBeIsoTp(frame.data, 0);
    forms.addressed &&= canBeIsoTp(frame.data, 1);
    const found = forms.plain ? this.#try(frame, timeUs, 0) : null;
    return found ?? (forms.addressed ? this.#try(frame, timeUs, 1) : null);
  }

  #try(frame: CanFrame, timeUs: Micros, addressLength: 0 | 1): FoundPair | null {
    const { id, extended, data } = frame;
    const type = (data[addressLength] ?? 0xff) >> 4;
    if (type > 1) return null;
    const first = data[addressLength + 1 + type] ?? 0;
    const [isRequest, isResponse] = [REQUESTS[first] === true, RESPONSES[first] === true];
    if (!isRequest && !isResponse) return null;
    const pci = decodePci(data, addressLength);
    if (pci.kind !== 'single' && pci.kind !== 'first') return null;
    const start = addressLength + pciLength(pci, addressLength);
    const payload = data.subarray(start, pci.kind === 'single' ? start + pci.length : data.length);
    const end: PairEnd = { id, extended, address: addressLength === 1 ? (data[0] ?? 0) : null };
    if (isRequest) {
      if (this.#open.length >= MAX_OPEN) this.#open.shift();
      this.#open.push({ ...end, timeUs, payload, isWhole: pci.kind === 'single', frame });
      return null;
    }
    return this.#answer(end, payload, { frame, timeUs }, pci.kind === 'single');
  }

  #answer(response: PairEnd, payload: Uint8Array, seen: SeenFrame, isWhole: boolean): FoundPair | null {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const request = this.#open[index];
      if (request === undefined || seen.timeUs - request.timeUs > LONGEST_WAIT_US) break;
      const isOther = request.id !== response.id && request.extended === response.extended;
      const sameForm = (request.address === null) === (response.address === null);
      if (!isOther || !sameForm || !fits(request.payload, payload)) continue;
      this.#open.splice(index, 1);
      return this.#vote(request, response, seen, isWhole);
    }
    return null;
  }

  #vote(request: OpenRequest, response: PairEnd, seen: SeenFrame, isWhole: boolean): FoundPair | null {
    const key = [request.id, request.address, response.id, response.address].join();
    const asked: SeenFrame = { frame: request.frame, timeUs: request.timeUs };
    const candidate = this.#candidates.get(key);
    if (candidate === undefined || candidate.votes + 1 < VOTES) {
      const frames = isWhole && request.isWhole ? [asked, seen] : [];
      if (candidate !== undefined) candidate.votes++;
      else if (this.#candidates.size < MAX_CANDIDATES) this.#candidates.set(key, { votes: 1, frames });
      return null;
    }
    this.#candidates.delete(key);
    const { id, extended, address } = request;
    const pair: DiagnosticPair = { request: { id, extended, address }, response, origin: 'found', isSmartKey: false };
    return { pair, before: [...candidate.frames, ...(request.isWhole ? [asked] : [])] };
  }
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

/** Whether a message answers a request: a negative one names the service, a positive one repeats what it is about. */
function fits(request: Uint8Array, response: Uint8Array): boolean {
  const [sid = 0, second, third] = request;
  if (response[0] === NEGATIVE_RESPONSE) return response.length === 3 && response[1] === sid;
  if (response[0] !== sid + POSITIVE_RESPONSE_OFFSET) return false;
  if (hasSubFunction(sid)) return response[1] === ((second ?? 0) & 0x7f);
  if (sid === SID.readDataByIdentifier || sid === SID.writeDataByIdentifier) {
    return response[1] === second && response[2] === third;
  }
  return second === undefined || response[1] === second;
}
