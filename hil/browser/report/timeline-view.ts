import { axisTop, type AxisDomain, type AxisScale } from 'd3-axis';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior, type ZoomTransform } from 'd3-zoom';

import { TONES, type LaneItem, type Timeline } from '../../report/timeline-data.ts';
import type { PageStep } from '../../report/viewer-data.ts';
import { decidingStep } from '../../scenario/result.ts';
import { svg, textWidth } from './dom.ts';
import { span, tick } from './format.ts';
import { drawnOf, LEAST_WIDTH, type Drawn } from './lane-layout.ts';
import { viewLanes, type ViewLane } from './lanes.ts';
import { drawLoad } from './load-lane.ts';
import { AXIS, cut, labelWidthOf, LANE_GAP, laneName, place, ROW, roundStep, type Placed } from './timeline-layout.ts';
import { foldedScale, linearScale, type TimeScale } from './time-scale.ts';

/** Half of a label of the axis. */
const EDGE = 34;
const TICK_ROOM = 96;
/** Space below the lanes for the length of folded time. */
const FOOT = 18;
/** Maximum zoom: a microsecond is then a few pixels wide. */
const NARROWEST_US = 40;

/** The item under the pointer, and its position. */
export interface Pointed {
  readonly lane: string;
  readonly items: readonly LaneItem[];
  readonly x: number;
  readonly y: number;
}

interface Label {
  readonly text: string;
  readonly x: number;
  readonly anchor: 'start' | 'end';
  /** Its end, in pixels. */
  readonly toX: number;
}

/** An instant, and a range that is measured. */
export interface Marked {
  readonly cursorUs: number | null;
  readonly rangeUs: readonly [fromUs: number, toUs: number] | null;
}

interface TimelineListener {
  /** Null where nothing is pointed at any more. */
  point(pointed: Pointed | null): void;
  /** An instant was clicked. */
  seek(timeUs: number): void;
  /** Another part is in view. */
  moved(): void;
}

/** The timeline of one car, drawn as SVG: only the visible part, redrawn with each change of the view. */
export class TimelineView {
  readonly element: SVGSVGElement;
  readonly lanes: readonly ViewLane[];
  readonly #endUs: number;
  readonly #failUs: number | null;
  readonly #placed: readonly Placed[];
  readonly #height: number;
  readonly #content = svg('g');
  readonly #zoom: ZoomBehavior<SVGSVGElement, unknown>;
  readonly #listener: TimelineListener;
  readonly #instants: readonly number[];
  #width: number;
  #labelWidth: number;
  #folded = true;
  #marked: Marked = { cursorUs: null, rangeUs: null };
  #scale: TimeScale;
  #transform: ZoomTransform = zoomIdentity;
  #chosen: LaneItem | null = null;
  #frame = 0;

  constructor(timeline: Timeline, steps: readonly PageStep[], width: number, listener: TimelineListener) {
    this.lanes = viewLanes(timeline, steps);
    this.#endUs = Math.max(timeline.endUs, 1);
    this.#failUs = decidingStep(steps)?.endUs ?? null;
    this.#placed = place(this.lanes);
    const last = this.#placed.at(-1);
    this.#height = last === undefined ? AXIS : last.y + last.height + FOOT;
    this.#listener = listener;
    this.#instants = this.lanes.flatMap(({ rows }) => rows.flatMap((row) => row.flatMap(([from, to]) => [from, to])));
    this.#width = width;
    this.#labelWidth = labelWidthOf(width);
    this.#scale = foldedScale(this.#instants, this.#endUs, this.#plotWidth);
    // When fully zoomed out, a wheel that zooms out scrolls the page.
    const isForUs = (event: Event): boolean =>
      !(event instanceof WheelEvent && event.deltaY > 0 && this.#transform.k <= 1) &&
      !(event instanceof MouseEvent && event.button !== 0);
    const summary = `Timeline of ${timeline.car}, ${span(timeline.endUs)}; the list below has the same content`;
    this.element = svg('svg', { class: 'timeline', role: 'img', 'aria-label': summary, height: this.#height });
    this.element.append(this.#content);
    this.#zoom = zoom<SVGSVGElement, unknown>()
      .filter(isForUs)
      .on('zoom', (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
        this.#transform = event.transform;
        this.#scheduleDraw();
      });
    // The wheel zooms at once; a touch still scrolls the page up and down.
    select(this.element).call(this.#zoom).on('dblclick.zoom', null);
    this.element.addEventListener('pointerleave', () => this.#listener.point(null));
    this.element.addEventListener('click', (event) => this.#seek(event));
    this.#bound();
    this.draw();
  }

  get isFolded(): boolean {
    return this.#folded;
  }

  /** The visible range, as from and to in µs. */
  get view(): readonly [number, number] {
    return [this.#usAt(0), this.#usAt(this.#plotWidth)];
  }

  resize(width: number): void {
    if (width === this.#width || width < 50) return;
    const [from, to] = this.view;
    this.#width = width;
    this.#labelWidth = labelWidthOf(width);
    this.#rescale();
    this.show(from, to);
  }

  /** To scale, or with idle time folded; the visible range stays. */
  fold(folded: boolean): void {
    this.#folded = folded;
    this.#rescale();
    this.fit();
  }

  fit(): void {
    select(this.element).call((selection) => this.#zoom.transform(selection, zoomIdentity));
  }

  /** Brings a time into view, with a margin around it. */
  show(fromUs: number, toUs: number): void {
    const [x0, x1] = [this.#scale.x(fromUs), this.#scale.x(toUs)];
    const k = Math.min(this.#plotWidth / Math.max(x1 - x0, 1e-9), this.#greatestZoom());
    const middle = (x0 + x1) / 2;
    const transform = zoomIdentity.translate(this.#plotWidth / 2 - middle * k, 0).scale(k);
    select(this.element).call((selection) => this.#zoom.transform(selection, transform));
  }

  zoomBy(factor: number): void {
    select(this.element).call((selection) => this.#zoom.scaleBy(selection, factor, [this.#plotWidth / 2, 0]));
  }

  /** Moves the view by a share of its width. */
  pan(parts: number): void {
    const by = (-parts * this.#plotWidth) / this.#transform.k;
    select(this.element).call((selection) => this.#zoom.translateBy(selection, by, 0));
  }

  /** Marks an item and brings it into view if necessary. */
  choose(item: LaneItem | null): void {
    this.#chosen = item;
    const [from, to] = this.view;
    if (item !== null && (item[0] < from || item[0] > to)) {
      const half = (to - from) / 2;
      this.show(item[0] - half, item[0] + half);
    } else this.draw();
  }

  /** Shows the cursor and the measured range. */
  mark(marked: Marked): void {
    this.#marked = marked;
    this.#scheduleDraw();
  }

  draw(): void {
    const width = this.#plotWidth;
    this.element.setAttribute('viewBox', `0 0 ${this.#width} ${this.#height}`);
    this.element.setAttribute('width', String(this.#width));
    const plot = svg('svg', { x: this.#labelWidth, width, height: this.#height, class: 'plot' });
    const labels = svg('g', { class: 'labels' });
    const grid = svg('g', { class: 'axis', transform: `translate(0 ${AXIS - 6})` });
    plot.append(grid, this.#foldMarks());
    this.#drawAxis(grid);
    for (const placed of this.#placed) {
      labels.append(this.#label(placed));
      plot.append(
        svg('line', { class: 'rule', x1: 0, x2: width, y1: placed.y - LANE_GAP / 2, y2: placed.y - LANE_GAP / 2 }),
      );
      if (placed.lane.load === null) plot.append(this.#rows(placed));
      else plot.append(drawLoad(placed.lane.load, this.#endUs, this.#x, width, placed.y, placed.height));
    }
    if (this.#failUs !== null) plot.append(this.#line('fail', this.#failUs));
    const { cursorUs, rangeUs } = this.#marked;
    if (rangeUs !== null) plot.append(this.#range(rangeUs));
    if (cursorUs !== null) plot.append(this.#line('cursor', cursorUs));
    this.#listener.moved();
    this.#content.replaceChildren(labels, plot);
  }

  get #plotWidth(): number {
    return this.#width - this.#labelWidth;
  }

  readonly #x = (us: number): number => this.#transform.applyX(this.#scale.x(us));

  #usAt(x: number): number {
    return this.#scale.us(this.#transform.invertX(x));
  }

  #greatestZoom(): number {
    return Math.max(1, this.#endUs / NARROWEST_US);
  }

  #rescale(): void {
    const width = this.#plotWidth;
    this.#scale = this.#folded ? foldedScale(this.#instants, this.#endUs, width) : linearScale(this.#endUs, width);
    this.#bound();
  }

  #bound(): void {
    const extent: [[number, number], [number, number]] = [
      [0, 0],
      [this.#plotWidth, this.#height],
    ];
    this.#zoom.scaleExtent([1, this.#greatestZoom()]).translateExtent(extent).extent(extent);
  }

  #scheduleDraw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
    });
  }

  #drawAxis(group: SVGGElement): void {
    const ticks = this.#ticks();
    const scale: AxisScale<AxisDomain> = Object.assign((value: AxisDomain) => this.#x(Number(value)), {
      copy: () => scale,
      domain: () => [0, this.#endUs],
      range: () => [0, this.#plotWidth],
    });
    const first = ticks[0] ?? 0;
    const step = ticks.slice(1).reduce((least, us, index) => Math.min(least, us - (ticks[index] ?? us)), this.#endUs);
    const axis = axisTop(scale)
      .tickValues([...ticks])
      .tickFormat((value) => tick(Number(value), ticks.length > 1 ? step : Math.max(first, 1)))
      .tickSize(-this.#height);
    select(group).call(axis);
    // A label at the very edge would be cut off.
    const anchor = (x: number): string => {
      if (x < EDGE) return 'start';
      return x > this.#plotWidth - EDGE ? 'end' : 'middle';
    };
    for (const [index, text] of group.querySelectorAll('.tick text').entries()) {
      text.setAttribute('text-anchor', anchor(this.#x(ticks[index] ?? 0)));
    }
  }

  /** Round instants with enough distance for their labels; with folds, those of each unfolded part. */
  #ticks(): readonly number[] {
    const found: number[] = [];
    const rims = [0, ...this.#scale.folds.flat(), this.#endUs];
    for (let part = 0; part < rims.length; part += 2) {
      const from = Math.max(rims[part] ?? 0, this.#usAt(0));
      const to = Math.min(rims[part + 1] ?? this.#endUs, this.#usAt(this.#plotWidth));
      if (to <= from) continue;
      const room = Math.max(1, Math.floor((this.#x(to) - this.#x(from)) / TICK_ROOM));
      const step = roundStep((to - from) / room);
      for (let us = Math.ceil(from / step) * step; us <= to; us += step) {
        const before = found.at(-1);
        if (before === undefined || this.#x(us) - this.#x(before) >= TICK_ROOM * 0.8) found.push(us);
      }
    }
    return found;
  }

  #foldMarks(): SVGGElement {
    const group = svg('g', { class: 'folds' });
    for (const [from, to] of this.#scale.folds) {
      const [x0, x1] = [this.#x(from), this.#x(to)];
      if (x1 < 0 || x0 > this.#plotWidth) continue;
      group.append(svg('rect', { x: x0, y: AXIS - 6, width: Math.max(x1 - x0, 1), height: this.#height }));
      const text = svg(
        'text',
        { x: (x0 + x1) / 2, y: this.#height - 4, 'text-anchor': 'middle' },
        `⋯ ${span(to - from)}`,
      );
      if (x1 - x0 > 20) group.append(text);
    }
    return group;
  }

  #label({ lane, y, height }: Placed): SVGGElement {
    const group = svg('g');
    const title = laneName(lane.title, this.#labelWidth - 8);
    group.append(svg('text', { x: 0, y: y + 14 }, svg('title', {}, lane.title), title));
    if (lane.omitted > 0 && height > ROW) {
      group.append(
        svg('text', { x: 0, y: y + 28, class: 'omitted' }, cut(`${lane.omitted} more not kept`, this.#labelWidth)),
      );
    }
    return group;
  }

  #rows({ lane, y }: Placed): SVGGElement {
    const group = svg('g');
    for (const [index, row] of lane.rows.entries()) {
      // The end of the last label of this row: the next one must not overlap it.
      let takenTo = 0;
      for (const drawn of drawnOf(row, this.#x, this.#plotWidth)) {
        const label = this.#labelOf(drawn, takenTo);
        takenTo = label?.toX ?? takenTo;
        group.append(this.#thing(lane, drawn, label, y + index * ROW));
      }
    }
    return group;
  }

  #thing(lane: ViewLane, drawn: Drawn, label: Label | null, y: number): SVGGElement {
    const { x, width, items } = drawn;
    const worst = items.reduce((tone, item) => (TONES[item[4]] === 'bad' ? item[4] : tone), items[0]?.[4] ?? 0);
    const isInstant = width <= LEAST_WIDTH;
    const isChosen = this.#chosen !== null && items.includes(this.#chosen);
    const group = svg('g', {
      class: `thing tone-${TONES[worst] ?? 'plain'}${isInstant ? ' instant' : ''}${isChosen ? ' chosen' : ''}`,
    });
    group.append(svg('rect', { x, y: y + 1, width, height: ROW - 4, rx: isInstant ? 1 : 3 }));
    const [first] = items;
    if (label !== null) {
      const { x: labelX, anchor } = label;
      group.append(svg('text', { x: labelX, y: y + 13, 'text-anchor': anchor }, label.text));
    }
    group.addEventListener('pointerenter', (event) =>
      this.#listener.point({ lane: lane.title, items, x: event.clientX, y: event.clientY }),
    );
    group.addEventListener('click', (event) => {
      if (first === undefined) return;
      event.stopPropagation();
      this.choose(first);
      this.#listener.seek(first[0]);
    });
    return group;
  }

  /** Inside a wide item; otherwise after it, or before it where there is more room. */
  #labelOf({ x, width, before, behind, items }: Drawn, takenTo: number): Label | null {
    const [first] = items;
    const words = items.length > 1 || first === undefined ? `${items.length}×` : first[2];
    if (width > LEAST_WIDTH && items.length === 1) {
      const left = Math.max(x, 0) + 4;
      const text = cut(words, Math.min(x + width, this.#plotWidth) - left - 3, textWidth);
      return text === '' ? null : { text, x: left, anchor: 'start', toX: x + width };
    }
    const wanted = textWidth(words) + 6;
    const roomBefore = Math.min(before, x - takenTo);
    if (behind < wanted && roomBefore > behind) {
      const text = cut(words, roomBefore - 6, textWidth);
      return text === '' ? null : { text, x: x - 2, anchor: 'end', toX: x + width };
    }
    const text = cut(words, behind - 6, textWidth);
    const left = x + width + 2;
    return text === '' ? null : { text, x: left, anchor: 'start', toX: left + textWidth(text) };
  }

  #line(name: string, us: number): SVGGElement {
    const x = this.#x(us);
    const group = svg('g', { class: name });
    if (x < -1 || x > this.#plotWidth + 1) return group;
    group.append(svg('line', { x1: x, x2: x, y1: AXIS - 6, y2: this.#height }));
    return group;
  }

  #range([fromUs, toUs]: readonly [number, number]): SVGGElement {
    const [x0, x1] = [this.#x(fromUs), this.#x(toUs)];
    const width = Math.max(x1 - x0, 1);
    return svg('g', { class: 'range' }, svg('rect', { x: x0, y: AXIS - 6, width, height: this.#height }));
  }

  #seek(event: MouseEvent): void {
    const x = event.clientX - this.element.getBoundingClientRect().left - this.#labelWidth;
    if (x >= 0) this.#listener.seek(Math.round(Math.min(Math.max(this.#usAt(x), 0), this.#endUs)));
  }
}
