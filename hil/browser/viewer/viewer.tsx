import type { VNode } from 'preact';
import type { ViewerData } from '../../report/viewer-data.ts';
import { instant, SIGNS, WORDS } from '../report/format.ts';
import { CarPanel, StatePanels } from './car-panel.tsx';
import { EventDetail } from './event-detail.tsx';
import { EventList } from './event-list.tsx';
import { MeasurePanel } from './measure-panel.tsx';
import { StepsPanel } from './steps-panel.tsx';
import { TimelineComponent } from './timeline-component.tsx';
import type { ViewerState } from './viewer-state.ts';

/** A whole page of the viewer: what the data is of, and how to look at it. */
export function ViewerPage({ state }: { readonly state: ViewerState }): VNode {
  return (
    <>
      <Head data={state.data} />
      <main>
        <Viewer state={state} />
      </main>
    </>
  );
}

function Head({ data: { title, verdict, facts, notes } }: { readonly data: ViewerData }): VNode {
  return (
    <header class="v-head">
      <h1>
        {verdict !== null && (
          <span class={`v-verdict v-verdict-${verdict}`}>
            <span aria-hidden="true">{SIGNS[verdict]} </span>
            {WORDS[verdict]}
          </span>
        )}{' '}
        {title}
      </h1>
      <details>
        <summary>About this run</summary>
        <dl class="v-facts">
          {facts.flatMap(([label, value]) => [
            <dt key={label}>{label}</dt>,
            <dd key={`${label} value`}>
              <code>{value}</code>
            </dd>,
          ])}
        </dl>
      </details>
      {notes.map((note) => (
        <p key={note} class="banner" role="note">
          {note}
        </p>
      ))}
    </header>
  );
}

interface ViewerProps {
  readonly state: ViewerState;
  readonly width?: number;
}

/** Steps, picture, events and lanes of one instant: a function of the state. */
export function Viewer({ state, width }: ViewerProps): VNode {
  const story = state.story.value;
  const { steps } = state.data;
  if (story === null) return <StepsPanel state={state} />;
  return (
    <div class="viewer">
      {state.stories.length > 1 && <Cars state={state} />}
      <Cursor state={state} />
      <div class={steps.length === 0 ? 'v-columns v-columns-two' : 'v-columns'}>
        <StepsPanel state={state} />
        <div class="v-column">
          <CarPanel state={state} />
          <StatePanels state={state} />
        </div>
        <div class="v-column">
          <MeasurePanel state={state} />
          <EventDetail state={state} />
          <EventList state={state} />
        </div>
      </div>
      <TimelineComponent state={state} story={story} {...(width === undefined ? {} : { width })} />
    </div>
  );
}

function Cars({ state }: { readonly state: ViewerState }): VNode {
  return (
    <div class="segments" role="group" aria-label="Cars">
      {state.stories.map(({ viewed }, index) => (
        <button
          key={viewed.timeline.car}
          type="button"
          aria-pressed={index === state.carIndex.value}
          onClick={() => state.showCar(index)}
        >
          {viewed.timeline.car}
        </button>
      ))}
    </div>
  );
}

/** The instant that is shown, by event: a range that any hand or key can move. */
function Cursor({ state }: { readonly state: ViewerState }): VNode {
  const rows = state.story.value?.rows ?? [];
  const current = state.current.value;
  const show = (index: number): void => {
    const event = rows[index];
    if (event === undefined) state.showStart();
    else state.showEvent(event);
  };
  return (
    <div class="v-cursor" role="group" aria-label="Instant">
      <button
        type="button"
        class="tiny"
        aria-label="One event back"
        disabled={current < 0}
        onClick={() => show(current - 1)}
      >
        ◀
      </button>
      <input
        type="range"
        min={-1}
        max={Math.max(0, rows.length - 1)}
        value={current}
        aria-label="Event that is shown"
        aria-valuetext={instant(state.cursorUs.value)}
        onInput={(event) => show(Number(event.currentTarget.value))}
      />
      <button
        type="button"
        class="tiny"
        aria-label="One event on"
        disabled={current >= rows.length - 1}
        onClick={() => show(current + 1)}
      >
        ▶
      </button>
      <output class="number">{instant(state.cursorUs.value)}</output>
    </div>
  );
}
