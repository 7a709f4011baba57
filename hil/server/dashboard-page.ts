import { smartkey } from '../smartkey.ts';

/** The page of the car; its script draws everything. */
export function dashboardPage(vin: string): string {
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
<div id="app" data-command="${smartkey('').trim()}"></div>
<script src="/assets/dashboard.js"></script>
</body>
</html>
`;
}
