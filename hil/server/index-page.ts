import type { Route } from '../http/route.ts';
import { escape } from './small-pages.ts';

/** The page at the server's address, for browsers. It is self-contained. */
export function indexPage(vin: string, routes: readonly Route[], hasDealer: boolean): string {
  const rows = routes
    .map(({ method, path, summary }) => {
      const isLink = method === 'get' && !path.includes('{');
      const shown = isLink ? `<a href="${escape(path)}">${escape(path)}</a>` : escape(path);
      return `<tr><td>${method.toUpperCase()}</td><td><code>${shown}</code></td><td>${escape(summary)}</td></tr>`;
    })
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Virtual smart-key car</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
table { display: block; overflow-x: auto; }
td, th { border-bottom: 1px solid #8884; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
:root { color-scheme: light dark; }
</style>
</head>
<body>
<main>
<h1>Virtual smart-key car</h1>
<p>VIN <code>${escape(vin)}</code>. A scan tool talks to its ECUs over a CAN bus, as to a real car; where, the command
that started it has printed. Control the car here: doors, keys, supply, faults, and in virtual time the clock.</p>
${hasDealer ? '<p>Pass-codes come from the dealer: <a href="/dealer">dealer server</a>.</p>' : ''}
<table>
<thead><tr><th>Method</th><th>Path</th><th>What it does</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
<p>Full details: <a href="/api/">description of the API</a>, <a href="/api/openapi.json">OpenAPI document</a>.</p>
</main>
</body>
</html>
`;
}
