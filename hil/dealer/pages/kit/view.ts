import type { html } from 'hono/html';

/** A fragment of a page. All values in a template are escaped, except such fragments. */
export type View = ReturnType<typeof html>;

/** An empty fragment, for optional parts of a template. */
export const NOTHING = '';

/** A fragment of a page, or nothing. */
export type MaybeView = View | typeof NOTHING;
