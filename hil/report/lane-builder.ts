import type { Micros } from '../../can-bus/time/micros.ts';
import { TONES, type Lane, type LaneId, type LaneItem, type Tone } from './timeline-data.ts';

/** An open item of a lane. */
interface OpenItem {
  readonly fromUs: Micros;
  readonly label: string;
  readonly detail: string;
  readonly tone: Tone;
}

/** Collects one lane, with room for a limited number of items; further ones are only counted. */
export class LaneBuilder {
  readonly id: LaneId;
  readonly #capacity: number;
  readonly #items: LaneItem[] = [];
  readonly #open = new Map<string, OpenItem>();
  #omitted = 0;

  constructor(id: LaneId, capacity: number) {
    this.id = id;
    this.#capacity = capacity;
  }

  mark(atUs: Micros, label: string, tone: Tone, detail = ''): void {
    this.span(atUs, atUs, label, tone, detail);
  }

  span(fromUs: Micros, toUs: Micros, label: string, tone: Tone, detail = ''): void {
    if (this.#items.length >= this.#capacity) this.#omitted += 1;
    else this.#items.push([fromUs, toUs, label, detail, TONES.indexOf(tone)]);
  }

  /** The last item, if nothing was left out after it. */
  last(): LaneItem | undefined {
    return this.#omitted > 0 ? undefined : this.#items.at(-1);
  }

  /** How many of the last items have this label consecutively. */
  rowOf(label: string): number {
    let row = 0;
    while (this.#items.at(-1 - row)?.[2] === label) row += 1;
    return row;
  }

  replaceLast(item: LaneItem): void {
    this.#items.splice(-1, 1, item);
  }

  /** As {@link open}, but an open item with the same label continues. */
  goOn(key: string, atUs: Micros, label: string, tone: Tone): void {
    if (this.#open.get(key)?.label !== label) this.open(key, atUs, label, tone);
  }

  /** Opens an item; an open item with the same key ends, and is removed if it began at the same instant. */
  open(key: string, fromUs: Micros, label: string, tone: Tone, detail = ''): void {
    if (!this.drop(key, fromUs)) this.close(key, fromUs);
    this.#open.set(key, { fromUs, label, tone, detail });
  }

  /** Ends the open item with this key, if there is one; `change` describes its end. */
  close(key: string, toUs: Micros, change: { readonly detail?: string; readonly tone?: Tone } = {}): void {
    const item = this.#open.get(key);
    if (item === undefined) return;
    this.#open.delete(key);
    this.span(item.fromUs, toUs, item.label, change.tone ?? item.tone, change.detail ?? item.detail);
  }

  /** Removes an item that began at this instant and so has no duration; false where there was none. */
  drop(key: string, nowUs: Micros): boolean {
    return this.#open.get(key)?.fromUs === nowUs && this.#open.delete(key);
  }

  isOpen(key: string): boolean {
    return this.#open.has(key);
  }

  closeAll(toUs: Micros): void {
    for (const key of [...this.#open.keys()]) this.close(key, toUs);
  }

  /** In the order of their begins. Open items last until the end. */
  build(endUs: Micros): Lane {
    const open = [...this.#open.values()].map(({ fromUs, label, detail, tone }): LaneItem => [
      fromUs,
      endUs,
      label,
      detail,
      TONES.indexOf(tone),
    ]);
    const items = [...this.#items, ...open].sort((a, b) => a[0] - b[0]);
    return { id: this.id, items, omitted: this.#omitted };
  }
}
