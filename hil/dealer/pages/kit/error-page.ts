import { html } from 'hono/html';
import { page, type Viewer } from './layout.ts';
import { NOTHING, type View } from './view.ts';

interface ErrorParts {
  readonly viewer: Viewer | null;
  readonly title: string;
  readonly message: string;
  readonly hint: string | null;
}

/** The page for an unknown page, or one that this person may not open. */
export function errorPage({ viewer, title, message, hint }: ErrorParts): View {
  return page({
    title,
    viewer,
    body: html`<p class="intro">${message}</p>
      ${hint === null ? NOTHING : html`<p>${hint}</p>`}
      <p class="back-link"><a href="/dealer">Home</a></p>`,
  });
}
