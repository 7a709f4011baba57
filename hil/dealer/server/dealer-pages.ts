import type { Context } from 'hono';
import type { DealerService, DealerSession } from '../dealer-service.ts';
import type { Refusal } from '../rules/dealer-commands.ts';
import type { DealerAccess } from './dealer-guard.ts';

/** One page, or the target of one form. */
export interface DealerPageRoute {
  readonly method: 'get' | 'post';
  /** In Hono's notation, under `/dealer`: `/dealer/requests/:number`. */
  readonly path: string;
  /**
   * The access that the guard has checked before `respond` runs, in addition to origin, host, size and, for a post, the
   * CSRF token.
   */
  readonly access: DealerAccess;
  /** `session` is null only where the access is `anyone`; even there it is the caller's if there is one. */
  respond(context: Context, session: DealerSession | null): Response | Promise<Response>;
}

/** The pages, as the server takes them. */
export interface DealerPages {
  readonly routes: readonly DealerPageRoute[];
  /**
   * Answers a request without access to its page, by `problem.code`: `not-signed-in`, `password-must-change`,
   * `password-again` (the tab is the route's access), `not-allowed`, `csrf`. The form of a post may be read
   * (`context.req.parseBody({ all: true })`), so that its entries can be kept in the page that asks for the password;
   * there is no trusted session, so only the entries may be shown.
   */
  refuse(
    context: Context,
    problem: Refusal,
    route: DealerPageRoute,
    session: DealerSession | null,
  ): Response | Promise<Response>;
  /** Such as: no page there (404), none for this method (405), an internal error (500); no session is known. */
  trouble(context: Context, status: 400 | 403 | 404 | 405 | 413 | 500, message: string): Response | Promise<Response>;
}

/** How `hil/dealer/pages/` makes them: `export const dealerPages: CreateDealerPages`. */
export type CreateDealerPages = (service: DealerService) => DealerPages;
