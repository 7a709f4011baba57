import { changedText, sentenceOf } from '../view/changed-text.ts';
import type { ViewTimer } from '../view/car-view.ts';
import type { Lane, LaneItem } from './timeline-data.ts';
import type { ViewedCar, ViewedEvent, ViewerData } from './viewer-data.ts';

/** What happened to a car in the form that goes into a page; runs in browsers too. Compression does the rest. */
export interface PackedCar extends Omit<ViewedCar, 'events' | 'timeline'> {
  /** Times of items are µs since the item before, and from its own begin to its end. */
  readonly timeline: ViewedCar['timeline'];
  readonly events: PackedEvents;
}

/** The data of the viewer's page. */
export interface PackedViewerData extends Omit<ViewerData, 'cars'> {
  readonly cars: readonly PackedCar[];
}

/**
 * What happened to the cars of one scenario, packed where it ran, so that nobody keeps the many objects of it or sends
 * them to another thread.
 */
export interface PackedViews {
  /** Number of items of lanes, and of events. */
  readonly items: number;
  /** The content of a block of a page, with a {@link PackedCar} for each; empty where nothing was recorded. */
  readonly data: string;
}

interface PackedEvents {
  /** What events have in common: the names of their fields in order, some with their value. */
  readonly shapes: readonly (readonly ShapePart[])[];
  /** µs since the event before; place in {@link shapes}; further values, whose own times count from the event. */
  readonly rows: readonly PackedEvent[];
}

/** A field by its name; with a value that events have in common; with null where it follows from the other fields. */
type ShapePart = string | readonly [name: string, value: string | null];

type PackedEvent = readonly [sinceUs: number, shape: number, ...values: unknown[]];
type Fields = Readonly<Record<string, unknown>>;

/** These follow from an event's place in the list. */
const FROM_PLACE: ReadonlySet<string> = new Set(['id', 'timeUs']);
/** They have few different values. */
const IN_COMMON: ReadonlySet<string> = new Set(['kind', 'source', 'event', 'endpoint', 'client']);

export function packCar({ events, timeline, ...rest }: ViewedCar): PackedCar {
  const timers = new TimersPacker(rest.start.timers);
  return { ...rest, timeline: mapLanes(timeline, packItems), events: packEvents(events, timers) };
}

export function unpackCar({ events, timeline, ...rest }: PackedCar): ViewedCar {
  const timers = new TimersPacker(rest.start.timers);
  return { ...rest, timeline: mapLanes(timeline, unpackItems), events: unpackEvents(events, timers) };
}

function packEvents(events: readonly ViewedEvent[], timers: TimersPacker): PackedEvents {
  const shapes: (readonly ShapePart[])[] = [];
  const root = shapeOf([]);
  let beforeUs = 0;
  const rows = events.map((event): PackedEvent => {
    const fields = event as Fields;
    const { timeUs } = event;
    const values: unknown[] = [];
    let shape = root;
    for (const name in fields) {
      const value = fields[name];
      if (value === undefined || FROM_PLACE.has(name)) continue;
      if (typeof value === 'string' && IN_COMMON.has(name)) shape = longerBy(shape, name, value);
      else if (name === 'text' && value === textOfChange(fields)) shape = longerBy(shape, name, null);
      else {
        shape = longerBy(shape, name);
        values.push(shifted(hasTimers(name, value) ? timers.pack(value) : value, name, -timeUs));
      }
    }
    shape.place ??= shapes.push(shape.parts) - 1;
    const sinceUs = timeUs - beforeUs;
    beforeUs = timeUs;
    return [sinceUs, shape.place, ...values];
  });
  return { shapes, rows };
}

/** The sentence of a change of the view; null for other events. */
function textOfChange({ event, changed }: Fields): string | null {
  return event === 'view' && typeof changed === 'object' && changed !== null ? sentenceOf(changedText(changed)) : null;
}

/** What events have in common, found part by part. */
interface Shape {
  readonly parts: readonly ShapePart[];
  /** Among the shapes; null until an event has no more parts than these. */
  place: number | null;
  /** With one field more, by its name. */
  readonly longer: Map<string, Longer>;
}

interface Longer {
  /** The values differ. */
  open: Shape | null;
  /** By the value in common; null where it follows from the other fields. */
  readonly fixed: Map<string | null, Shape>;
}

function shapeOf(parts: readonly ShapePart[]): Shape {
  return { parts, place: null, longer: new Map() };
}

function longerBy({ parts, longer }: Shape, name: string, value?: string | null): Shape {
  const ways = longer.get(name) ?? { open: null, fixed: new Map<string | null, Shape>() };
  longer.set(name, ways);
  if (value === undefined) return (ways.open ??= shapeOf([...parts, name]));
  const next = ways.fixed.get(value) ?? shapeOf([...parts, [name, value]]);
  ways.fixed.set(value, next);
  return next;
}

function unpackEvents({ shapes, rows }: PackedEvents, timers: TimersPacker): readonly ViewedEvent[] {
  let timeUs = 0;
  return rows.map(([sinceUs, shape, ...values], index) => {
    timeUs += sinceUs;
    const fields: Record<string, unknown> = {};
    let next = 0;
    for (const part of shapes[shape] ?? []) {
      if (typeof part === 'string') {
        const value = shifted(values[next++], part, timeUs);
        fields[part] = hasTimers(part, value) ? timers.unpack(value) : value;
      } else fields[part[0]] = part[1];
    }
    if (fields['text'] === null) fields['text'] = textOfChange(fields);
    return { id: index + 1, timeUs, ...fields } as ViewedEvent;
  });
}

interface WithTimers {
  readonly timers: readonly unknown[];
}

/** A change of the view that changes its timers. */
function hasTimers(name: string, value: unknown): value is WithTimers {
  return (
    name === 'changed' &&
    typeof value === 'object' &&
    value !== null &&
    'timers' in value &&
    Array.isArray(value.timers)
  );
}

/**
 * Most changes of a view are of its timers, and most timers stay: of such a one there is its place in the list before.
 * To be asked for all changes in their order.
 */
class TimersPacker {
  #before: readonly unknown[];

  constructor(start: readonly ViewTimer[]) {
    this.#before = start;
  }

  pack(changed: WithTimers): WithTimers {
    const before = this.#before;
    this.#before = changed.timers;
    const timers = changed.timers.map((timer) => {
      const place = before.findIndex((other) => isSameTimer(other, timer));
      return place < 0 ? timer : place;
    });
    return { ...changed, timers };
  }

  unpack(changed: WithTimers): WithTimers {
    const before = this.#before;
    const timers = changed.timers.map((timer) => (typeof timer === 'number' ? before[timer] : timer));
    this.#before = timers;
    return { ...changed, timers };
  }
}

function isSameTimer(one: unknown, other: unknown): boolean {
  if (!isTimer(one) || !isTimer(other)) return false;
  return one.name === other.name && one.startedUs === other.startedUs && one.deadlineUs === other.deadlineUs;
}

function isTimer(value: unknown): value is ViewTimer {
  return typeof value === 'object' && value !== null && 'deadlineUs' in value;
}

/** A value with all the instants in it moved: the numbers whose names end in `Us`. */
function shifted(value: unknown, name: string, byUs: number): unknown {
  if (typeof value === 'number') return name.endsWith('Us') ? value + byUs : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.length === 0 ? value : value.map((item) => shifted(item, '', byUs));
  const moved: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) moved[key] = shifted(inner, key, byUs);
  return moved;
}

function mapLanes(
  timeline: ViewedCar['timeline'],
  change: (items: readonly LaneItem[]) => readonly LaneItem[],
): ViewedCar['timeline'] {
  return { ...timeline, lanes: timeline.lanes.map((lane): Lane => ({ ...lane, items: change(lane.items) })) };
}

function packItems(items: readonly LaneItem[]): readonly LaneItem[] {
  let beforeUs = 0;
  return items.map(([fromUs, toUs, ...rest]) => {
    const sinceUs = fromUs - beforeUs;
    beforeUs = fromUs;
    return [sinceUs, toUs - fromUs, ...rest];
  });
}

function unpackItems(items: readonly LaneItem[]): readonly LaneItem[] {
  let fromUs = 0;
  return items.map(([sinceUs, lastsUs, ...rest]) => {
    fromUs += sinceUs;
    return [fromUs, fromUs + lastsUs, ...rest];
  });
}
