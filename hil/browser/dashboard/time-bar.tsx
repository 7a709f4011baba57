import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import { clockText } from '../components/words.ts';
import { advance, advanceToEnd, setTime } from './calls.ts';
import type { Act } from './act.ts';

export interface TimeBarProps {
  readonly view: CarView;
  /** The present instant of the vehicle, which goes on between events. */
  readonly nowUs: number;
  /** Null in a view of the past. */
  readonly act: Act | null;
}

/** A person does not notice less. */
const LATE_MS = 100;

const RATES = [1, 20, 1000] as const;

/** The rates to choose from, in order; also one that was set otherwise. */
function ratesWith(rate: number): readonly number[] {
  return [...new Set([...RATES, rate])].sort((a, b) => a - b);
}

/** The vehicle's clock and how it moves: with the wall clock, faster, or only when somebody moves it. */
export function TimeBar({ view, nowUs, act }: TimeBarProps): VNode {
  const { timeMode, rate, paused, lagMs } = view;
  const follows = timeMode === 'real' && !paused;
  return (
    <div class="time-bar" role="group" aria-label="Vehicle time">
      <output class="clock" aria-label="Vehicle time" aria-live="off">
        {clockText(nowUs)}
      </output>
      <div class="segments" role="group" aria-label="How time moves">
        <Segment
          name="Pause"
          on={!follows}
          onClick={() => act?.perform(setTime({ mode: 'virtual' }))}
          disabled={act === null}
        >
          ❚❚
        </Segment>
        {ratesWith(rate).map((each) => (
          <Segment
            key={each}
            name={`Real time ×${each}`}
            on={follows && rate === each}
            onClick={() => act?.perform(setTime({ mode: 'real', rate: each, paused: false }))}
            disabled={act === null}
          >
            ×{each}
          </Segment>
        ))}
      </div>
      <Skips view={view} act={act} />
      {follows && lagMs >= LATE_MS && <span class="lag">{Math.round(lagMs)} ms late</span>}
    </div>
  );
}

interface SegmentProps {
  readonly name: string;
  readonly on: boolean;
  readonly disabled: boolean;
  readonly children: string | readonly (string | number)[];
  readonly onClick: () => void;
}

function Segment({ name, on, disabled, children, onClick }: SegmentProps): VNode {
  return (
    <button
      type="button"
      class={on ? 'segment segment-on' : 'segment'}
      aria-pressed={on}
      aria-label={name}
      title={name}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** One second on, and to the procedure's end: how time moves stays as it is. */
function Skips({ view, act }: { readonly view: CarView; readonly act: Act | null }): VNode {
  const end = view.procedureDeadlineUs;
  return (
    <div class="skips">
      <button type="button" disabled={act === null} onClick={() => act?.skip(advance(1))}>
        +1 s
      </button>
      <button
        type="button"
        class="main"
        disabled={act === null || end === null}
        onClick={() => act?.skip(advanceToEnd())}
      >
        To the procedure’s end
      </button>
    </div>
  );
}
