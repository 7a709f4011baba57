/** Pages that are text with a frame around it, or a frame for a script of ours. Nothing in them comes from elsewhere. */

const STYLE = `:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code { overflow-wrap: anywhere; }`;

/** What a person sees where there is nothing. */
export function notFoundPage(path: string): string {
  return page(
    'Not found',
    STYLE,
    `<main>
<h1>Not found</h1>
<p>There is nothing at <code>${escape(path)}</code>.</p>
<p><a href="/">Go to the car</a> or read the <a href="/api/">description of the API</a>.</p>
</main>`,
  );
}

/** The description of the API, drawn by a script from the OpenAPI document. */
export function apiPage(): string {
  return page(
    'API of the virtual smart-key car',
    'html, body { height: 100%; margin: 0; }\n:root { color-scheme: light; }',
    `<openapi-explorer spec-url="/api/openapi.json" hide-server-selection hide-authentication
  primary-color="#15448c" secondary-color="#9cc4ff" nav-bg-color="#10243e" nav-text-color="#dbe6f5">
<p slot="overview"><a href="/">Back to the car</a></p>
</openapi-explorer>
<noscript><p>The description is also there as a <a href="/api/openapi.json">document</a>.</p></noscript>
<script type="module" src="/api/openapi-explorer.js"></script>`,
  );
}

function page(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>
${style}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
