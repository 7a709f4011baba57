import type { html } from 'hono/html';

/** A piece of a page. Whatever a template is given is escaped, unless it is such a piece itself. */
export type View = ReturnType<typeof html>;

/** Nothing, where a template may have something. */
export const NOTHING = '';

/** A piece of a page, or nothing. */
export type MaybeView = View | typeof NOTHING;
