import type { Hono } from 'hono';
import { browserAsset } from '../browser-asset.ts';
import type { DemoAccounts } from '../http/mount.ts';
import { smartkey } from '../smartkey.ts';

/** Scripts, styles and calls of this address only; nothing inline, nothing from another host. */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ASSETS = {
  'dashboard.js': 'text/javascript; charset=utf-8',
  'dashboard.css': 'text/css; charset=utf-8',
} as const;

/** The dashboard at `/`, and the two files that it consists of. */
export function dashboardRoutes(app: Hono, vin: string, demo: DemoAccounts | null): void {
  app.get('/', (context) => context.html(dashboardPage(vin, demo)));
  for (const name of ['dashboard.js', 'dashboard.css'] as const) {
    app.get(`/assets/${name}`, (context) => context.body(browserAsset(name), 200, { 'content-type': ASSETS[name] }));
  }
}

function dashboardPage(vin: string, demo: DemoAccounts | null): string {
  const accounts =
    demo === null ? '' : ` data-demo-technician="${demo.technician}" data-demo-manager="${demo.manager}"`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Virtual Smart Key: ${vin}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/dashboard.css">
</head>
<body>
<noscript><p>The dashboard needs JavaScript. Everything it does is also in the <a href="/api/openapi.json">HTTP
interface</a>.</p></noscript>
<div id="app" data-command="${smartkey('').trim()}"${accounts}></div>
<script src="/assets/dashboard.js"></script>
</body>
</html>
`;
}
