import type { DealerAccess } from '../../server/dealer-guard.ts';
import type { ProblemStatus } from './refusal-text.ts';
import type { FormState, Typed } from './typed-form.ts';
import type { PageRequest } from './page-request.ts';

/** Content of a form page beside the form. */
export interface ShowOptions {
  readonly status?: 200 | ProblemStatus;
  readonly notice?: string | null;
}

/** A submitted form. */
export interface Sent {
  readonly typed: Typed;
  /** The button that was pressed; empty where none was named. */
  readonly intent: string;
  /** Identifies this submission: see `Submissions`. */
  readonly resultId: string;
}

/**
 * A page with a form that is sent to the page's own address. It can be shown with anything typed into it: after an
 * error, when the scan tool fills it in, and when the session ended before the form arrived.
 */
export interface FormPage {
  /** In Hono's notation. */
  readonly path: string;
  readonly access: DealerAccess;
  /** Fields that are preserved; never a password. */
  readonly fields: readonly string[];
  /** Opened by a link. */
  open(pageRequest: PageRequest): Response | Promise<Response>;
  show(pageRequest: PageRequest, form: FormState, options?: ShowOptions): Response | Promise<Response>;
  send(pageRequest: PageRequest, sent: Sent): Response | Promise<Response>;
}

/** The parameters of a path that matches a pattern, otherwise null. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const found = new RegExp(`^${pattern.replaceAll(/:\w+/g, '([^/]+)')}$`).exec(path);
  if (found === null) return null;
  try {
    return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]));
  } catch {
    return null;
  }
}
