import { hiddenFields } from './form-parts.ts';
import type { Typed } from './typed-form.ts';
import type { View } from './view.ts';

/** The page after the password. */
export const NEXT_FIELD = 'next';

/** Prefix of the names of preserved form entries. */
const PREFIX = 'kept.';

/**
 * A form that arrived after the session, or the opening of a tab, had ended: it is preserved while the password is
 * asked for.
 */
export function keptFieldsOf(kept: Typed | null): readonly View[] {
  const entries = Object.entries(kept ?? {}).map(([name, values]) => [PREFIX + name, values] as const);
  return hiddenFields(Object.fromEntries(entries));
}

/** The preserved form as returned with the password; null where there is none. */
export function readKept(body: URLSearchParams): Typed | null {
  const names = [...new Set(body.keys())].filter((name) => name.startsWith(PREFIX));
  if (names.length === 0) return null;
  return Object.fromEntries(names.map((name) => [name.slice(PREFIX.length), body.getAll(name)]));
}
