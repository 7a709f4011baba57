import type { RouteDescription } from '../../http/route.ts';
import { ACCOUNT_ROUTES } from './api/account-routes.ts';
import { ADMINISTRATION_ROUTES } from './api/administration-routes.ts';
import { REQUEST_ROUTES } from './api/request-routes.ts';
import type { DealerApiRoute } from './dealer-api-route.ts';
import { FAULT_ROUTES } from './fault-routes.ts';

/** Every JSON route of the dealer, in the order of the documentation. */
export const DEALER_API_ROUTES: readonly DealerApiRoute[] = [
  ...ACCOUNT_ROUTES,
  ...REQUEST_ROUTES,
  ...ADMINISTRATION_ROUTES,
];

/** The dealer's part of the documentation beside a car; alone, without the bench's routes. */
export function dealerDocumentation(bench: boolean): readonly RouteDescription[] {
  return bench ? [...DEALER_API_ROUTES, ...FAULT_ROUTES] : DEALER_API_ROUTES;
}
