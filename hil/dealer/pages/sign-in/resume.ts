import type { Context } from 'hono';
import type { DealerSession } from '../../dealer-service.ts';
import { findAccessProblem } from '../../server/dealer-guard.ts';
import { type FormPage, matchPath } from '../kit/form-page.ts';
import { NEXT_FIELD } from '../kit/kept-fields.ts';
import { passwordAgainPage, tabOfAccess } from './password-again-page.ts';
import { FORM_PAGES } from '../form-pages.ts';
import { changePasswordPage } from './change-password-page.ts';
import { freshForm, type Typed } from '../kit/typed-form.ts';
import { goOn, type PageServices, show, pageRequestOf } from '../kit/page-request.ts';

interface BringBackParts {
  readonly services: PageServices;
  readonly context: Context;
  readonly session: DealerSession;
  readonly next: string;
  /** A form that could not be processed yet. */
  readonly kept: Typed | null;
  /** The tab that has just been opened: the session was read before that. */
  readonly opened?: FormPage['access'];
}

/** The notice above a restored form. */
const BACK = 'Your entries have been restored. Nothing has been submitted yet: check them and continue.';

/** After the password: leads to the requested page, with the entries in its form. */
export function bringBack(parts: BringBackParts): Response | Promise<Response> {
  const { services, context, session, next, kept, opened } = parts;
  if (session.mustChangePassword) {
    if (kept === null) return context.redirect(passwordPathFor(next), 303);
    return changePasswordPage(context, services, session, { form: freshForm(), next, kept, status: 200 });
  }
  if (kept === null) return goOn(context, next);
  const path = next.split('?', 1)[0] ?? next;
  const page = formPageOf(path);
  const params = page === null ? null : matchPath(page.path, path);
  if (page === null || params === null) return goOn(context, next);
  const typed: Typed = Object.fromEntries(Object.entries(kept).filter(([field]) => page.fields.includes(field)));
  const pageRequest = pageRequestOf(context, services, session, params);
  const problem = page.access === opened ? null : findAccessProblem(page.access, session, Date.now());
  if (problem === null) return page.show(pageRequest, freshForm(typed), { notice: BACK });
  const tab = tabOfAccess(page.access);
  if (problem.code !== 'password-again' || tab === null) return goOn(context, next);
  return show(context, passwordAgainPage({ viewer: pageRequest.viewer, tab, form: freshForm(), next, kept: typed }));
}

/** The page for changing a one-time password; it leads to the requested page afterwards. */
export function passwordPathFor(next: string): string {
  return `/dealer/password?${new URLSearchParams({ [NEXT_FIELD]: next }).toString()}`;
}

/** The page with a form at a path. */
export function formPageOf(path: string): FormPage | null {
  return FORM_PAGES.find((page) => matchPath(page.path, path) !== null) ?? null;
}
