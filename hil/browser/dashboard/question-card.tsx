import type { VNode } from 'preact';
import { beepText } from '../../view/beep-text.ts';
import type { TechnicianQuestion } from '../../view/technician-state.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { leftText } from '../components/words.ts';
import type { TechnicianClient } from './technician-client.ts';

interface QuestionProps {
  readonly client: TechnicianClient;
  readonly question: TechnicianQuestion;
  readonly enabled: boolean;
  /** Shows the dealer's inbox. */
  readonly onDealer: () => void;
}

const TO_DO: Readonly<Record<NonNullable<TechnicianQuestion['stimulus']>, string>> = {
  'touch-key': 'Drag a key onto the engine switch, or choose it and press "Touch the engine switch".',
  'open-driver-door': "Click the driver's door of the car.",
  'toggle-driver-door': "Click the driver's door of the car, open or closed.",
};

/** The screen of the tool, with its buttons. */
export function QuestionCard({ client, question, enabled, onDealer }: QuestionProps): VNode {
  const { number, title, text, isWarning, alerts, beeps, notes, status, progress, stimulus, seed, kind } = question;
  return (
    <div
      role="group"
      class={`screen screen-${kind} ${isWarning ? 'screen-warning' : ''}`}
      aria-labelledby="screen-title"
    >
      <header>
        <h3 id="screen-title" aria-live="polite">
          {title}
        </h3>
        {number !== null && <code>{number}</code>}
      </header>
      <div class={seed !== null && kind === 'screen' ? 'seed' : ''}>
        {text.map((line, index) => (
          <p key={index} class={isWarning && index === 0 ? 'warning' : ''}>
            {line}
          </p>
        ))}
      </div>
      {alerts.map((line) => (
        <p key={line} class="warning" role="alert">
          {line}
        </p>
      ))}
      {beeps !== null && <p class="beeps">{beepText(beeps)}</p>}
      <Checks client={client} question={question} enabled={enabled} />
      {stimulus !== null && <p class="to-do">{TO_DO[stimulus]}</p>}
      {status !== null && <p class="status">{status}</p>}
      {progress !== null && (
        <>
          <progress aria-label="Elapsed" max={progress.elapsedMs + progress.remainingMs} value={progress.elapsedMs} />
          <p class="hint">{leftText(progress.remainingMs * 1000)} left. The time bar skips to the procedure's end.</p>
        </>
      )}
      {seed !== null && kind === 'screen' && (
        <div class="tools">
          <CopyButton text={seed.copy} label="Copy the seed">
            Copy
          </CopyButton>
          <a href={seed.link} target="_blank" rel="noreferrer">
            Send to the dealer's page
          </a>
        </div>
      )}
      {question.input === null ? null : (
        <Entry client={client} question={question} enabled={enabled} onDealer={onDealer} />
      )}
      <Choices client={client} question={question} enabled={enabled} />
      {notes.map((note) => (
        <p key={note} class="note">
          <strong>NOTE</strong> {note}
        </p>
      ))}
    </div>
  );
}

type PartProps = Omit<QuestionProps, 'onDealer'>;

/** Each instruction is checked on its own, before the screen is agreed to. */
function Checks({ client, question: { checks }, enabled }: PartProps): VNode | null {
  if (checks.length === 0) return null;
  return (
    <fieldset class="checks">
      <legend>Check each of these</legend>
      {checks.map((item) => (
        <label key={item} class="check">
          <input
            type="checkbox"
            disabled={!enabled}
            checked={client.checked.value.has(item)}
            onChange={(event) => client.check(item, event.currentTarget.checked)}
          />{' '}
          {item}
        </label>
      ))}
    </fieldset>
  );
}

function Choices({ client, question, enabled }: PartProps): VNode {
  const { choices, input, checks } = question;
  const isUnchecked = !checks.every((item) => client.checked.value.has(item));
  return (
    <div class="tools choices">
      {choices.map(({ answer, label }, index) => (
        <button
          key={answer}
          type="button"
          class={index === 0 && input === null && answer !== 'exit' ? 'main' : ''}
          disabled={!enabled || (answer === 'next' && isUnchecked)}
          onClick={() => void client.answer(question, answer)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** What is typed: a pass-code, a number of keys, a VIN. */
function Entry({ client, question, enabled, onDealer }: QuestionProps): VNode | null {
  const { input, seed } = question;
  if (input === null) return null;
  const said = client.dealerSaid.value;
  return (
    <form
      class="entry"
      onSubmit={(event) => {
        event.preventDefault();
        void client.answer(question, client.typed.value);
      }}
    >
      <label for="tool-entry">{input.label}</label>
      <input
        id="tool-entry"
        value={client.typed.value}
        autocomplete="off"
        spellcheck={false}
        inputMode={input.form === 'count' ? 'numeric' : 'text'}
        onInput={(event) => (client.typed.value = event.currentTarget.value)}
      />
      <button type="submit" class="main" disabled={!enabled || client.typed.value.trim() === ''}>
        Enter
      </button>
      {seed !== null && client.hasDealer && (
        <button type="button" disabled={!enabled} onClick={() => void client.fetchPassCode(question)}>
          Get it from the dealer
        </button>
      )}
      {seed !== null && !client.hasDealer && (
        <a href={seed.link} target="_blank" rel="noreferrer">
          Open the dealer's form
        </a>
      )}
      {said !== null && (
        <p class="said" role="status">
          {said}
        </p>
      )}
      {client.waitsFor.value !== null && (
        <button type="button" onClick={onDealer}>
          Show the dealer's inbox
        </button>
      )}
    </form>
  );
}
