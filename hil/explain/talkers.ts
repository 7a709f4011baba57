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

/** A place where the times of a log go backwards. */
export interface StepBack {
  readonly bus: string;
  /** Number of the frame after it in the log, from 1. */
  readonly frame: number;
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** What was on one bus. */
export interface BusTotals {
  readonly bus: string;
  /** Where its times go backwards for the first time: its ids have no cycles then. Null where they do not. */
  stepBack: StepBack | null;
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
  #listed = 0;
  #last: BusTotals | null = null;
  #frames = 0;

  get buses(): readonly BusTotals[] {
    return [...this.#buses.values()];
  }

  /** The first one of the log; null where the times of each bus only go on. */
  get stepBack(): StepBack | null {
    const steps = this.buses.flatMap(({ stepBack }) => (stepBack === null ? [] : [stepBack]));
    return steps.sort((one, other) => one.frame - other.frame)[0] ?? null;
  }

  /** @returns whether the times of the bus go backwards, for the first time */
  take(frame: CanFrame, timeUs: Micros, bus: string): boolean {
    const totals = this.#last?.bus === bus ? this.#last : this.#totalsOf(bus, timeUs);
    this.#frames++;
    const isFirstStepBack = timeUs < totals.lastUs && totals.stepBack === null;
    if (isFirstStepBack) totals.stepBack = { bus, frame: this.#frames, fromUs: totals.lastUs, toUs: timeUs };
    this.#count(totals, frame, timeUs);
    return isFirstStepBack;
  }

  #count(totals: BusTotals, frame: CanFrame, timeUs: Micros): void {
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
      stepBack: null,
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
    if (this.#listed === MAX_TALKERS) {
      totals.otherFrames++;
      return;
    }
    this.#listed++;
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
