import type { VNode } from 'preact';
import { CopyButton } from '../components/copy-button.tsx';
import { asCurl } from './api-call.ts';
import type { LastCall } from './session.ts';

/** What was done last, what came of it, and how to do it from a shell or in a scenario. */
export function LastCallBar({ last, origin }: { readonly last: LastCall; readonly origin: string }): VNode {
  const { call, answer } = last;
  const step = stepOf(last);
  const state = answer === null ? 'waits' : answer.ok ? 'done' : 'refused';
  return (
    <div class={`last-call last-${state}`} role="status">
      <code>
        {call.method} {call.path}
        {call.body === null ? '' : ` ${JSON.stringify(call.body)}`}
      </code>
      <span class="said">{saidOf(last)}</span>
      <span class="tools">
        <CopyButton text={asCurl(call, origin)} label="Copy as curl command">
          as curl
        </CopyButton>
        {step !== null && (
          <CopyButton text={`- ${step}`} label="Copy as step of a scenario">
            as step
          </CopyButton>
        )}
      </span>
    </div>
  );
}

/** The step of a scenario that does the same; a start of the engine also checks what came of it. */
export function stepOf({ call, answer }: LastCall): string | null {
  const { running, reason } = (answer?.ok === true ? (answer.json ?? {}) : {}) as Readonly<Record<string, unknown>>;
  if (typeof running !== 'boolean') return call.step;
  const because = typeof reason === 'string' ? `, reason: ${reason}` : '';
  return `startEngine: { expect: { running: ${running}${because} } }`;
}

/** Reasons that are no words with the hyphens taken out. */
const REASON_WORDS: Readonly<Record<string, string>> = { 'shift-not-in-p': 'the shift lever is not in P' };

function reasonText(reason: string): string {
  return REASON_WORDS[reason] ?? reason.replaceAll('-', ' ');
}

/** In words: done, or why not; the reaction of a key, where there is one. */
export function saidOf({ answer }: LastCall): string {
  if (answer === null) return '…';
  if (!answer.ok) return answer.hint === '' ? answer.message : `${answer.message} — ${answer.hint}`;
  const { reaction, reason, running } = (answer.json ?? {}) as Readonly<Record<string, unknown>>;
  const because = typeof reason === 'string' ? `: ${reasonText(reason)}` : '';
  if (typeof reaction === 'string')
    return reaction === 'none' ? `nothing happens${because}` : `${reaction.replaceAll('-', ' ')}${because}`;
  if (typeof running === 'boolean') return running ? 'the engine runs' : `the engine does not start${because}`;
  return 'done';
}
