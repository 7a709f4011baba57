import type { DealerAccess } from '../../server/dealer-guard.ts';
import type { ProblemStatus } from './refusal-text.ts';
import type { FormState, Typed } from './typed-form.ts';
import type { PageRequest } from './page-request.ts';

/** What a form page shows besides the form. */
export interface ShowOptions {
  readonly status?: 200 | ProblemStatus;
  readonly notice?: string | null;
}

/** A form as it came in. */
export interface Sent {
  readonly typed: Typed;
  /** The button that was pressed; empty where none was named. */
  readonly intent: string;
  /** Names this very sending: see `Submissions`. */
  readonly resultId: string;
}

/**
 * A page with a form that is sent to the page's own address. It can be shown with anything typed into it: after a
 * error, when the scan tool fills it in, and when the session ended before the form arrived.
 */
export interface FormPage {
  /** As Hono writes it. */
  readonly path: string;
  readonly access: DealerAccess;
  /** What may be typed, and comes back; never a password. */
  readonly fields: readonly string[];
  /** Opened by a link. */
  open(pageRequest: PageRequest): Response | Promise<Response>;
  show(pageRequest: PageRequest, form: FormState, options?: ShowOptions): Response | Promise<Response>;
  send(pageRequest: PageRequest, sent: Sent): Response | Promise<Response>;
}

/** The parameters of a path that a pattern fits, null where it does not. */
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
