import type { VNode } from 'preact';
import { REPORTED_PARTS, type ReportedPart } from '../../view/reported-part.ts';
import type { CarView } from '../../view/car-view.ts';
import { CarPicture } from '../components/car-picture.tsx';
import { ProcedureCard } from '../components/procedure-card.tsx';
import { Slots } from '../components/slots.tsx';
import { procedureTitle, stateText } from '../components/words.ts';
import { instant } from '../report/format.ts';
import type { ViewerState } from './viewer-state.ts';

/** The car at the cursor. What nobody has reported is not drawn, and is said. */
export function CarPanel({ state }: { readonly state: ViewerState }): VNode | null {
  const view = state.view.value;
  if (view === null) return null;
  const unknown = state.unknownParts();
  return (
    <section class="panel picture v-car" aria-labelledby="car-title">
      <header>
        <h2 id="car-title">{titleOf(state.story.value?.viewed.timeline.car)}</h2>
        <output class="state number">{instant(state.cursorUs.value)}</output>
      </header>
      <div class={unknown.map((part) => `unknown-${part}`).join(' ')}>
        <CarPicture view={view} actions={null} />
      </div>
      {unknown.length > 0 && (
        <p class="hint">
          Not reported up to here, and not drawn: {unknown.map((part) => REPORTED_PARTS[part]).join(', ')}.
        </p>
      )}
    </section>
  );
}

function titleOf(car: string | undefined): string {
  return car === undefined || car === 'car' ? 'Car' : car;
}

/** Procedure, timers and slots where the whole state is known; else what has been reported of them. */
export function StatePanels({ state }: { readonly state: ViewerState }): VNode | null {
  const view = state.view.value;
  if (view === null) return null;
  if (state.story.value?.viewed.known === null) {
    return (
      <>
        <ProcedureCard view={view} nowUs={state.cursorUs.value} goTo={null} perform={null} />
        <Slots view={view} />
      </>
    );
  }
  const unknown = new Set(state.unknownParts());
  const facts = FACTS.filter(([part]) => !unknown.has(part));
  return (
    <section class="panel" aria-labelledby="reported-title">
      <header>
        <h2 id="reported-title">Reported</h2>
      </header>
      {facts.length === 0 && <p class="hint">Nothing of the ECU's state has been reported up to here.</p>}
      <dl class="v-facts">
        {facts.flatMap(([part, words]) => [
          <dt key={part}>{REPORTED_PARTS[part]}</dt>,
          <dd key={`${part} value`}>{words(view)}</dd>,
        ])}
      </dl>
    </section>
  );
}

const FACTS: readonly (readonly [ReportedPart, (view: CarView) => string])[] = [
  [
    'procedure',
    ({ procedure, state }) => `${procedureTitle(procedure)}${procedure === 'none' ? '' : `, ${stateText(state)}`}`,
  ],
  ['session', ({ session }) => session],
  ['security', ({ securityLevel }) => (securityLevel === 0 ? 'locked' : `level ${securityLevel} unlocked`)],
  ['ecu', ({ ecu }) => ecu],
  ['speedKmh', ({ speedKmh }) => `${speedKmh} km/h`],
  ['faults', ({ faults }) => (faults.length === 0 ? 'none' : faults.join(', '))],
];
