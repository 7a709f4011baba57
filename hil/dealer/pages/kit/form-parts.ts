import { html } from 'hono/html';
import type { PolicyBox } from '../../rules/policies.ts';
import { type FormState, hasErrors, isTicked, type Typed, typedText } from './typed-form.ts';
import { type MaybeView, NOTHING, type View } from './view.ts';

/** Hidden fields that every form has. */
export const CSRF_FIELD = 'csrf';
/** One form that was shown is carried out once, however often it is sent. */
export const SUBMISSION_FIELD = 'submissionId';
/** The button that was pressed. */
export const INTENT_FIELD = 'intent';

interface FormFrame {
  readonly action: string;
  /** Absent where nobody is signed in yet. */
  readonly csrfToken?: string;
  /** Only where sending it twice would do something twice. */
  readonly submissionId?: string;
  /** What Enter does, where it is not the first button. */
  readonly defaultIntent?: string;
}

/** A form that is sent back with its errors in it. The browser's own checks are off: they would hide ours. */
export function formOf(frame: FormFrame, content: View): View {
  const { action, csrfToken, submissionId, defaultIntent } = frame;
  return html`<form method="post" action="${action}" novalidate>
    ${csrfToken === undefined ? NOTHING : hidden(CSRF_FIELD, csrfToken)}
    ${submissionId === undefined ? NOTHING : hidden(SUBMISSION_FIELD, submissionId)}
    ${defaultIntent === undefined ? NOTHING : defaultButton(defaultIntent)} ${content}
  </form>`;
}

export function hidden(name: string, value: string): View {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** What was typed on a step before goes along with the next one. */
export function hiddenFields(typed: Typed): readonly View[] {
  return Object.entries(typed).flatMap(([name, values]) => values.map((value) => hidden(name, value)));
}

/** Enter presses the first button of a form: here one that nobody sees, so that the others may stand in any order. */
function defaultButton(intent: string): View {
  return html`<button
    type="submit"
    name="${INTENT_FIELD}"
    value="${intent}"
    class="default-button"
    tabindex="-1"
    aria-hidden="true"
  >
    ${intent}
  </button>`;
}

/** All that is wrong, at the top, each with a link to its field. It gets the focus when the page opens. */
export function errorSummary(state: FormState, labels: Readonly<Record<string, string>>): MaybeView {
  if (!hasErrors(state)) return NOTHING;
  const errors = Object.entries(state.errors).sort(([one], [other]) => orderOf(one, labels) - orderOf(other, labels));
  return html`<div
    class="error-summary"
    id="error-summary"
    role="alert"
    tabindex="-1"
    autofocus
    aria-labelledby="error-summary-title"
  >
    <h2 id="error-summary-title">There is a problem</h2>
    ${state.problem === null ? NOTHING : html`<p>${state.problem}</p>`}
    ${
      errors.length === 0
        ? NOTHING
        : html`<ul>
            ${errors.map(([name, message]) => html`<li><a href="#${fieldId(name)}">${message}</a></li>`)}
          </ul>`
    }
  </div>`;
}

function orderOf(name: string, labels: Readonly<Record<string, string>>): number {
  const index = Object.keys(labels).indexOf(name.split('.', 1)[0] ?? '');
  return index < 0 ? Number.MAX_SAFE_INTEGER : index;
}

interface TextFieldParts {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'password' | 'month';
  readonly autocomplete?: string;
  readonly isOptional?: boolean;
  /** How wide the box is, in signs. */
  readonly width?: 'sign' | 'short' | 'medium' | 'long';
  /** Numbers, codes: each sign as wide as the other. */
  readonly isCode?: boolean;
  readonly mayFocus?: boolean;
}

/** A box to type in, with its label, its hint and its error. */
export function textField(state: FormState, parts: TextFieldParts): View {
  const { name, label, hint, type = 'text', autocomplete = 'off', isOptional = false, width = 'medium' } = parts;
  const error = state.errors[name];
  return html`<div class="field ${error === undefined ? '' : 'has-error'}">
    <label for="${fieldId(name)}">${label}${isOptional ? NOTHING : requiredMark()}</label>
    ${hint === undefined ? NOTHING : html`<p class="hint" id="${fieldId(name)}-hint">${hint}</p>`}
    ${errorLine(name, error)}
    <input
      id="${fieldId(name)}"
      name="${name}"
      type="${type}"
      class="${width}${parts.isCode === true ? ' code' : ''}"
      value="${type === 'password' ? '' : typedText(state, name)}"
      autocomplete="${autocomplete}"
      autocapitalize="${parts.isCode === true ? 'characters' : 'off'}"
      spellcheck="false"
      ${isOptional ? '' : html`aria-required="true"`}
      ${error === undefined ? '' : html`aria-invalid="true"`}
      ${describedBy(hint === undefined ? [] : [`${fieldId(name)}-hint`], name, error)}
    />
  </div>`;
}

export interface SelectOption {
  readonly value: string;
  readonly text: string;
}

interface SelectParts {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly options: readonly SelectOption[];
  /** Where several such fields stand on one page. */
  readonly id?: string;
}

/** A choice of one out of a list. */
export function selectField(state: FormState, parts: SelectParts): View {
  const { name, label, hint, options, id = fieldId(parts.name) } = parts;
  const error = state.errors[name];
  const chosen = typedText(state, name);
  return html`<div class="field ${error === undefined ? '' : 'has-error'}">
    <label for="${id}">${label}${requiredMark()}</label>
    ${hint === undefined ? NOTHING : html`<p class="hint" id="${id}-hint">${hint}</p>`} ${errorLine(name, error)}
    <select
      id="${id}"
      name="${name}"
      ${error === undefined ? '' : html`aria-invalid="true"`}
      ${describedBy(hint === undefined ? [] : [`${id}-hint`], name, error)}
    >
      <option value="" ${chosen === '' ? html`selected` : ''}>Choose …</option>
      ${options.map(
        ({ value, text }) => html`<option value="${value}" ${value === chosen ? html`selected` : ''}>${text}</option>`,
      )}
    </select>
  </div>`;
}

interface BoxGroupParts {
  readonly name: string;
  readonly legend: string;
  readonly hint?: string;
  readonly boxes: readonly PolicyBox[];
}

/** Boxes to tick. An error is at the group, or at the very box: then its name is `group.value`. */
export function boxGroup(state: FormState, parts: BoxGroupParts): View {
  const { name, legend, hint, boxes } = parts;
  const error = state.errors[name];
  const hintIds = hint === undefined ? [] : [`${fieldId(name)}-hint`];
  return html`<fieldset
    class="boxes ${error === undefined ? '' : 'has-error'}"
    id="${fieldId(name)}"
    tabindex="-1"
    ${describedBy(hintIds, name, error)}
  >
    <legend>${legend}</legend>
    ${hint === undefined ? NOTHING : html`<p class="hint" id="${fieldId(name)}-hint">${hint}</p>`}
    ${errorLine(name, error)} ${boxes.map((box) => tickBox(state, name, box))}
  </fieldset>`;
}

function tickBox(state: FormState, group: string, { id: value, text }: PolicyBox): View {
  const name = `${group}.${value}`;
  // The summary has said which one; beside the box its text would stand twice.
  const error = state.errors[name] === undefined ? undefined : 'This box is not ticked.';
  return html`<div class="box ${error === undefined ? '' : 'has-error'}">
    ${errorLine(name, error)}
    <input
      type="checkbox"
      id="${fieldId(name)}"
      name="${group}"
      value="${value}"
      ${isTicked(state, group, value) ? html`checked` : ''}
      ${error === undefined ? '' : html`aria-invalid="true"`}
      ${describedBy([], name, error)}
    />
    <label for="${fieldId(name)}">${text}</label>
  </div>`;
}

function errorLine(name: string, error: string | undefined): MaybeView {
  if (error === undefined) return NOTHING;
  return html`<p class="error" id="${fieldId(name)}-error"><span class="unseen">Error: </span>${error}</p>`;
}

function describedBy(ids: readonly string[], name: string, error: string | undefined): MaybeView {
  const all = error === undefined ? ids : [...ids, `${fieldId(name)}-error`];
  return all.length === 0 ? NOTHING : html`aria-describedby="${all.join(' ')}"`;
}

function requiredMark(): View {
  return html`<span class="required" aria-hidden="true"> *</span>`;
}

/** What the star means. */
export function requiredNote(): View {
  return html`<p class="hint">(*) required</p>`;
}

/** A field's id in the page: its name, without what a selector would stumble over. */
function fieldId(name: string): string {
  return `field-${name.replaceAll(/[^\w-]/g, '-')}`;
}
