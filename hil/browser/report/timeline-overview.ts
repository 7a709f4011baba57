import { TONES } from '../../report/timeline-data.ts';
import { svg } from './dom.ts';
import type { ViewLane } from './lanes.ts';
import { foldedScale, type TimeScale } from './time-scale.ts';

const HEIGHT = 34;
const ROW = 10;
/** What is drawn at one place of the strip is the worst of what is there. */
const RANKS = ['muted', 'plain', 'good', 'active', 'wait', 'bad'] as const;
const COLUMN = 3;

/** The whole time as a strip, idle time folded: what happened where, what is in view, and where the cursor is. */
export class TimelineOverview {
  readonly element: SVGSVGElement;
  readonly #lanes: readonly ViewLane[];
  readonly #endUs: number;
  readonly #window = svg('rect', { class: 'overview-window', y: 0, height: HEIGHT });
  readonly #cursor = svg('line', { class: 'overview-cursor', y1: 0, y2: HEIGHT });
  readonly #marks = svg('g');
  #width = 0;
  #scale: TimeScale | null = null;

  /** @param onSeek called with the instant that is clicked */
  constructor(lanes: readonly ViewLane[], endUs: number, onSeek: (timeUs: number) => void) {
    this.#lanes = lanes;
    this.#endUs = Math.max(endUs, 1);
    this.element = svg('svg', { class: 'overview', height: HEIGHT, 'aria-hidden': 'true' });
    this.element.append(this.#marks, this.#window, this.#cursor);
    const seek = (event: MouseEvent): void => {
      const x = event.clientX - this.element.getBoundingClientRect().left;
      if (this.#scale !== null) onSeek(Math.round(Math.min(Math.max(this.#scale.us(x), 0), this.#endUs)));
    };
    this.element.addEventListener('click', seek);
    this.element.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) seek(event);
    });
  }

  resize(width: number): void {
    if (width === this.#width || width < 50) return;
    this.#width = width;
    const items = this.#lanes.flatMap(({ rows }) => rows.flat());
    const scale = foldedScale(
      items.flatMap(([from, to]) => [from, to]),
      this.#endUs,
      width,
    );
    this.#scale = scale;
    this.element.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    this.element.setAttribute('width', String(width));
    const worst = new Map<number, number>();
    for (const [fromUs, , , , tone] of items) {
      const column = Math.floor(scale.x(fromUs) / COLUMN);
      const rank = RANKS.findIndex((name) => name === TONES[tone]);
      worst.set(column, Math.max(worst.get(column) ?? 0, rank));
    }
    const folds = scale.folds.map(([from, to]) =>
      svg('rect', { class: 'fold', x: scale.x(from), y: 0, width: scale.x(to) - scale.x(from), height: HEIGHT }),
    );
    const marks = [...worst].map(([column, rank]) => {
      const top = ROW - 2 * Math.min(rank, 4);
      const [x, height] = [column * COLUMN, HEIGHT - 2 * top];
      return svg('rect', { class: `tone-${RANKS[rank] ?? 'plain'}`, x, y: top, width: COLUMN - 1, height });
    });
    this.#marks.replaceChildren(...folds, ...marks);
  }

  /** What of the time is in view below, and where the cursor is. */
  show([fromUs, toUs]: readonly [number, number], cursorUs: number | null): void {
    const scale = this.#scale;
    if (scale === null) return;
    const x = scale.x(Math.max(0, fromUs));
    this.#window.setAttribute('x', String(x));
    this.#window.setAttribute('width', String(Math.max(scale.x(Math.min(toUs, this.#endUs)) - x, 2)));
    const at = String(scale.x(cursorUs ?? 0));
    for (const name of ['x1', 'x2']) this.#cursor.setAttribute(name, at);
    this.#cursor.setAttribute('visibility', cursorUs === null ? 'hidden' : 'visible');
  }
}
