import type { PageRow } from '../../report/page-data.ts';
import type { Verdict } from '../../scenario/result.ts';
import { html } from './dom.ts';
import { SIGNS, WORDS } from './format.ts';

/** A verdict as symbol, word and colour. */
export function verdictMark(verdict: Verdict): HTMLElement {
  return html(
    'span',
    { class: `verdict ${verdict}` },
    html('span', { 'aria-hidden': 'true' }, `${SIGNS[verdict]} `),
    WORDS[verdict],
  );
}

/** Further properties of a result that matter at first sight. */
export function badges({ flaky, quarantine }: PageRow): readonly HTMLElement[] {
  return [
    ...(flaky ? [html('span', { class: 'badge flaky', title: 'passed, but not at the first attempt' }, 'flaky')] : []),
    ...(quarantine === null ? [] : [html('span', { class: 'badge quarantined', title: quarantine }, 'quarantined')]),
  ];
}
