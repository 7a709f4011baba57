import { html } from 'hono/html';
import { errorSummary, formOf } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow, detailList } from '../kit/html-parts.ts';
import type { RequestView } from '../../dealer-service.ts';
import { requestDetails, requestPath, statusDetails } from './request-view.ts';
import { type FormState, hasErrors } from '../kit/typed-form.ts';
import type { View } from '../kit/view.ts';

interface CloseParts {
  readonly viewer: Viewer;
  readonly request: RequestView;
  readonly form: FormState;
  readonly submissionId: string;
}

/** Asks for confirmation before a repair is closed or a request withdrawn (DLR-5), because it cannot be undone. */
export function closePage({ viewer, request, form, submissionId }: CloseParts): View {
  const isOpen = request.status === 'open';
  return page({
    title: isOpen ? 'Withdraw the request' : 'Close the repair',
    viewer,
    tab: 'reset',
    hasErrors: hasErrors(form),
    body: html`${errorSummary(form, {})}
      <p class="note">
        ${
          isOpen
            ? 'The request is removed from the managers’ inboxes.'
            : 'The approval ends with the repair: another pass-code for this vehicle requires a new request.'
        }
        This cannot be undone.
      </p>
      ${formOf(
        {
          action: `${requestPath(request.number)}/close`,
          csrfToken: viewer.csrfToken,
          submissionId,
        },
        html`<div class="card">${detailList([...requestDetails(request), ...statusDetails(request)])}</div>
          ${buttonRow(
            html`<a class="button secondary" href="${requestPath(request.number)}">Back</a>
              <button type="submit" class="danger">${isOpen ? 'Withdraw' : 'Close the repair'}</button>`,
          )}`,
      )}`,
  });
}
