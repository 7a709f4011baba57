import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { DealerService, DealerSession } from '../../dealer-service.ts';
import type { Refusal } from '../../rules/dealer-commands.ts';
import { SUBMISSION_FIELD } from './form-parts.ts';
import type { Tab, Viewer } from './layout.ts';
import type { ProblemStatus } from './refusal-text.ts';
import type { Submissions } from './submissions.ts';
import { pickTyped, type Typed } from './typed-form.ts';
import type { View } from './view.ts';

/** A pass-code or one-time password, shown once after the form that requested it. */
export type Secret =
  | {
      readonly kind: 'reset-pass-code';
      readonly requestNumber: string;
      readonly passCode: string;
      readonly toolVersion: string;
      readonly seedNumber: string;
      readonly issuedAtMs: number;
    }
  | {
      readonly kind: 'key-pass-code';
      readonly passCode: string;
      readonly vin: string;
      readonly repairOrder: string;
      readonly customerLastName: string;
      readonly issuedAtMs: number;
    }
  | {
      readonly kind: 'one-time-password';
      readonly memberId: string;
      readonly memberName: string;
      readonly oneTimePassword: string;
    };

/** The context of all pages. */
export interface PageServices {
  readonly service: DealerService;
  readonly submissions: Submissions<Secret>;
}

/** A signed-in person on one of the pages. */
export interface PageRequest {
  readonly context: Context;
  readonly services: PageServices;
  readonly session: DealerSession;
  readonly viewer: Viewer;
  /** The parameters in the page's path, such as `number` of a request. */
  readonly params: Readonly<Record<string, string>>;
}

export function pageRequestOf(
  context: Context,
  services: PageServices,
  session: DealerSession,
  params: Readonly<Record<string, string>>,
): PageRequest {
  return { context, services, session, viewer: viewerOf(session), params };
}

export function viewerOf({ staff, dealer, powers, csrfToken }: DealerSession): Viewer {
  const tabs: readonly Tab[] = ['home', 'reset', 'keys', ...(powers.administers ? (['staff', 'report'] as const) : [])];
  return { name: staff.name, title: staff.title, dealerName: dealer.name, tabs, csrfToken };
}

const NOTICE_NAMES = [
  'requested',
  'approved',
  'declined',
  'closed',
  'password-changed',
  'title-changed',
  'removed',
  'signed-out',
  'gone',
  'request-exists',
] as const;

/** A completed action or a finding that the next page reports. */
export type Notice = (typeof NOTICE_NAMES)[number];

/** The sentence for each completed action. Only these can be in a link. */
const NOTICES: Readonly<Record<Notice, string>> = {
  requested: 'The request has been sent to the managers you chose.',
  approved: 'You approved the request. The technician sees it in the inbox.',
  declined: 'You declined the request. The technician sees it in the inbox.',
  closed: 'Done. This request issues no more pass-codes.',
  'password-changed': 'Your password has been changed. All your other sessions have ended.',
  'title-changed': 'The job title has been changed.',
  removed: 'The account has been removed.',
  'signed-out': 'You are signed out.',
  gone: 'That page is shown only once and is no longer available.',
  'request-exists': 'A request for this vehicle already exists: continue with it here.',
};

/**
 * The notice that a link carries; null for any other text.
 *
 * @param isTrue whether a notice still holds: a link may be opened again later
 */
export function noticeOf(context: Context, isTrue: (notice: Notice) => boolean = () => true): string | null {
  const name = context.req.query('done') ?? '';
  const notice = NOTICE_NAMES.find((known) => known === name);
  return notice !== undefined && isTrue(notice) ? NOTICES[notice] : null;
}

/** The page after a completed action: reloading it does not repeat the action. */
export function goOn(context: Context, path: string, notice?: Notice): Response {
  const mark = path.includes('?') ? '&' : '?';
  return context.redirect(notice === undefined ? path : `${path}${mark}done=${notice}`, 303);
}

/** The response of a page. */
export type PageStatus = 200 | 400 | 401 | 405 | 413 | 500 | ProblemStatus;

/** Answers with a page. */
export function show(context: Context, view: View, status: PageStatus = 200): Response | Promise<Response> {
  return context.html(view, status);
}

/** Sets Retry-After. */
export function noteRetry(context: Context, { retryAfterS }: Refusal): void {
  if (retryAfterS !== undefined) context.header('retry-after', String(retryAfterS));
}

/** Values filled in by the scan tool, or by a link. */
export function queryTyped(context: Context, fields: readonly string[]): Typed {
  return pickTyped(new URL(context.req.url).searchParams, fields);
}

/** For a form that is shown now. */
export function newSubmissionId(): string {
  return randomUUID();
}

/** The id with which a form was shown; a new one for a form from elsewhere. */
export function submissionIdOf(body: URLSearchParams): string {
  const id = body.get(SUBMISSION_FIELD) ?? '';
  return /^[\w-]{16,64}$/.test(id) ? id : newSubmissionId();
}
