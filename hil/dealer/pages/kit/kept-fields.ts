import { hiddenFields } from './form-parts.ts';
import type { Typed } from './typed-form.ts';
import type { View } from './view.ts';

/** Where to go on after the password. */
export const NEXT_FIELD = 'next';

/** In front of the names of what was typed into a form that could not be taken yet. */
const PREFIX = 'kept.';

/** A form that was sent when the session, or the opening of a tab, had ended: it goes along while the password is asked for. */
export function keptFieldsOf(kept: Typed | null): readonly View[] {
  const entries = Object.entries(kept ?? {}).map(([name, values]) => [PREFIX + name, values] as const);
  return hiddenFields(Object.fromEntries(entries));
}

/** The same as it comes back with the password; null where nothing was kept. */
export function readKept(body: URLSearchParams): Typed | null {
  const names = [...new Set(body.keys())].filter((name) => name.startsWith(PREFIX));
  if (names.length === 0) return null;
  return Object.fromEntries(names.map((name) => [name.slice(PREFIX.length), body.getAll(name)]));
}
