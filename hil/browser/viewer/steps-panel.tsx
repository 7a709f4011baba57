import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PageStep } from '../../report/viewer-data.ts';
import { instant, SIGNS, WORDS } from '../report/format.ts';
import { unbroken } from '../report/unbroken.ts';
import { scrollToCurrent } from '../components/scroll-to-current.ts';
import type { ViewerState } from './viewer-state.ts';

/** The steps with their verdicts, beside the text that they were written in. A click goes to a step's instant. */
export function StepsPanel({ state }: { readonly state: ViewerState }): VNode | null {
  const { steps, sources } = state.data;
  const list = useRef<HTMLOListElement>(null);
  const current = state.step.value;
  useEffect(() => scrollToCurrent(list.current), [current]);
  if (steps.length === 0) return null;
  return (
    <section class="panel v-steps" aria-labelledby="steps-title">
      <header>
        <h2 id="steps-title">Steps</h2>
        <span class="state">{steps.length}</span>
      </header>
      <ol class="v-step-list" ref={list}>
        {steps.map((step) => (
          <li key={step.index}>
            <StepButton step={step} isCurrent={step === current} onShow={() => state.showStep(step)} />
            {step.words !== null && (
              <details class="bytes">
                <summary>bytes</summary>
                <code>{step.words.bytes}</code>
              </details>
            )}
          </li>
        ))}
      </ol>
      {sources.map(({ file, text }) => (
        <Source
          key={file}
          file={file}
          text={text}
          steps={steps}
          current={current}
          onShow={(step) => state.showStep(step)}
        />
      ))}
    </section>
  );
}

interface StepProps {
  readonly step: PageStep;
  readonly isCurrent: boolean;
  readonly onShow: () => void;
}

function StepButton({ step, isCurrent, onShow }: StepProps): VNode {
  const { verdict, index, note, rules, endUs, phase } = step;
  const { what } = step.words ?? step;
  const came = judged(step);
  return (
    <button
      type="button"
      class={`v-step v-step-${verdict}`}
      aria-current={isCurrent ? 'step' : undefined}
      disabled={endUs === null}
      onClick={onShow}
    >
      <span class={`sign ${verdict}`} role="img" aria-label={WORDS[verdict]}>
        {SIGNS[verdict]}
      </span>
      <span class="v-step-text">
        <span>
          {index + 1}. {phase === 'given' ? 'given ' : ''}
          {unbroken(what)}
        </span>
        {note !== null && <small>{unbroken(note)}</small>}
        {came !== '' && <small class="v-judged">{unbroken(came)}</small>}
      </span>
      <small class="v-when number">
        {endUs === null ? '' : instant(endUs)}
        {rules.length > 0 && <span class="v-rules">{rules.join(' ')}</span>}
      </small>
    </button>
  );
}

/** What a step came to: in words where there are any; what was expected only where something else came. */
function judged({ verdict, expected, got, words }: PageStep): string {
  const shown = words ?? { expected, got };
  if (verdict === 'skipped') return '';
  if (verdict === 'pass') return shown.expected === null ? '' : (shown.got ?? '');
  return `expected ${shown.expected ?? 'nothing'}, got ${shown.got ?? 'nothing'}`;
}

interface SourceProps {
  readonly file: string;
  readonly text: string;
  readonly steps: readonly PageStep[];
  readonly current: PageStep | null;
  readonly onShow: (step: PageStep) => void;
}

/** The scenario as it is written; the line of the current step is marked, that of a step that failed as well. */
function Source({ file, text, steps, current, onShow }: SourceProps): VNode {
  const place = useRef<HTMLPreElement>(null);
  useEffect(() => scrollToCurrent(place.current), [current]);
  const own = steps.filter((step) => step.file === file);
  return (
    <div class="v-source">
      <h3>{file}</h3>
      <pre ref={place} tabindex={0} role="region" aria-label={`Source: ${file}`}>
        {text
          .trimEnd()
          .split('\n')
          .map((line, index) => {
            const step = own.find((candidate) => candidate.line === index + 1);
            const isCurrent = step !== undefined && current?.file === file && current.line === index + 1;
            const verdict = step === undefined ? '' : ` v-line-${step.verdict}`;
            return (
              <span
                key={index}
                class={`v-line${verdict}`}
                aria-current={isCurrent ? 'step' : undefined}
                onClick={step === undefined ? undefined : () => onShow(step)}
              >
                <span class="v-number" aria-hidden="true">
                  {index + 1}
                </span>
                {`${line}\n`}
              </span>
            );
          })}
      </pre>
    </div>
  );
}
