import { counted } from '../../../../can-bus/text/counted.ts';
import type { Context } from 'hono';
import type { DealerSession } from '../../dealer-service.ts';
import { passwordPage } from './password-page.ts';
import type { FormState, Typed } from '../kit/typed-form.ts';
import { type PageServices, type PageStatus, show, viewerOf } from '../kit/page-request.ts';

interface ShowPasswordPageOptions {
  readonly form: FormState;
  readonly next: string;
  /** A form that cannot be processed before the password is changed. */
  readonly kept: Typed | null;
  readonly status: PageStatus;
}

/** Asks for a new password: on request, or because the present one is a one-time password. */
export function changePasswordPage(
  context: Context,
  services: PageServices,
  session: DealerSession,
  { form, next, kept, status }: ShowPasswordPageOptions,
): Response | Promise<Response> {
  const { passwordMin, passwordMax } = services.service.formParts(session);
  const rule = `${passwordMin} to ${counted(passwordMax, 'character')} of any kind`;
  const isForced = session.mustChangePassword;
  const viewer = viewerOf(session);
  return show(context, passwordPage({ viewer, form, next, kept, isForced, rule }), status);
}
