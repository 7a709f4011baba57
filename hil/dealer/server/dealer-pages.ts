import type { Context } from 'hono';
import type { DealerService, DealerSession } from '../dealer-service.ts';
import type { Refusal } from '../rules/dealer-commands.ts';
import type { DealerAccess } from './dealer-guard.ts';

/** One page, or the target of one form. */
export interface DealerPageRoute {
  readonly method: 'get' | 'post';
  /** As Hono writes it, under `/dealer`: `/dealer/requests/:number`. */
  readonly path: string;
  /** What the guard has checked before `respond` runs, beside origin, host, size and – for a post – the CSRF token. */
  readonly access: DealerAccess;
  /** `session` is null only where the access is `anyone`, and even there it is the caller's if there is one. */
  respond(context: Context, session: DealerSession | null): Response | Promise<Response>;
}

/** The pages, as the server takes them. */
export interface DealerPages {
  readonly routes: readonly DealerPageRoute[];
  /**
   * Answers a request that did not get at its page, by `problem.code`: `not-signed-in`, `password-must-change`,
   * `password-again` (the tab is the route's access), `not-allowed`, `csrf`. Of a post the form may be read
   * (`context.req.parseBody({ all: true })`), so that what was typed can be kept in the page that asks for the
   * password; there is no session behind it that could be trusted, so only what was typed may be shown.
   */
  refuse(
    context: Context,
    problem: Refusal,
    route: DealerPageRoute,
    session: DealerSession | null,
  ): Response | Promise<Response>;
  /** There is no such page (404), or something of ours broke (500); no session is known. */
  trouble(context: Context, status: 400 | 403 | 404 | 413 | 500, message: string): Response | Promise<Response>;
}

/** How `hil/dealer/pages/` makes them: `export const dealerPages: CreateDealerPages`. */
export type CreateDealerPages = (service: DealerService) => DealerPages;
