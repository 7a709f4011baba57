import type { LaneItem, Timeline } from '../../report/timeline-data.ts';
import type { PageStep } from '../../report/viewer-data.ts';
import { decidingStep } from '../../scenario/result.ts';
import { button, html } from './dom.ts';
import { count, instant } from './format.ts';
import { inOrder } from './lanes.ts';
import { describeItem, neighbour } from './timeline-layout.ts';
import { TimelineOverview } from './timeline-overview.ts';
import { TimelineView, type Marked, type Pointed } from './timeline-view.ts';
import { unbroken } from './unbroken.ts';

const LISTED_AT_ONCE = 200;
const ZOOM = 2;
const PAN = 0.25;
/** The visible range around a moment that is jumped to. */
const AROUND_US = 5000;

/** A timeline with its buttons, keys, hover text and the same content as a list. */
export class TimelinePanel {
  readonly element: HTMLElement;
  readonly #view: TimelineView;
  readonly #says = html('p', { class: 'says', 'aria-live': 'polite' });
  readonly #tip = html('div', { class: 'tip', role: 'presentation', hidden: true });
  readonly #fold: HTMLButtonElement;
  readonly #onSeek: (timeUs: number) => void;
  readonly #overview: TimelineOverview;
  #chosen: LaneItem | null = null;
  #marked: Marked = { cursorUs: null, rangeUs: null };

  /** @param onSeek called with an instant that is clicked, or gone to by keys */
  constructor(timeline: Timeline, steps: readonly PageStep[], width: number, onSeek: (timeUs: number) => void) {
    let isDrawn = false;
    this.#view = new TimelineView(timeline, steps, width, {
      point: (pointed) => this.#point(pointed),
      seek: onSeek,
      moved: () => isDrawn && this.#showOverview(),
    });
    this.#overview = new TimelineOverview(this.#view.lanes, timeline.endUs, onSeek);
    isDrawn = true;
    this.#onSeek = onSeek;
    this.#fold = button('Fold idle time', { 'aria-pressed': 'true', title: 'key f' }, () => this.#toggleFold());
    const failed = decidingStep(steps);
    const failedAt = failed?.startUs ?? null;
    const stage = html('div', {
      class: 'stage',
      tabindex: 0,
      role: 'group',
      'aria-label': `Timeline of ${timeline.car}. Arrow keys left and right move, plus and minus zoom, 0 shows all, f folds idle time, n and p go from event to event.`,
    });
    stage.append(this.#view.element);
    stage.addEventListener('keydown', (event) => this.#onKey(event));
    this.element = html(
      'section',
      { class: 'panel' },
      html('h3', {}, `Timeline of ${timeline.car}`),
      html(
        'div',
        { class: 'toolbar', role: 'toolbar', 'aria-label': 'Timeline' },
        button('−', { 'aria-label': 'Zoom out', title: 'key -' }, () => this.#view.zoomBy(1 / ZOOM)),
        button('+', { 'aria-label': 'Zoom in', title: 'key +' }, () => this.#view.zoomBy(ZOOM)),
        button('All', { title: 'key 0' }, () => this.#view.fit()),
        this.#fold,
        button('◂ Event', { title: 'key p' }, () => this.#go(-1)),
        button('Event ▸', { title: 'key n' }, () => this.#go(1)),
        failedAt === null
          ? null
          : button('Show the failure', { class: 'bad' }, () => {
              this.showMoment(failedAt, failed?.endUs ?? failedAt);
              onSeek(failed?.endUs ?? failedAt);
            }),
      ),
      this.#overview.element,
      stage,
      this.#says,
      this.#tip,
      this.#list(),
    );
    this.#say(null);
    new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      this.#overview.resize(this.#overview.element.parentElement?.clientWidth ?? 0);
      this.#view.resize(Math.floor(entry.contentRect.width));
      this.#showOverview();
    }).observe(stage);
  }

  /** Shows the cursor and the measured range; brings the cursor into view if it is not. */
  mark(marked: Marked): void {
    const { cursorUs } = marked;
    const isMoved = cursorUs !== this.#marked.cursorUs;
    this.#marked = marked;
    this.#view.mark(marked);
    this.#showOverview();
    const [fromUs, toUs] = this.#view.view;
    if (!isMoved || cursorUs === null || (cursorUs >= fromUs && cursorUs <= toUs)) return;
    const half = (toUs - fromUs) / 2;
    this.#view.show(cursorUs - half, cursorUs + half);
  }

  #showOverview(): void {
    this.#overview.show(this.#view.view, this.#marked.cursorUs);
  }

  /** Brings a moment into view. */
  showMoment(fromUs: number, toUs: number): void {
    const around = Math.max((toUs - fromUs) * 0.2, AROUND_US);
    this.#view.show(fromUs - around, toUs + around);
  }

  #toggleFold(): void {
    const folded = !this.#view.isFolded;
    this.#view.fold(folded);
    this.#fold.setAttribute('aria-pressed', String(folded));
  }

  #onKey(event: KeyboardEvent): void {
    const act = this.#actionOf(event.key);
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  #actionOf(key: string): (() => void) | undefined {
    switch (key) {
      case 'ArrowLeft':
        return () => this.#view.pan(-PAN);
      case 'ArrowRight':
        return () => this.#view.pan(PAN);
      case '+':
      case '=':
        return () => this.#view.zoomBy(ZOOM);
      case '-':
        return () => this.#view.zoomBy(1 / ZOOM);
      case '0':
        return () => this.#view.fit();
      case 'f':
        return () => this.#toggleFold();
      case 'n':
        return () => this.#go(1);
      case 'p':
        return () => this.#go(-1);
      case 'Escape':
        return () => this.#choose(null, '');
      default:
        return undefined;
    }
  }

  #go(by: 1 | -1): void {
    const next = neighbour(this.#view, this.#chosen, by);
    if (next === null) return;
    this.#choose(next.item, next.lane);
    this.#onSeek(next.item[0]);
  }

  #choose(item: LaneItem | null, lane: string): void {
    this.#chosen = item;
    this.#view.choose(item);
    this.#say(item === null ? null : `${lane}: ${describeItem(item)}`);
  }

  #say(text: string | null): void {
    this.#says.textContent = unbroken(
      text ?? 'Wheel or + and − zoom, drag or arrow keys move, n and p go from event to event, f folds idle time.',
    );
  }

  #point(pointed: Pointed | null): void {
    this.#tip.hidden = pointed === null;
    if (pointed === null) return;
    const { lane, items, x, y } = pointed;
    const shown = items.slice(0, 8).map((item) => html('p', {}, describeItem(item)));
    const more =
      items.length > shown.length ? html('p', {}, `… and ${items.length - shown.length} more; zoom in`) : null;
    this.#tip.replaceChildren(html('strong', {}, lane), ...shown, ...(more === null ? [] : [more]));
    const right = document.documentElement.clientWidth;
    this.#tip.style.left = `${Math.max(8, Math.min(x + 14, right - this.#tip.offsetWidth - 8))}px`;
    this.#tip.style.top = `${y + 18}px`;
  }

  /** The same as a table, created when it is opened. */
  #list(): HTMLElement {
    const all = inOrder(this.#view.lanes);
    const body = html('tbody');
    const table = html(
      'table',
      { class: 'events' },
      html(
        'thead',
        {},
        html('tr', {}, ...['From', 'To', 'Lane', 'What', 'Details'].map((text) => html('th', { scope: 'col' }, text))),
      ),
      body,
    );
    const more = button('', { hidden: true }, () => add());
    const details = html(
      'details',
      { class: 'as-list' },
      html('summary', {}, `The same in words: ${count(all.length, 'event')}`),
    );
    details.append(html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Events' }, table), more);
    const add = (): void => {
      const from = body.rows.length;
      for (const { lane, item } of all.slice(from, from + LISTED_AT_ONCE)) {
        const cells = [instant(item[0]), item[1] === item[0] ? '' : instant(item[1]), lane, item[2], item[3]];
        body.append(html('tr', {}, ...cells.map((text) => html('td', {}, text))));
      }
      const left = all.length - body.rows.length;
      more.hidden = left <= 0;
      more.textContent = count(left, 'more event');
    };
    details.addEventListener('toggle', () => {
      if (details.open && body.rows.length === 0) add();
    });
    return details;
  }
}
