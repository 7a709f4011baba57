import type { DealerPageRoute } from '../../server/dealer-pages.ts';
import type { PageRequest } from './page-request.ts';

/** The path of a form's result, shown only to the session that sent the form. */
export const RESULT_PATH = '/dealer/results';

/** A route for a signed-in person. */
export interface PageRoute extends Pick<DealerPageRoute, 'method' | 'path' | 'access'> {
  readonly respond: (pageRequest: PageRequest) => Response | Promise<Response>;
}
