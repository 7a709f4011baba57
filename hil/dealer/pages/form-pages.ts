import type { FormPage } from './kit/form-page.ts';
import { keysFormRoute } from './keys/key-routes.ts';
import { closeFormRoute, requestFormRoute } from './requests/request-routes.ts';
import { resetFormRoute } from './requests/reset-routes.ts';
import { seedFormRoute } from './requests/seed-routes.ts';
import { memberFormRoute, staffFormRoute } from './staff/staff-routes.ts';

/** Every page whose form is shown again with what was typed. */
export const FORM_PAGES: readonly FormPage[] = [
  resetFormRoute,
  requestFormRoute,
  seedFormRoute,
  closeFormRoute,
  keysFormRoute,
  staffFormRoute,
  memberFormRoute,
];
