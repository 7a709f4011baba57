import type { DealerPageRoute } from '../../server/dealer-pages.ts';
import type { PageRequest } from './page-request.ts';

/** Where the result of a form is shown, to the session that sent it and to no other. */
export const RESULT_PATH = '/dealer/results';

/** A route with somebody signed in, as the routes see it. */
export interface PageRoute extends Pick<DealerPageRoute, 'method' | 'path' | 'access'> {
  readonly respond: (pageRequest: PageRequest) => Response | Promise<Response>;
}
