// The site's configuration; `pages.json` beside it lists the pages that build.js has written.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

/** The path below which it will be served. */
const base = process.env.SITE_BASE ?? '/';
const { docs, scenarios, api } = JSON.parse(readFileSync(new URL('pages.json', import.meta.url), 'utf8'));

/** In the order of a reader's way; a page in no group is in the last one. */
const GROUPS = [
  ['Start', ['README', 'docs/dashboard', 'docs/connect', 'docs/doctor', 'docs/container']],
  [
    'Connect',
    ['docs/doip', 'docs/elm327', 'docs/http', 'docs/agents', 'docs/ci', 'docs/examples/pytest-smartkey/README'],
  ],
  ['Use', ['docs/scan-tool', 'docs/dealer', 'docs/explain', 'docs/traces', 'docs/viewer', 'docs/profile']],
  [
    'Test',
    [
      ...['docs/scenarios', 'docs/benches', 'docs/faults', 'docs/reports', 'docs/shards', 'docs/campaigns'],
      ...['docs/explore', 'docs/explore-random'],
    ],
  ],
  ['Reference', ['docs/diagnostics', 'docs/signals', 'docs/vehicle', 'docs/glossary']],
];
const grouped = new Set(GROUPS.flatMap(([, names]) => names));
const itemOf = (page) => ({ text: page.title, link: `/${page.path}` });
const groups = GROUPS.map(([text, names]) => ({
  text,
  items: names.flatMap((name) => docs.filter(({ path }) => path === name).map(itemOf)),
}));
const others = docs.filter(({ path }) => !grouped.has(path)).map(itemOf);
const guide = [...groups, { text: 'The project', collapsed: true, items: others }];
const folders = [...new Set(scenarios.map(({ folder }) => folder))];

/** The anchors that GitHub gives to headings: the pages are read in both places. */
export function slugOf(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

export default defineConfig({
  title: 'Virtual Smart Key',
  description: 'A virtual car for people who make or use scan tools',
  base,
  head: [['link', { rel: 'icon', href: `${base}favicon.svg`, type: 'image/svg+xml' }]],
  outDir: '../site',
  cacheDir: './cache',
  srcDir: 'content',
  // Addresses of this machine are examples.
  ignoreDeadLinks: [/^https?:\/\/(?:localhost|127\.0\.0\.1)/],
  metaChunk: true,
  markdown: { anchor: { slugify: slugOf }, languageAlias: { console: 'shellsession', qnt: 'typescript' } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/README', activeMatch: '^/(README|docs/(?!diagnostics))' },
      { text: 'Scenarios', link: '/scenarios/', activeMatch: '^/scenarios' },
      { text: 'Diagnostics', link: '/docs/diagnostics' },
      { text: 'API', link: '/api/', activeMatch: '^/(api|http-api)' },
      { text: 'Demo', link: '/demo' },
    ],
    sidebar: {
      '/scenarios/': folders.map((folder) => ({
        text: folder,
        collapsed: false,
        items: scenarios.filter((each) => each.folder === folder).map(itemOf),
      })),
      '/api/': api.map(({ text, items }) => ({ text, items: items.map(itemOf) })),
      '/http-api': api.map(({ text, items }) => ({ text, items: items.map(itemOf) })),
      '/': guide,
    },
  },
});
