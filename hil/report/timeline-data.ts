/**
 * The timelines of a report, as plain data for a page: imports only types, because code of pages reads it as well. All
 * times are whole microseconds of vehicle time.
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

/** Tones, which determine colours: plain, active, good, waiting, bad, muted. */
export const TONES = ['plain', 'active', 'good', 'wait', 'bad', 'muted'] as const;
export type Tone = (typeof TONES)[number];

/**
 * One item of a lane: begin, end (equal for an instant), label, details, tone as an index into {@link TONES}. Compact,
 * because a page may contain a hundred thousand of them.
 */
export type LaneItem = readonly [fromUs: number, toUs: number, label: string, detail: string, tone: number];

export interface Lane {
  readonly id: LaneId;
  readonly items: readonly LaneItem[];
  /** Number of items left out because the lane is full. */
  readonly omitted: number;
}

/** The share of time for which the bus was busy, in bins of equal width from time 0. */
export interface BusLoad {
  readonly binUs: number;
  /** Thousandths, bin by bin. */
  readonly permille: readonly number[];
  readonly frames: number;
}

/** The timeline of one car. */
export interface Timeline {
  readonly car: string;
  readonly endUs: number;
  /** Lanes that are not empty, in the order of {@link LANE_IDS}; the load is separate. */
  readonly lanes: readonly Lane[];
  readonly load: BusLoad;
}

/** Number of items in all lanes. */
export function itemsOf(timeline: Timeline): number {
  return timeline.lanes.reduce((sum, lane) => sum + lane.items.length, 0);
}
