import { html } from 'hono/html';
import type { RequestView } from '../../dealer-service.ts';
import { IDENTIFICATION_POLICY } from '../../rules/policies.ts';
import { errorSummary } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { detailList, resetSteps, tickedPolicy } from '../kit/html-parts.ts';
import { requestDetails, requestPath, statusDetails } from './request-view.ts';
import { NOTHING, type View } from '../kit/view.ts';

interface RequestParts {
  readonly viewer: Viewer;
  readonly notice: string | null;
  readonly request: RequestView;
  /** Why the last action failed. */
  readonly problem: string | null;
  /** The query of the link's path: the data sent by the scan tool. */
  readonly query: string;
}

/** A request's own page: its state, and the link to a pass-code once it is approved (the bulletin's figure 18). */
export function requestPage({ viewer, notice, request, problem, query }: RequestParts): View {
  return page({
    title: `Immobilizer Reset Request ${request.number}`,
    viewer,
    tab: 'home',
    notice,
    lead: resetSteps(stepOf(request)),
    ...(request.status === 'open' ? { watchedStatus: request.status } : {}),
    hasErrors: problem !== null,
    body: html`${errorSummary({ typed: {}, errors: {}, problem }, {})}
      <section class="card" aria-labelledby="request-status">
        <h2 id="request-status">Request status</h2>
        ${detailList(statusDetails(request))}
        <p>${whatNext(request, query)}</p>
        ${
          request.canIssue
            ? html`<p class="buttons">
                <a class="button" href="${requestPath(request.number)}/pass-code${query}">Immobilizer Reset</a>
              </p>`
            : NOTHING
        }
      </section>
      <section class="card" aria-labelledby="request-details">
        <h2 id="request-details">Request details</h2>
        ${detailList(requestDetails(request))} ${tickedPolicy('Positive identification policy', IDENTIFICATION_POLICY)}
      </section>
      ${request.canClose ? closing(request) : NOTHING}`,
  });
}

/** Of a request that is approved the pass-code comes next; of a repair that is closed nothing does. */
function stepOf({ status, settledAtMs }: RequestView): number {
  if (status === 'approved') return 4;
  return status === 'closed' && settledAtMs !== null ? 5 : 3;
}

function whatNext(request: RequestView, query: string): View {
  switch (request.status) {
    case 'open':
      return html`One of the managers must approve it. This page refreshes automatically;
        <a href="${requestPath(request.number)}${query}">refresh now</a>.`;
    case 'approved':
      return html`Valid for any number of attempts, each with its own seed number, until the repair is closed.`;
    case 'declined':
      return html`This request issues no pass-code. Speak to the manager, then
        <a href="/dealer/reset">make a new request</a>.`;
    case 'closed':
      return html`The repair is closed; this request issues no more pass-codes.`;
    case 'expired':
      return html`The approval has expired. <a href="/dealer/reset">Make a new request</a>.`;
  }
}

function closing(request: RequestView): View {
  const isOpen = request.status === 'open';
  return html`<section class="closing" aria-labelledby="closing">
    <h2 id="closing">${isOpen ? 'No longer needed?' : 'Repair done?'}</h2>
    <p><a href="${requestPath(request.number)}/close">${isOpen ? 'Withdraw this request' : 'Close the repair'}</a></p>
  </section>`;
}
