/**
 * What a report draws of a run, as plain data that goes into a page: no imports but types, for code of pages reads it
 * as well. All times are whole microseconds of vehicle time.
 */

/** From top to bottom. */
export const LANE_IDS = [
  'procedure',
  'timers',
  'session',
  'ecu',
  'doors',
  'power',
  'keys',
  'beeps',
  'uds',
  'load',
  'dealer',
  'faults',
] as const;
export type LaneId = (typeof LANE_IDS)[number];

export const LANE_TITLES: Readonly<Record<LaneId, string>> = {
  procedure: 'Procedure',
  timers: 'Timers',
  session: 'Session, security',
  ecu: 'Smart Key ECU',
  doors: 'Doors, locks',
  power: 'Power, supply',
  keys: 'Keys, switch',
  beeps: 'Beeps, flashers',
  uds: 'UDS',
  load: 'CAN load',
  dealer: 'Pass-codes, dealer',
  faults: 'Faults, bus errors',
};

/** What colour a thing has: plain, active, good, waiting, bad, muted. */
export const TONES = ['plain', 'active', 'good', 'wait', 'bad', 'muted'] as const;
export type Tone = (typeof TONES)[number];

/**
 * One thing in a lane: begin, end (equal where it is an instant), what it is, what else there is to say, tone as a
 * place in {@link TONES}. Short, for there may be a hundred thousand of them in a page.
 */
export type LaneItem = readonly [fromUs: number, toUs: number, label: string, detail: string, tone: number];

export interface Lane {
  readonly id: LaneId;
  readonly items: readonly LaneItem[];
  /** Things that found no room any more: the lane is full before the end. */
  readonly omitted: number;
}

/** How much of the time the bus was taken, in bins of equal width from time 0. */
export interface BusLoad {
  readonly binUs: number;
  /** Thousandths, bin by bin. */
  readonly permille: readonly number[];
  readonly frames: number;
}

/** What happened in one car. */
export interface Timeline {
  readonly car: string;
  readonly endUs: number;
  /** Lanes with something in them, in the order of {@link LANE_IDS}; the load is apart. */
  readonly lanes: readonly Lane[];
  readonly load: BusLoad;
}

/** Things in all lanes. */
export function itemsOf(timeline: Timeline): number {
  return timeline.lanes.reduce((sum, lane) => sum + lane.items.length, 0);
}
