import { html } from 'hono/html';
import { MANAGERS_NEEDED } from '../../rules/titles.ts';
import { boxGroup, errorSummary, formOf, hiddenFields, INTENT_FIELD } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow, code, detailList, resetSteps } from '../kit/html-parts.ts';
import { RESET_LABELS, RESET_PATH } from './reset-form-page.ts';
import { type FormState, hasErrors, type Typed, typedText } from '../kit/typed-form.ts';
import { VEHICLE_LABELS } from '../kit/vehicle-form-parts.ts';
import type { View } from '../kit/view.ts';

/** Somebody who may approve. */
interface ManagerChoice {
  readonly id: string;
  readonly name: string;
  readonly title: string;
}

interface ChooseManagersParts {
  readonly viewer: Viewer;
  /** Both steps' fields. */
  readonly form: FormState;
  /** Without the one who asks. */
  readonly managers: readonly ManagerChoice[];
  readonly submissionId: string;
  readonly notice?: string | null;
}

const MANAGER_FIELD = 'managerIds';

/** The choice of managers: the bulletin's figures 4 and 14. */
export function chooseManagersPage({ viewer, form, managers, submissionId, notice = null }: ChooseManagersParts): View {
  const firstStep: Typed = Object.fromEntries(Object.entries(form.typed).filter(([name]) => name !== MANAGER_FIELD));
  return page({
    title: 'Immobilizer Reset: managers',
    viewer,
    tab: 'reset',
    notice,
    hasErrors: hasErrors(form),
    lead: resetSteps(2),
    body: html`${errorSummary(form, RESET_LABELS)}
      <p class="intro">Each manager you choose receives the request in the inbox. One of them must approve it.</p>
      ${formOf(
        {
          action: RESET_PATH,
          csrfToken: viewer.csrfToken,
          submissionId,
          defaultIntent: 'submit',
        },
        html`<div class="card">
            ${hiddenFields(firstStep)}
            ${detailList([
              [VEHICLE_LABELS.vin, code(typedText(form, 'vin').trim().toUpperCase())],
              [VEHICLE_LABELS.repairOrder, typedText(form, 'repairOrder')],
              [VEHICLE_LABELS.customerLastName, typedText(form, 'customerLastName')],
            ])}
            ${boxGroup(form, {
              name: MANAGER_FIELD,
              legend: 'Managers who may approve',
              hint: `Choose at least ${MANAGERS_NEEDED}.`,
              boxes: managers.map(({ id, name, title }) => ({ id, text: `${name}, ${title}` })),
            })}
          </div>
          ${buttonRow(
            html`<button type="submit" class="secondary" name="${INTENT_FIELD}" value="back">Back</button>
              <button type="submit" class="secondary" name="${INTENT_FIELD}" value="clear-managers">Clear</button>
              <button type="submit" name="${INTENT_FIELD}" value="submit">Submit</button>`,
          )}`,
      )}`,
  });
}
