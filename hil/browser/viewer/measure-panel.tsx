import type { VNode } from 'preact';
import { instant } from '../report/format.ts';
import type { ViewerState } from './viewer-state.ts';

/** Two marks at instants: the span between them, and what lies within. */
export function MeasurePanel({ state }: { readonly state: ViewerState }): VNode {
  const [from, to] = state.marks.value;
  const measured = state.measured.value;
  return (
    <section class="panel v-measure" aria-labelledby="measure-title">
      <header>
        <h2 id="measure-title">Measure</h2>
        <div class="tools">
          <button type="button" class="tiny" onClick={() => state.mark(0)}>
            Mark A here
          </button>
          <button type="button" class="tiny" onClick={() => state.mark(1)}>
            Mark B here
          </button>
          <button
            type="button"
            class="tiny"
            disabled={from === null && to === null}
            onClick={() => (state.marks.value = [null, null])}
          >
            Clear
          </button>
        </div>
      </header>
      <div role="status">
        {measured === null ? (
          <p class="hint">
            {from === null && to === null
              ? 'Go to an instant and mark it as A, then to another and mark it as B.'
              : `${from === null ? 'B' : 'A'} is at ${instant(from ?? to ?? 0)}; mark the other end.`}
          </p>
        ) : (
          <dl class="v-facts">
            <dt>Span</dt>
            <dd class="v-span number">{spanText(measured.toUs - measured.fromUs)}</dd>
            <dt>From</dt>
            <dd class="number">{instant(measured.fromUs)}</dd>
            <dt>To</dt>
            <dd class="number">{instant(measured.toUs)}</dd>
            <dt>Between</dt>
            <dd>
              {measured.frames === null ? 'frames not all in this page' : countText(measured.frames, 'frame')},{' '}
              {countText(measured.exchanges, 'exchange')}
            </dd>
          </dl>
        )}
      </div>
    </section>
  );
}

/** To the microsecond: `960.000000 s`, `1 180 µs`. */
function spanText(us: number): string {
  return us >= 1_000_000 ? instant(us) : `${us.toLocaleString('en-US')} µs`;
}

function countText(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
}
