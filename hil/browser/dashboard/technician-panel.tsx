import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import { TECHNICIAN_UTILITIES, type TechnicianResult, type TechnicianScreen } from '../../view/technician-state.ts';
import { clockText } from '../components/words.ts';
import { QuestionCard } from './question-card.tsx';
import type { TechnicianClient } from './technician-client.ts';

interface TechnicianProps {
  readonly client: TechnicianClient;
  readonly view: CarView;
  /** Null in a view of the past. */
  readonly enabled: boolean;
  /** Shows the dealer's inbox. */
  readonly onDealer: () => void;
}

const TITLES = {
  reset: 'Reset: all keys are lost',
  register: 'Register a key',
  erase: 'Erase lost or stolen keys',
  read: 'Read data',
  faults: 'Read trouble codes',
  clear: 'Clear trouble codes',
} as const;

/** A scan tool in the page: the bulletin's utilities screen by screen. */
export function TechnicianPanel({ client, view, enabled, onDealer }: TechnicianProps): VNode {
  const state = client.tool.value.value;
  const problem = client.tool.problem.value;
  return (
    <div class="technician">
      {problem !== null && (
        <p class="banner banner-lost" role="alert">
          {problem}
        </p>
      )}
      {state?.running === true ? (
        <>
          {state.question === null ? (
            <p class="hint" aria-live="polite">
              The tool talks with the vehicle…{view.timeMode === 'virtual' || view.paused ? ' Time is stopped.' : ''}
            </p>
          ) : (
            <QuestionCard client={client} question={state.question} enabled={enabled} onDealer={onDealer} />
          )}
          <button type="button" class="quiet" disabled={!enabled} onClick={() => void client.stop()}>
            Stop the utility
          </button>
        </>
      ) : (
        <>
          {state?.result != null && <Result result={state.result} />}
          <Utilities client={client} enabled={enabled} />
        </>
      )}
      {state !== null && state.log.length > 0 && <Screens log={state.log} />}
    </div>
  );
}

function Utilities({ client, enabled }: Pick<TechnicianProps, 'client' | 'enabled'>): VNode {
  return (
    <>
      <p class="hint">No scan tool at hand? Run a utility here: it is the same tool, connected to this car.</p>
      <div class="utilities">
        {TECHNICIAN_UTILITIES.map((utility) => (
          <button key={utility} type="button" disabled={!enabled} onClick={() => void client.run(utility)}>
            {TITLES[utility]}
          </button>
        ))}
      </div>
    </>
  );
}

function Result({ result }: { readonly result: TechnicianResult }): VNode {
  return (
    <table class={`result result-${result.outcome}`}>
      <caption>Result</caption>
      <tbody>
        {result.rows.map(([label, value], index) => (
          <tr key={index}>
            <th scope="row">{label}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Screens({ log }: { readonly log: readonly TechnicianScreen[] }): VNode {
  return (
    <details class="screens">
      <summary>
        {log.length} screen{log.length === 1 ? '' : 's'} so far
      </summary>
      <ol tabIndex={0} aria-label="Screens so far">
        {log.map(({ timeUs, number, title, pressed }, index) => (
          <li key={index}>
            <span class="when">{clockText(timeUs)}</span> {number !== null && <code>{number}</code>} {title}
            {pressed !== null && (
              <>
                {': '}
                <strong>{pressed}</strong>
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
