import { html, raw } from 'hono/html';
import { pageAssets } from './page-assets.ts';
import { CSRF_FIELD } from './form-parts.ts';
import { type MaybeView, NOTHING, type View } from './view.ts';

/** The name of the server. */
const SERVER_NAME = 'Key Desk';

/** The tabs that a person may open. */
export type Tab = 'home' | 'reset' | 'keys' | 'staff' | 'report';

/** The viewer of a page. */
export interface Viewer {
  readonly name: string;
  readonly title: string;
  readonly dealerName: string;
  readonly tabs: readonly Tab[];
  /** Part of every form of this session. */
  readonly csrfToken: string;
}

interface PageParts {
  readonly title: string;
  /** Null where nobody is signed in. */
  readonly viewer: Viewer | null;
  readonly tab?: Tab;
  /** The notice of a completed action. */
  readonly notice?: string | null;
  /** Mentioned in the title, which a screen reader reads first. */
  readonly hasErrors?: boolean;
  /** The content below the heading. */
  readonly body: View;
  /** Content above the heading: the current step of a procedure. */
  readonly lead?: MaybeView;
  /** The request's state, for a page that refreshes automatically. */
  readonly watchedStatus?: string;
}

const TABS: Readonly<Record<Tab, { readonly label: string; readonly path: string }>> = {
  home: { label: 'Home', path: '/dealer' },
  reset: { label: 'Immobilizer Reset', path: '/dealer/reset' },
  keys: { label: 'Add/Remove Key', path: '/dealer/keys' },
  staff: { label: 'Staff', path: '/dealer/staff' },
  report: { label: 'Monthly report', path: '/dealer/report' },
};

/** A complete page. */
export function page(parts: PageParts): View {
  const { title, viewer, body, lead = NOTHING, notice = null, hasErrors = false, watchedStatus } = parts;
  const { icon, style, script } = pageAssets();
  return html`${raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="same-origin" />
        <title>${hasErrors ? 'Error: ' : ''}${title} – ${SERVER_NAME}</title>
        <link rel="stylesheet" href="${style.path}" />
        <link rel="icon" href="${icon.path}" type="image/svg+xml" />
        <script src="${script.path}" defer></script>
      </head>
      <body>
        <a class="skip-link" href="#main">Skip to content</a>
        ${banner(viewer)} ${viewer === null || viewer.tabs.length === 0 ? NOTHING : tabs(viewer, parts.tab)}
        <main id="main" tabindex="-1" ${watchedStatus === undefined ? '' : html`data-watched="${watchedStatus}"`}>
          ${lead}
          <h1>${title}</h1>
          ${notice === null ? NOTHING : html`<p class="notice" role="status">${notice}</p>`} ${body}
        </main>
        ${footer()}
      </body>
    </html>`;
}

function banner(viewer: Viewer | null): View {
  return html`<header class="banner">
    <div class="banner-inner">
      <a class="brand" href="/dealer"
        >${SERVER_NAME}<span class="brand-sub">${viewer === null ? 'Virtual Smart Key' : viewer.dealerName}</span></a
      >
      ${viewer === null ? NOTHING : account(viewer)}
    </div>
  </header>`;
}

function account(viewer: Viewer): View {
  return html`<div class="account">
    <p class="who"><strong>${viewer.name}</strong><span>${viewer.title}</span></p>
    <a href="/dealer/password">Change password</a>
    <form method="post" action="/dealer/sign-out">
      <input type="hidden" name="${CSRF_FIELD}" value="${viewer.csrfToken}" />
      <button type="submit" class="quiet">Sign out</button>
    </form>
  </div>`;
}

function tabs(viewer: Viewer, current: Tab | undefined): View {
  return html`<nav class="tabs" aria-label="Sections">
    <ul>
      ${viewer.tabs.map(
        (tab) =>
          html`<li>
            <a href="${TABS[tab].path}" ${tab === current ? html`aria-current="page"` : ''}>${TABS[tab].label}</a>
          </li>`,
      )}
    </ul>
  </nav>`;
}

function footer(): View {
  return html`<footer class="foot">
    <p>
      ${SERVER_NAME} belongs to the Virtual Smart Key test bench. Its pass-code scheme is invented: its pass-codes fit
      the virtual car and nothing else, and no real vehicle or manufacturer’s server is behind it.
    </p>
  </footer>`;
}
