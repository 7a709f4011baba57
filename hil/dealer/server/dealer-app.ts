import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { FAVICON } from '../../http/favicon.ts';
import { HttpError } from '../../http/http-error.ts';
import { openApiDocument } from '../../http/openapi.ts';
import { originGuard } from '../../http/origin-guard.ts';
import { unknownRoute, type ServedRoute } from '../../http/unknown-route.ts';
import type { DealerService } from '../dealer-service.ts';
import { DealerStoreError } from '../store/dealer-store-error.ts';
import { DEALER_API_ROUTES } from './dealer-api.ts';
import { admit, admitNow } from './dealer-guard.ts';
import type { CreateDealerPages, DealerPageRoute, DealerPages } from './dealer-pages.ts';
import { answerFaults, FAULT_ROUTES, type FaultBoard, FAULTS_PATH } from './fault-routes.ts';
import { RefusalError } from './refusal-error.ts';

interface DealerAppOptions {
  readonly service: DealerService;
  /** Where the server listens: determines which Host headers are accepted. */
  readonly host: string;
  readonly pages: CreateDealerPages | null;
  /** Beside a car a bench may set faults; otherwise there are none. */
  readonly faultBoard: FaultBoard | null;
  /** Milliseconds of real time. */
  readonly realNowMs: () => number;
  /** Called for unexpected errors; the client gets status 500. */
  readonly onBug: (error: unknown) => void;
}

/** What the requests come in. */
interface DealerEnv {
  readonly Bindings: Partial<HttpBindings>;
}

/** The dealer server's HTTP, still without a socket: JSON under `/api/dealer`, pages under `/dealer`. */
export function createDealerApp(options: DealerAppOptions): Hono<DealerEnv> {
  const { service, host, faultBoard } = options;
  const pages = options.pages?.(service) ?? null;
  const app = new Hono<DealerEnv>();
  app.use(pageHeaders());
  app.use(originGuard(host));
  if (faultBoard !== null) {
    app.on(['GET', 'POST'], FAULTS_PATH, async (context) => answerFaults(context, faultBoard));
    app.use(faults(faultBoard));
  }
  addApiRoutes(app, options);
  if (pages !== null) addPages(app, pages, options);
  if (pages !== null) addRoot(app);
  const served: readonly ServedRoute[] = [
    ...(faultBoard === null ? [] : FAULT_ROUTES),
    ...DEALER_API_ROUTES,
    ...(pages === null ? [] : [...pages.routes, ...ROOT_PATHS.map((path) => ({ method: 'get', path }))]),
  ];
  app.notFound(async (context) => trouble(context, pages, unknownRoute(context, served)));
  app.onError(async (error, context) => {
    if (error instanceof HttpError) return trouble(context, pages, error);
    options.onBug(error);
    if (error instanceof DealerStoreError) {
      return trouble(context, pages, new HttpError(503, error.message, { hint: error.hint }));
    }
    return trouble(context, pages, new HttpError(500, 'internal error', { hint: 'please report it' }));
  });
  return app;
}

/**
 * Responses must not be cached, framed or read by other origins; scripts and style sheets come only from here. The
 * referrer must not be withheld altogether: a browser would then send our own forms with `Origin: null`.
 */
function pageHeaders(): MiddlewareHandler {
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    // Plain HTTP, on loopback.
    strictTransportSecurity: false,
  });
  return async (context, next) => {
    context.header('cache-control', 'no-store');
    return headers(context, next);
  };
}

/** A server that is away cuts the connection; a delayed one answers late. */
function faults(board: FaultBoard): MiddlewareHandler<DealerEnv> {
  return async (context, next) => {
    const { away, lateMs } = board.faults;
    if (away) {
      context.env.incoming?.socket.destroy();
      throw new HttpError(503, 'the dealer server is set to be away', { hint: `POST ${FAULTS_PATH}` });
    }
    await next();
    if (lateMs > 0) await sleep(lateMs);
  };
}

function addApiRoutes(app: Hono<DealerEnv>, { service, realNowMs }: DealerAppOptions): void {
  for (const route of DEALER_API_ROUTES) {
    app.on(route.method.toUpperCase(), honoPath(route.path), async (context) => {
      const { problem } = await admit(context, service, route.access, realNowMs);
      if (problem !== null) throw new RefusalError(problem);
      // Checked again once the body has been received: the session or its tab may have ended meanwhile.
      return route.respond(service, context, () => {
        const now = admitNow(context, service, route.access, realNowMs());
        if (now.problem !== null) throw new RefusalError(now.problem);
        return now.session;
      });
    });
  }
}

function addPages(app: Hono<DealerEnv>, pages: DealerPages, { service, realNowMs }: DealerAppOptions): void {
  const answer = async (context: Context, route: DealerPageRoute): Promise<Response> => {
    const { session, problem } = await admit(context, service, route.access, realNowMs);
    if (problem !== null) return pages.refuse(context, problem, route, session);
    return route.respond(context, session);
  };
  for (const route of pages.routes) {
    app.on(route.method.toUpperCase(), route.path, async (context) => answer(context, route));
  }
}

/** The document of a dealer server without a car. */
const DEALER_INFO = {
  title: 'Dealer server of the virtual smart-key car',
  description: 'Requests, approvals, pass-codes.',
};

const ICON_PATHS = ['/favicon.svg', '/favicon.ico'];
const ROOT_PATHS = ['/', '/api/openapi.json', ...ICON_PATHS];

/** What a browser and a program ask of a server besides its own pages. Beside a car the car's server answers this. */
function addRoot(app: Hono<DealerEnv>): void {
  app.get('/', (context) => context.redirect('/dealer', 303));
  app.get('/api/openapi.json', (context) => context.json(openApiDocument(DEALER_API_ROUTES, DEALER_INFO)));
  for (const path of ICON_PATHS) {
    app.get(path, (context) => context.body(FAVICON, 200, { 'content-type': 'image/svg+xml' }));
  }
}

/** `/api/dealer/requests/:number` of `/api/dealer/requests/{number}`. */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Under `/dealer` all is pages; elsewhere a browser gets a page where there is nothing. */
function wantsPage({ req }: Context, { status }: HttpError): boolean {
  const isPage = req.path === '/dealer' || req.path.startsWith('/dealer/');
  return isPage || (status === 404 && (req.header('accept') ?? '').includes('text/html'));
}

/** JSON for programs, a page for people. */
async function trouble(context: Context, pages: DealerPages | null, error: HttpError): Promise<Response> {
  const retryAfterS = error instanceof RefusalError ? error.refusal.retryAfterS : undefined;
  if (retryAfterS !== undefined) context.header('retry-after', String(retryAfterS));
  if (error.status === 401) context.header('www-authenticate', 'Bearer');
  if (pages === null || !wantsPage(context, error)) return context.json(error.toBody(), error.status);
  const { status } = error;
  const isShown = status === 400 || status === 403 || status === 404 || status === 405 || status === 413;
  return pages.trouble(context, isShown ? status : 500, error.message);
}
