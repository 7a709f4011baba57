import type { VNode } from 'preact';
import { Fragment } from 'preact';
import type { CarView, ViewTimer } from '../../view/car-view.ts';
import { type NextAction, nextStep } from '../../view/next-step.ts';
import type { TechnicianUtility } from '../../view/technician-state.ts';
import { clockText, leftText, procedureTitle, stateText, TIMER_TITLES } from './words.ts';

export interface ProcedureCardProps {
  readonly view: CarView;
  /** The present instant, which goes on between events; the view's own in the past. */
  readonly nowUs: number;
  /** What the technician's tool runs; null where it runs nothing, or where that is not known. */
  readonly utility?: TechnicianUtility | null;
  /** Adds buttons "1 µs before, at, 1 µs after" to each deadline; null where time cannot be moved. */
  readonly goTo: ((timeUs: number) => void) | null;
  /** Does what is proposed; null in a view of the past. */
  readonly perform: ((action: NextAction) => void) | null;
}

/** What runs, how long it still takes, and what the bulletin would do next. */
export function ProcedureCard({ view, nowUs, utility = null, goTo, perform }: ProcedureCardProps): VNode {
  const reset = view.timers.find(({ name }) => name === 'reset');
  const next = nextStep(view, utility);
  return (
    <section class={`panel procedure procedure-${view.procedure}`} aria-labelledby="procedure-title">
      <header>
        <h2 id="procedure-title">{procedureTitle(view.procedure)}</h2>
        <span class="state">{view.procedure === 'none' ? view.session + ' session' : stateText(view.state)}</span>
      </header>
      {reset !== undefined && <Ring timer={reset} nowUs={nowUs} />}
      <div class="timers">
        {view.timers.map((timer) => (
          <TimerBar key={timer.name} timer={timer} nowUs={nowUs} goTo={goTo} />
        ))}
        {view.timers.length === 0 && <p class="hint">No timer is running.</p>}
      </div>
      <div class="next" aria-live="polite">
        <h3>Next{next.bulletinStep === null ? '' : <small> bulletin step {next.bulletinStep}</small>}</h3>
        <p>
          <strong>{next.title}</strong>
        </p>
        <p>{next.text}</p>
        {next.tool !== null && (
          <p>
            The tool sends <code>{next.tool}</code>
          </p>
        )}
        {perform !== null && next.actions.length > 0 && (
          <div class="tools">
            {next.actions.map((action) => (
              <button key={action.label} type="button" class="main" onClick={() => perform(action)}>
                {action.label}
              </button>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}

const RING = { size: 168, radius: 72 } as const;

/** The 16 minutes as a ring that fills. */
function Ring({ timer, nowUs }: { readonly timer: ViewTimer; readonly nowUs: number }): VNode {
  const around = 2 * Math.PI * RING.radius;
  const done = shareOf(timer, nowUs);
  const middle = RING.size / 2;
  return (
    <svg
      class="ring"
      viewBox={`0 0 ${RING.size} ${RING.size}`}
      role="img"
      aria-label={`${TIMER_TITLES[timer.name]}: ${leftText(timer.deadlineUs - nowUs)} left`}
    >
      <circle class="ring-track" cx={middle} cy={middle} r={RING.radius} />
      <circle
        class="ring-done"
        cx={middle}
        cy={middle}
        r={RING.radius}
        stroke-dasharray={`${around * done} ${around}`}
        transform={`rotate(-90 ${middle} ${middle})`}
      />
      <text class="ring-left" x={middle} y={middle + 4}>
        {leftText(Math.max(0, timer.deadlineUs - nowUs))}
      </text>
      <text class="ring-note" x={middle} y={middle + 26}>
        left
      </text>
    </svg>
  );
}

function shareOf({ startedUs, deadlineUs }: ViewTimer, nowUs: number): number {
  const whole = deadlineUs - startedUs;
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (nowUs - startedUs) / whole));
}

interface TimerBarProps {
  readonly timer: ViewTimer;
  readonly nowUs: number;
  readonly goTo: ((timeUs: number) => void) | null;
}

function TimerBar({ timer, nowUs, goTo }: TimerBarProps): VNode {
  const { name, deadlineUs } = timer;
  const title = TIMER_TITLES[name];
  return (
    <div class={`timer timer-${name}`}>
      <div class="timer-head">
        <span>{title}</span>
        <span class="number" title={`ends at ${clockText(deadlineUs)}`}>
          {leftText(Math.max(0, deadlineUs - nowUs))}
        </span>
      </div>
      <progress max={1} value={shareOf(timer, nowUs)} aria-label={title} />
      {goTo !== null && (
        <div class="edges" role="group" aria-label={`Go to the end of: ${title}`}>
          {EDGES.map(([label, offset, words]) => (
            <Fragment key={label}>
              <button
                type="button"
                class="tiny"
                title={`${words} ${clockText(deadlineUs)}`}
                aria-label={`${title}: ${words} the deadline`}
                disabled={deadlineUs + offset < nowUs}
                onClick={() => goTo(deadlineUs + offset)}
              >
                {label}
              </button>
            </Fragment>
          ))}
        </div>
      )}
    </div>
  );
}

const EDGES = [
  ['−1 µs', -1, '−1 µs from'],
  ['at', 0, 'at'],
  ['+1 µs', 1, '+1 µs from'],
] as const;
