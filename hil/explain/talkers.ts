import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { wireBits } from '../../can-bus/virtual-bus/bit-timing.ts';

/** Ids that are counted one by one; a log of random 29-bit ids must not fill the memory. */
const MAX_TALKERS = 4096;
/** Above every 29-bit id. */
const EXTENDED_KEY = 0x2000_0000;

/** The frames of one id on one bus. */
export interface Talker {
  readonly bus: string;
  readonly id: number;
  readonly extended: boolean;
  frames: number;
  firstUs: Micros;
  lastUs: Micros;
  /** Shortest and longest time between two frames. */
  leastGapUs: Micros;
  mostGapUs: Micros;
  longestData: number;
}

/** What was on one bus. */
export interface BusTotals {
  readonly bus: string;
  frames: number;
  firstUs: Micros;
  lastUs: Micros;
  bits: number;
  /** Frames whose ids are not counted one by one. */
  otherFrames: number;
  readonly talkers: Map<number, Talker>;
}

/** Counts ids, cycle times and load, for a log of anything. */
export class Talkers {
  readonly #buses = new Map<string, BusTotals>();
  #count = 0;
  #last: BusTotals | null = null;

  get buses(): readonly BusTotals[] {
    return [...this.#buses.values()];
  }

  take(frame: CanFrame, timeUs: Micros, bus: string): void {
    const totals = this.#last?.bus === bus ? this.#last : this.#totalsOf(bus, timeUs);
    this.#last = totals;
    totals.frames++;
    totals.bits += wireBits(frame);
    if (timeUs > totals.lastUs) totals.lastUs = timeUs;
    if (timeUs < totals.firstUs) totals.firstUs = timeUs;
    const key = frame.extended ? frame.id + EXTENDED_KEY : frame.id;
    const talker = totals.talkers.get(key);
    if (talker === undefined) {
      this.#add(totals, key, frame, timeUs);
      return;
    }
    const gapUs = timeUs - talker.lastUs;
    talker.frames++;
    talker.lastUs = timeUs;
    if (gapUs < talker.leastGapUs) talker.leastGapUs = gapUs;
    if (gapUs > talker.mostGapUs) talker.mostGapUs = gapUs;
    if (frame.length > talker.longestData) talker.longestData = frame.length;
  }

  #totalsOf(bus: string, timeUs: Micros): BusTotals {
    const known = this.#buses.get(bus);
    if (known !== undefined) return known;
    const totals: BusTotals = {
      bus,
      frames: 0,
      firstUs: timeUs,
      lastUs: timeUs,
      bits: 0,
      otherFrames: 0,
      talkers: new Map(),
    };
    this.#buses.set(bus, totals);
    return totals;
  }

  #add(totals: BusTotals, key: number, { id, extended, length }: CanFrame, timeUs: Micros): void {
    if (this.#count === MAX_TALKERS) {
      totals.otherFrames++;
      return;
    }
    this.#count++;
    totals.talkers.set(key, {
      bus: totals.bus,
      id,
      extended,
      frames: 1,
      firstUs: timeUs,
      lastUs: timeUs,
      leastGapUs: Number.POSITIVE_INFINITY,
      mostGapUs: 0,
      longestData: length,
    });
  }
}
