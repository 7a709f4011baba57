import { html } from 'hono/html';
import type { PolicyBox } from '../../rules/policies.ts';
import type { RequestStatus } from '../../rules/dealer-state.ts';
import { type MaybeView, NOTHING, type View } from './view.ts';

/** A name and its value; null where there is none yet. */
export type Detail = readonly [label: string, value: View | string | null];

/** Facts that cannot be changed here. */
export function detailList(details: readonly Detail[]): View {
  return html`<dl class="details">
    ${details
      .filter(([, value]) => value !== null)
      .map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;
}

/** Numbers and codes, monospaced. */
export function code(text: string): View {
  return html`<code>${text}</code>`;
}

const STATUS_WORDS: Readonly<Record<RequestStatus, string>> = {
  open: 'Waiting for approval',
  approved: 'Approved',
  declined: 'Declined',
  closed: 'Closed',
  expired: 'Approval expired',
};

/** The state of a request, in words and colour. */
export function statusBadge(status: RequestStatus): View {
  return html`<span class="badge ${status}">${STATUS_WORDS[status]}</span>`;
}

/** Boxes that were ticked. */
export function tickedPolicy(legend: string, boxes: readonly PolicyBox[]): View {
  return html`<section class="ticked">
    <h3>${legend}</h3>
    <ul>
      ${boxes.map(
        ({ text }) =>
          html`<li><span class="tick" aria-hidden="true">✓</span><span class="unseen">Ticked: </span>${text}</li>`,
      )}
    </ul>
  </section>`;
}

/** Further recipients of the transaction (DLR-9). */
export function reportNote(): View {
  return html`<p class="note">
    <strong>Note:</strong> this transaction will be listed in the monthly vehicle security report that goes to your
    dealer’s general manager, and in the log that is handed to the insurers’ crime bureau.
  </p>`;
}

const RESET_STEPS: readonly string[] = ['Request', 'Managers', 'Approval', 'Pass-code'];

/** The current step of the reset procedure, counted from 1. */
export function resetSteps(current: number): View {
  return html`<ol class="steps" aria-label="Steps of an immobilizer reset">
    ${RESET_STEPS.map(
      (label, index) =>
        html`<li class="${index + 1 < current ? 'done' : ''}" ${index + 1 === current ? html`aria-current="step"` : ''}>
          ${label}
        </li>`,
    )}
  </ol>`;
}

/** A pass-code to read out or to copy. */
export function passCodeBox(label: string, passCode: string, note: View): View {
  return html`<div class="pass-code" role="group" aria-label="${label}">
    <p class="pass-code-label">${label}</p>
    <p class="pass-code-line">
      <strong id="pass-code">${passCode}</strong>
      <button type="button" class="copy" data-copies="pass-code" hidden>Copy</button>
      <span class="copied" role="status"></span>
    </p>
    <p class="hint">${note}</p>
  </div>`;
}

export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => View | string;
}

/** A table whose rows become cards on a narrow screen; a sentence where there are no rows. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  empty: string,
): View {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<table>
    <caption class="unseen">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ heading }) => html`<th scope="col">${heading}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map(({ heading, cell }) => html`<td data-heading="${heading}">${cell(row)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The buttons at the end of a form, in the bulletin's order. */
export function buttonRow(buttons: View, extra: MaybeView = NOTHING): View {
  return html`<div class="buttons">${buttons}${extra}</div>`;
}
