import type { CarView } from './car-view.ts';
import type { RefusalRow, RowOf } from './refusal-row.ts';
import { keyRequest, seedRequest, startOf, stopOf, type RequestStep } from './request-step.ts';
import { instantWords, procedureWords } from './view-words.ts';

/** 0x24: a step that does not follow the one before (conformance 50, AUT-6). */

/** What is sent in each state to go on. */
export function goOn(view: CarView): string {
  const { state, procedureDeadlineUs } = view;
  switch (state) {
    case 'idle':
      return 'begin with the first step';
    case 'armed':
      return `unlock level 2 with ${seedRequest(2)} and ${keyRequest(2)}, then send ${startOf('reset', 'begin')}`;
    case 'running':
      return `wait until it completes at ${instantWords(procedureDeadlineUs ?? 0)}`;
    case 'awaiting-registered-key':
      return 'touch the engine switch with a registered key';
    case 'awaiting-pre-start-check':
      return `send ${startOf('registration', 'check')}`;
    case 'ready-to-start':
      return `send ${startOf('registration', 'start')}`;
    case 'awaiting-new-key':
      return 'touch the engine switch with the new key';
    case 'declared':
      return `unlock level 4 with ${seedRequest(4)} and ${keyRequest(4)}, then send ${startOf('erasure', 'open')}`;
    case 'window-open':
      return `${touchesLeft(view)}send ${startOf('erasure', 'delete')}`;
  }
}

function touchesLeft({ erasure: { declared, touched } }: CarView): string {
  const missing = (declared ?? 0) - touched.length;
  if (missing <= 0) return '';
  return `touch the engine switch with ${missing === 1 ? 'one more key' : `${missing} more keys`}, then `;
}

/** What begins each procedure. */
export const FIRST_STEPS: Readonly<Record<string, string>> = {
  reset: `unlock level 1 with ${seedRequest(1)} and ${keyRequest(1)}, open the driver's door, then send ${startOf('reset', 'arm')}`,
  registration: `unlock level 3 with ${seedRequest(3)} and ${keyRequest(3)}, then send ${startOf('registration', 'enter')}`,
  erasure: `send ${startOf('erasure', 'declare')} and the number of keys present`,
};

function again(title: string): RowOf<RequestStep> {
  return (view) => ({
    rule: 'AUT-6',
    condition: `${title} must not be under way already`,
    value: procedureWords(view),
    next: goOn(view),
  });
}

function after(rule: string, condition: string): RowOf<RequestStep> {
  return (view, { routine }) => ({
    rule,
    condition,
    value: procedureWords(view),
    next: view.procedure === routine ? goOn(view) : (FIRST_STEPS[routine ?? ''] ?? goOn(view)),
  });
}

function stop(rule: string, title: string): RowOf<RequestStep> {
  return (view) => ({
    rule,
    condition: `${title} must be under way to be stopped`,
    value: procedureWords(view),
    next: stopping(view),
  });
}

function stopping(view: CarView): string {
  if (view.procedure === 'none') return 'there is nothing to stop';
  return view.state === 'running' ? goOn(view) : `stop what is under way with ${stopOf(view.procedure)}`;
}

function results(rule: string, title: string): RowOf<RequestStep> {
  return (_view, { routine }) => ({
    rule,
    condition: `${title} must have been begun before its results are read`,
    value: 'none was ever begun',
    next: FIRST_STEPS[routine ?? ''] ?? 'begin with the first step',
  });
}

/** By routine and option. */
export const ORDER_ROWS: Readonly<Record<string, RowOf<RequestStep>>> = {
  'reset arm': again('the reset'),
  'reset begin': after('RST-2', 'the reset must be armed'),
  'reset stop': stop('RST-7', 'the reset'),
  'reset results': results('RST-5', 'a reset'),
  'registration enter': again('the registration'),
  'registration check': after('REG-3', 'the registration must wait for its Pre-Start Check'),
  'registration start': after('REG-3', 'the Pre-Start Check must have been run'),
  'registration stop': stop('REG-7', 'the registration'),
  'registration results': results('REG-8', 'a registration'),
  'erasure declare': (view) => ({
    rule: 'AUT-6',
    condition: 'keys must be declared before the window opens',
    value: procedureWords(view),
    next: goOn(view),
  }),
  'erasure open': after('ERA-2', 'the keys present must have been declared'),
  'erasure delete': after('ERA-4', 'the erasure window must be open'),
  'erasure stop': stop('ERA-6', 'the erasure'),
  'erasure results': results('ERA-6', 'an erasure'),
};

/** Conformance 39: a pass-code without its seed. */
export function keyWithoutSeed({ seedLevel, attemptsDelayUntilUs }: CarView, { level }: RequestStep): RefusalRow {
  const wanted = level ?? 0;
  const delay = attemptsDelayUntilUs === null ? '' : `wait until ${instantWords(attemptsDelayUntilUs)}, then `;
  return {
    rule: 'conformance 39',
    condition: `a seed of level ${wanted} must wait for its pass-code`,
    value: seedLevel === 0 ? 'none does' : `the seed that waits is of level ${seedLevel}`,
    next: `${delay}send ${seedRequest(wanted)} for a seed and get its pass-code`,
  };
}
