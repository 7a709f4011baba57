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

interface PackedEvents {
  /** Names of fields, as sets that events have in common. */
  readonly shapes: readonly (readonly string[])[];
  /** µs since the event before; place in {@link shapes}; the fields' values, whose own times count from the event. */
  readonly rows: readonly PackedEvent[];
}

type PackedEvent = readonly [sinceUs: number, shape: number, ...values: unknown[]];
type Fields = Readonly<Record<string, unknown>>;

/** These follow from an event's place in the list. */
const FROM_PLACE: ReadonlySet<string> = new Set(['id', 'timeUs']);

export function packCar({ events, timeline, ...rest }: ViewedCar): PackedCar {
  return { ...rest, timeline: mapLanes(timeline, packItems), events: packEvents(events) };
}

export function unpackCar({ events, timeline, ...rest }: PackedCar): ViewedCar {
  return { ...rest, timeline: mapLanes(timeline, unpackItems), events: unpackEvents(events) };
}

function packEvents(events: readonly ViewedEvent[]): PackedEvents {
  const shapes = new Map<string, number>();
  let beforeUs = 0;
  const rows = events.map((event): PackedEvent => {
    const { timeUs } = event;
    const fields: Fields = { ...event };
    const names = Object.keys(fields).filter((field) => !FROM_PLACE.has(field) && fields[field] !== undefined);
    const name = JSON.stringify(names);
    const shape = shapes.get(name) ?? shapes.size;
    shapes.set(name, shape);
    const sinceUs = timeUs - beforeUs;
    beforeUs = timeUs;
    return [sinceUs, shape, ...names.map((field) => shifted(fields[field], field, -timeUs))];
  });
  return { shapes: [...shapes.keys()].map((names) => JSON.parse(names) as string[]), rows };
}

function unpackEvents({ shapes, rows }: PackedEvents): readonly ViewedEvent[] {
  let timeUs = 0;
  return rows.map(([sinceUs, shape, ...values], index) => {
    timeUs += sinceUs;
    const fields = (shapes[shape] ?? []).map((name, place) => [name, shifted(values[place], name, timeUs)]);
    return { id: index + 1, timeUs, ...Object.fromEntries(fields) } as ViewedEvent;
  });
}

/** A value with all the instants in it moved: the numbers whose names end in `Us`. */
function shifted(value: unknown, name: string, byUs: number): unknown {
  if (typeof value === 'number') return name.endsWith('Us') ? value + byUs : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => shifted(item, '', byUs));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shifted(inner, key, byUs)]));
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
