import type { Context } from 'hono';
import { readForm } from '../../http/read-body.ts';
import type { DealerSession } from '../dealer-service.ts';
import type { Refusal } from '../rules/dealer-commands.ts';
import type { CreateDealerPages, DealerPageRoute } from '../server/dealer-pages.ts';
import { formPageOf, passwordPathFor } from './sign-in/resume.ts';
import { errorPage } from './kit/error-page.ts';
import type { FormPage } from './kit/form-page.ts';
import { INTENT_FIELD } from './kit/form-parts.ts';
import { FORM_PAGES } from './form-pages.ts';
import { homeRoute } from './requests/home-routes.ts';
import { NEXT_FIELD, readKept } from './kit/kept-fields.ts';
import { HOME_PATH, safeNext } from './kit/next-path.ts';
import { ASSET_FOLDER, pageAssets } from './kit/page-assets.ts';
import { passwordAgainPage, tabOfAccess } from './sign-in/password-again-page.ts';
import { passwordRoutes } from './sign-in/password-routes.ts';
import { Submissions } from './kit/submissions.ts';
import { refusalText } from './kit/refusal-text.ts';
import { reportRoutes } from './report/report-routes.ts';
import type { PageRoute } from './kit/page-route.ts';
import { resultRoute } from './results/result-routes.ts';
import { changePasswordPage } from './sign-in/change-password-page.ts';
import { SIGN_IN_PATH, signInPage } from './sign-in/sign-in-page.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';
import { freshForm, pickTyped, type Typed, withError } from './kit/typed-form.ts';
import { goOn, type PageServices, show, submissionIdOf, viewerOf, pageRequestOf } from './kit/page-request.ts';

/** The dealer's pages, for the server to guard and to serve. */
export const dealerPages: CreateDealerPages = (service) => {
  const services: PageServices = { service, submissions: new Submissions(() => Date.now()) };
  const routes: readonly PageRoute[] = [homeRoute, ...passwordRoutes, resultRoute, ...reportRoutes];
  return {
    routes: [
      assetRoute(),
      ...signInRoutes(services),
      ...routes.map((route) => signedInRoute(services, route)),
      ...FORM_PAGES.flatMap((page) => formRoutes(services, page)),
    ],
    refuse: async (context, problem, route, session) => refuse(services, { context, problem, route, session }),
    trouble: (context, status, problem) => {
      const message = status === 404 ? `There is no page at ${context.req.path.slice(0, 100)}.` : problem;
      return show(context, errorPage({ viewer: null, title: TROUBLE_TITLES[status], message, hint: null }), status);
    },
  };
};

const TROUBLE_TITLES = {
  400: 'Request not readable',
  403: 'Request refused',
  404: 'Page not found',
  405: 'Method not supported',
  413: 'Too large',
  500: 'Internal error',
} as const;

/** The style sheet and the script, cacheable without limit: their names change with their content. */
function assetRoute(): DealerPageRoute {
  return {
    method: 'get',
    path: `${ASSET_FOLDER}/:name`,
    access: 'anyone',
    respond: (context) => {
      const { icon, style, script } = pageAssets();
      const asset = [icon, style, script].find(({ path }) => path === context.req.path);
      if (asset === undefined) return context.text('file not found', 404);
      context.header('cache-control', 'public, max-age=31536000, immutable');
      return context.body(asset.text, 200, { 'content-type': asset.type });
    },
  };
}

function signedInRoute(services: PageServices, { method, path, access, respond }: PageRoute): DealerPageRoute {
  return {
    ...{ method, path, access },
    respond: (context, session) =>
      session === null ? toSignIn(context) : respond(pageRequestOf(context, services, session, context.req.param())),
  };
}

function formRoutes(services: PageServices, page: FormPage): readonly DealerPageRoute[] {
  const open: PageRoute = {
    method: 'get',
    path: page.path,
    access: page.access,
    respond: (pageRequest) => page.open(pageRequest),
  };
  const send: PageRoute = {
    ...{ method: 'post', path: page.path, access: page.access },
    respond: async (pageRequest) => {
      const body = await readForm(pageRequest.context);
      const typed = pickTyped(body, page.fields);
      const intent = body.get(INTENT_FIELD) ?? '';
      const content = { ...typed, [INTENT_FIELD]: [intent] };
      const resultId = Submissions.idOf(submissionIdOf(body), pageRequest.context.req.path, content);
      return page.send(pageRequest, { typed, intent, resultId });
    },
  };
  return [signedInRoute(services, open), signedInRoute(services, send)];
}

interface Refused {
  readonly context: Context;
  readonly problem: Refusal;
  readonly route: DealerPageRoute;
  readonly session: DealerSession | null;
}

/** A refused page, with what was typed kept for later. */
async function refuse(services: PageServices, refused: Refused): Promise<Response> {
  const { context, problem, route, session } = refused;
  if (problem.code === 'not-signed-in' || session === null) return askToSignIn(refused);
  if (problem.code === 'password-must-change') {
    const { next, kept } = await wanted(refused);
    if (kept === null) return context.redirect(passwordPathFor(next), 303);
    return changePasswordPage(context, services, session, { form: freshForm(), next, kept, status: 403 });
  }
  if (problem.code === 'password-again') return askForPassword(refused, session);
  const page = formPageOf(context.req.path);
  if (problem.code === 'csrf' && page?.access === route.access) {
    const { kept } = await wanted(refused);
    const pageRequest = pageRequestOf(context, services, session, context.req.param());
    return page.show(pageRequest, withError(freshForm(kept ?? {}), null, STALE), { status: 403 });
  }
  const title = problem.code === 'not-allowed' ? 'Not permitted for your job title' : 'Request refused';
  return show(context, errorPage({ viewer: viewerOf(session), title, message: refusalText(problem), hint: null }), 403);
}

const STALE =
  'This form belongs to an earlier session and was not processed. Your entries are still here: submit it again.';

async function askToSignIn(refused: Refused): Promise<Response> {
  const { context } = refused;
  const { next, kept } = await wanted(refused);
  return kept === null ? toSignIn(context, next) : show(context, signInPage({ form: freshForm(), next, kept }), 401);
}

async function askForPassword(refused: Refused, session: DealerSession): Promise<Response> {
  const { context, route } = refused;
  const tab = tabOfAccess(route.access) ?? 'reset';
  const viewer = viewerOf(session);
  const { next, kept } = await wanted(refused);
  return show(context, passwordAgainPage({ viewer, tab, form: freshForm(), next, kept }), kept === null ? 200 : 403);
}

interface Wanted {
  readonly next: string;
  readonly kept: Typed | null;
}

/** The target of a request that came too early: a page, or the submission of a form. */
async function wanted({ context, route }: Refused): Promise<Wanted> {
  const { pathname, search } = new URL(context.req.url);
  if (route.method === 'get') return { next: safeNext(pathname + search), kept: null };
  const body = await readForm(context);
  // A page that asks for the password has preserved both.
  if (body.has(NEXT_FIELD)) return { next: safeNext(body.get(NEXT_FIELD) ?? undefined), kept: readKept(body) };
  const page = formPageOf(pathname);
  return page === null
    ? { next: HOME_PATH, kept: null }
    : { next: safeNext(pathname), kept: pickTyped(body, page.fields) };
}

function toSignIn(context: Context, next: string = HOME_PATH): Response {
  if (next === HOME_PATH) return goOn(context, SIGN_IN_PATH);
  return context.redirect(`${SIGN_IN_PATH}?${new URLSearchParams({ [NEXT_FIELD]: next }).toString()}`, 303);
}
