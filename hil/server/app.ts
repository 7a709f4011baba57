import { setTimeout } from 'node:timers/promises';
import { Hono, type Context } from 'hono';
import { OPENAPI } from '../http/error-schema.ts';
import type { CarControl } from '../car/host/car-control.ts';
import { type DealerMount, isDealerPath } from '../http/mount.ts';
import { HttpError } from '../http/http-error.ts';
import { dashboardPage } from './dashboard-page.ts';
import type { EventFeed } from './event-feed.ts';
import { browserAsset } from '../browser-asset.ts';
import { FAVICON } from '../http/favicon.ts';
import { apiPage, notFoundPage } from './small-pages.ts';
import { openApiDocument } from '../http/openapi.ts';
import { originGuard } from '../http/origin-guard.ts';
import { getRoute, type Route } from '../http/route.ts';
import { unknownRoute, type ServedRoute } from '../http/unknown-route.ts';
import { faultRoutes } from './routes/fault-routes.ts';
import { keyRoutes } from './routes/key-routes.ts';
import { recordingRoutes } from './routes/recording-routes.ts';
import { scenarioRoutes } from './routes/scenario-routes.ts';
import { streamRoutes } from './routes/stream-routes.ts';
import { technicianRoutes } from './routes/technician-routes.ts';
import { timeRoutes } from './routes/time-routes.ts';
import { vehicleRoutes } from './routes/vehicle-routes.ts';
import type { ScenarioEvent } from './scenarios/scenario-runner.ts';
import type { TechnicianEvent } from './technician/technician.ts';
import { OnDemand } from './on-demand.ts';

interface AppOptions {
  readonly control: CarControl;
  /** All that happens to the car. */
  readonly feed: EventFeed;
  /** The dealer server beside the car; none where absent. */
  readonly dealer?: DealerMount;
  /** Where the server listens: determines which Host headers are accepted. */
  readonly host: string;
  /** Called for unexpected errors; the client gets status 500. */
  readonly onBug?: (error: unknown) => void;
}

/** The HTTP interface of one car, still without a socket. */
export function createApp(options: AppOptions): Hono {
  const { control, host, dealer } = options;
  const routes = apiRoutes(options);
  const page = dashboardPage(control.car.profile.vin, dealer?.demo ?? null);
  const app = new Hono();
  if (dealer !== undefined) {
    // The dealer checks headers, hosts and origins itself.
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
  app.get('/', (context) => context.html(page));
  for (const [path, { type, text }] of Object.entries(PAGE_FILES)) {
    app.get(path, (context) => context.body(text(), 200, { 'content-type': type }));
  }
  const pages = ['/', ...Object.keys(PAGE_FILES)].map((path) => ({ method: 'get', path }));
  const served: readonly ServedRoute[] = [...pages, ...routes];
  const busy = (): Promise<boolean> | null => control.advancing;
  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) =>
      route.respond(context, busy),
    );
  }
  app.notFound((context) => {
    const error = unknownRoute(context, served);
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

function apiRoutes({ control, feed, dealer, onBug = (): void => undefined }: AppOptions): readonly Route[] {
  // Scenarios, recordings and the scan tool are more than half of the program, and few cars need them.
  const runner = new OnDemand(async () => {
    const { ScenarioRunner } = await import('./scenarios/scenario-runner.ts');
    const onEvent = (event: ScenarioEvent): void => feed.note('scenario', { ...event });
    return new ScenarioRunner({ control, onEvent, onBug, pause: async (ms) => setTimeout(ms) });
  });
  const library = new OnDemand(async () => {
    const { ScenarioLibrary } = await import('./scenarios/scenario-library.ts');
    return new ScenarioLibrary(process.cwd());
  });
  const technician = new OnDemand(async () => {
    const { Technician } = await import('./technician/technician.ts');
    const onEvent = (event: TechnicianEvent): void => feed.note('technician', { ...event });
    return new Technician({ control, onEvent, onBug });
  });
  const routes: Route[] = [
    ...vehicleRoutes(control, feed),
    ...faultRoutes(control),
    ...keyRoutes(control),
    ...timeRoutes(control),
    ...streamRoutes(control, feed),
    ...technicianRoutes(technician),
    ...recordingRoutes(control, feed),
    ...scenarioRoutes(library, runner),
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
  '/assets/dashboard.js': { type: 'text/javascript; charset=utf-8', text: () => browserAsset('dashboard.js') },
  '/assets/dashboard-events.js': {
    type: 'text/javascript; charset=utf-8',
    text: () => browserAsset('dashboard-events.js'),
  },
  '/assets/dashboard.css': { type: 'text/css; charset=utf-8', text: () => browserAsset('dashboard.css') },
  '/api/': { type: 'text/html; charset=utf-8', text: apiPage },
  '/api/openapi-explorer.js': {
    type: 'text/javascript; charset=utf-8',
    text: () => browserAsset('openapi-explorer.js'),
  },
};

function errorAnswer(context: Context, error: HttpError): Response {
  return context.json(error.toBody(), error.status);
}

/** Scripts, styles and calls of this address only; nothing inline, nothing from another host. */
const PAGE_POLICY = policyWith("style-src 'self'");
/** The description of the API styles itself. */
const API_PAGE_POLICY = policyWith("style-src 'unsafe-inline'");

function policyWith(styles: string): string {
  const scripts = ["script-src 'self'", "connect-src 'self'", "img-src 'self' data:"];
  const closed = ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  return ["default-src 'none'", ...scripts, styles, ...closed].join('; ');
}

/** Nothing of this is for caches, frames or other origins. */
function setSafeHeaders(context: Context): void {
  context.header('cache-control', 'no-store');
  context.header('x-content-type-options', 'nosniff');
  context.header('cross-origin-resource-policy', 'same-origin');
  context.header('content-security-policy', context.req.path === '/api/' ? API_PAGE_POLICY : PAGE_POLICY);
}
