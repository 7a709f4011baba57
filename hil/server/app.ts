import { Hono, type Context } from 'hono';
import { OPENAPI } from '../http/error-schema.ts';
import type { CarControl } from '../car/host/car-control.ts';
import { type DealerMount, isDealerPath } from '../http/mount.ts';
import { HttpError } from '../http/http-error.ts';
import { dashboardRoutes, PAGE_POLICY } from './dashboard-page.ts';
import type { EventFeed } from './event-feed.ts';
import { browserAsset } from '../browser-asset.ts';
import { FAVICON } from './favicon.ts';
import { apiPage, notFoundPage } from './small-pages.ts';
import { openApiDocument } from '../http/openapi.ts';
import { originGuard } from '../http/origin-guard.ts';
import { getRoute, type Route } from '../http/route.ts';
import { faultRoutes } from './routes/fault-routes.ts';
import { keyRoutes } from './routes/key-routes.ts';
import { streamRoutes } from './routes/stream-routes.ts';
import { timeRoutes } from './routes/time-routes.ts';
import { vehicleRoutes } from './routes/vehicle-routes.ts';

interface AppOptions {
  readonly control: CarControl;
  /** All that happens to the car. */
  readonly feed: EventFeed;
  /** The dealer server beside the car; none where absent. */
  readonly dealer?: DealerMount;
  /** Where the server listens: decides which Host headers are its own. */
  readonly host: string;
  /** Hears of an error that nobody foresaw; the client gets a 500. */
  readonly onBug?: (error: unknown) => void;
}

/** The HTTP interface of one car, still without a socket. */
export function createApp(options: AppOptions): Hono {
  const { control, feed, host, dealer } = options;
  const routes = apiRoutes(control, feed, dealer);
  const app = new Hono();
  if (dealer !== undefined) {
    // It sees to headers, hosts and origins by itself.
    app.use(async (context, next) => {
      if (!isDealerPath(context.req.path)) return next();
      return dealer.fetch(context.req.raw, context.env);
    });
  }
  app.use(async (context, next) => {
    await next();
    setSafeHeaders(context);
  });
  app.use(originGuard(host));
  dashboardRoutes(app, control.car.profile.vin);
  for (const [path, { type, text }] of Object.entries(PAGE_FILES)) {
    app.get(path, (context) => context.body(text(), 200, { 'content-type': type }));
  }
  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => route.respond(context));
  }
  app.notFound((context) => {
    const error = unknownRoute(context, routes);
    const wantsPage = error.status === 404 && (context.req.header('accept') ?? '').includes('text/html');
    return wantsPage ? context.html(notFoundPage(context.req.path.slice(0, 100)), 404) : errorAnswer(context, error);
  });
  app.onError((error, context) => {
    if (error instanceof HttpError) return errorAnswer(context, error);
    options.onBug?.(error);
    return errorAnswer(context, new HttpError(500, `internal error: ${error.message}`, { hint: 'please report it' }));
  });
  return app;
}

function apiRoutes(control: CarControl, feed: EventFeed, dealer: DealerMount | undefined): readonly Route[] {
  const routes: Route[] = [
    ...vehicleRoutes(control, feed),
    ...faultRoutes(control),
    ...keyRoutes(control),
    ...timeRoutes(control),
    ...streamRoutes(control, feed),
    getRoute({
      path: '/api/openapi.json',
      summary: 'show this interface as an OpenAPI 3.1 document',
      description: 'Every route with its schemas and errors.',
      answer: OPENAPI,
      handle: async () => openApiDocument([...routes, ...((await dealer?.documentation()) ?? [])]),
    }),
  ];
  return routes;
}

/** What pages are made of besides, and the description of the API for people. */
const PAGE_FILES: Readonly<Record<string, { readonly type: string; readonly text: () => string }>> = {
  '/favicon.svg': { type: 'image/svg+xml', text: () => FAVICON },
  '/favicon.ico': { type: 'image/svg+xml', text: () => FAVICON },
  '/api/': { type: 'text/html; charset=utf-8', text: apiPage },
  '/api/openapi-explorer.js': {
    type: 'text/javascript; charset=utf-8',
    text: () => browserAsset('openapi-explorer.js'),
  },
};

/** 405 where another method would do, and 404. */
function unknownRoute(context: Context, routes: readonly Route[]): HttpError {
  const { method, path } = context.req;
  const allowed = allowedMethods(path, routes);
  if (allowed.length === 0) {
    return new HttpError(404, `no route at ${path.slice(0, 100)}`, {
      hint: 'see GET /api/openapi.json for all routes',
    });
  }
  context.header('allow', allowed.join(', '));
  return new HttpError(405, `${method} is not supported at ${path}`, { hint: `use ${allowed.join(' or ')}` });
}

function allowedMethods(path: string, routes: readonly Route[]): readonly string[] {
  if (path === '/' || path in PAGE_FILES) return ['GET', 'HEAD'];
  return routes
    .filter((route) => new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
}

function errorAnswer(context: Context, error: HttpError): Response {
  return context.json(error.toBody(), error.status);
}

/** Scripts, requests and pictures of this server only. The API's description styles its parts inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Nothing of this is for caches, frames or other origins. */
function setSafeHeaders(context: Context): void {
  context.header('cache-control', 'no-store');
  context.header('x-content-type-options', 'nosniff');
  context.header('cross-origin-resource-policy', 'same-origin');
  context.header('content-security-policy', context.req.path === '/' ? PAGE_POLICY : CONTENT_SECURITY_POLICY);
}
