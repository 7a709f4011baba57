// Builds the documentation site into reports/site: npm run site. Its packages go to reports/site-work, with a lock file
// of their own; nothing is written beside the sources. SITE_BASE is the path below which it will be served ("/").
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { httpPage } from '../../tests/config/http-page.ts';
import { scenarioIndex, scenarioPage, scenarioPath, scenarioTitle } from '../../tests/config/scenario-pages.ts';
import { recordedPage, recordedSession } from '../../tests/config/recorded-session.ts';
import { withSiteLinks } from '../../tests/config/site-markdown.ts';

const { Buffer, fetch } = globalThis;

const root = join(import.meta.dirname, '../..');
const work = join(root, 'reports/site-work');
const content = join(work, 'content');
const smartkey = join(root, 'dist/smartkey.js');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const FULL_RUN = 'bulletin/all-keys-lost.yaml';

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const read = (path) => readFileSync(join(root, path), 'utf8');

function write(path, text) {
  const file = join(content, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function run(program, words, options = {}) {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32' && program === 'npm',
    ...options,
  });
  if (status !== 0)
    throw new Error(`${program} ${words.join(' ')} ended with ${status}\n${stdout ?? ''}${stderr ?? ''}`);
  return stdout;
}

/** The generator's own packages, where they are not there yet as the lock file says. */
function install() {
  const installed = join(work, 'package-lock.json');
  const isThere =
    existsSync(join(work, 'node_modules/.package-lock.json')) &&
    existsSync(installed) &&
    readFileSync(installed, 'utf8') === read('docs/site/package-lock.json');
  mkdirSync(work, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, 'docs/site', name), join(work, name));
  if (!isThere) run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: work });
}

function titleOf(text, path) {
  return (/^# (.+)$/m.exec(text)?.[1] ?? path).replaceAll('`', '');
}

/** Pages that are read on GitHub too. */
function writeDocs() {
  const pages = [...PAGES, ...globSync('docs/**/*.md', { cwd: root, exclude: ['docs/site/**'] })].sort();
  const kindOf = (path) => {
    if (pages.includes(path)) return 'page';
    if (!existsSync(join(root, path))) return null;
    return statSync(join(root, path)).isDirectory() ? 'folder' : 'file';
  };
  const addressOf = (path) => {
    // As text a browser shows each of them; hidden folders are served by few servers.
    const place = `files/${path.replace(/^\./, '')}.txt`;
    write(`public/${place}`, read(path));
    return `/${place}`;
  };
  for (const page of pages) write(page, withSiteLinks(read(page), { page, kindOf, addressOf }));
  for (const picture of globSync('docs/*.{png,webp}', { cwd: root })) {
    for (const place of [picture, join('public', picture)]) {
      mkdirSync(dirname(join(content, place)), { recursive: true });
      cpSync(join(root, picture), join(content, place));
    }
  }
  cpSync(join(root, 'docs/site/index.md'), join(content, 'index.md'));
  return pages.map((path) => ({
    path: path.replace(/\.md$/, ''),
    title: path === 'README.md' ? 'First ten minutes' : titleOf(read(path), path),
  }));
}

/** Runs every scenario, and writes a page for each, with the report of this run as its timeline. */
function writeScenarios() {
  const report = join(work, 'report');
  run('node', [smartkey, 'run', 'scenarios', '--report', report, '--no-bundle', '--quiet']);
  mkdirSync(join(content, 'public/report'), { recursive: true });
  cpSync(join(report, 'index.html'), join(content, 'public/report/index.html'));
  const { scenarios, rules } = json(join(report, 'results.json'));
  const titles = Object.fromEntries(rules.map(({ id, title }) => [id, title]));
  const listed = JSON.parse(run('node', [smartkey, 'list', 'scenarios', '--json'])).scenarios;
  const pages = scenarios.map((scenario, index) => {
    const { file } = scenario;
    const description = listed.find((each) => each.file === file)?.description ?? null;
    const path = scenarioPath(scenario);
    write(`${path}.md`, scenarioPage({ scenario, index, description, source: read(file), rules: titles }));
    return {
      path,
      title: scenarioTitle(scenario),
      folder: path.split('/')[1],
      description,
      rules: scenario.rulesCovered,
    };
  });
  write('scenarios/index.md', scenarioIndex(pages));
  return pages;
}

/** What `virtual-smart-key/scenario` and `/testing` export, from the declarations that ship. */
async function writeApi() {
  const { Application } = await import(join(work, 'node_modules/typedoc/dist/index.js'));
  const app = await Application.bootstrapWithPlugins({
    entryPoints: ['scenario', 'testing'].map((name) => join(root, `dist/${name}.d.ts`)),
    plugin: [join(work, 'node_modules/typedoc-plugin-markdown/dist/index.js')],
    tsconfig: join(root, 'docs/site/typedoc.tsconfig.json'),
    readme: 'none',
    name: 'TypeScript API',
    skipErrorChecking: true,
    disableSources: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    entryFileName: 'index',
    logLevel: 'Error',
    validation: { notExported: false },
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc: the declarations in dist cannot be read');
  await app.outputs.writeOutput({ name: 'markdown', path: join(content, 'api') }, project);
  const pages = globSync('api/**/*.md', { cwd: content }).sort();
  for (const page of pages) {
    const file = join(content, page);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/^# ([\w-]+)$/m, (whole, name) =>
        /^(?:scenario|testing)$/.test(name) ? `# virtual-smart-key/${name}` : whole,
      ),
    );
  }
  const itemsOf = (name) =>
    pages
      .filter((page) => page.startsWith(`api/${name}/`))
      .map((page) => ({
        path: page.replace(/(?:index)?\.md$/, ''),
        title: titleOf(readFileSync(join(content, page), 'utf8'), page).replace(
          /^(?:Interface|Type Alias|Function|Variable): /,
          '',
        ),
      }));
  return [
    { text: 'HTTP', items: [{ path: 'http-api', title: 'HTTP interface' }] },
    ...['testing', 'scenario'].map((name) => ({ text: `virtual-smart-key/${name}`, items: itemsOf(name) })),
  ];
}

/** The description that a car serves, and a session of it for the viewer. */
async function writeFromCar() {
  const flags = ['car', '--json', '--time', 'virtual', '--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0'];
  const car = spawn(process.execPath, [smartkey, ...flags], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(car, 'exit');
  try {
    const [line] = await once(createInterface(car.stdout), 'line');
    const { http } = JSON.parse(line);
    const document = await (await fetch(`${http}/api/openapi.json`)).json();
    write('public/openapi.json', JSON.stringify(document));
    write('http-api.md', httpPage(document));
    await runOnCar(http);
    await writeDashboard(http);
    const archive = join(work, 'all-keys-lost.tar');
    writeFileSync(archive, Buffer.from(await (await fetch(`${http}/api/bundle`)).arrayBuffer()));
    mkdirSync(join(content, 'public/demo'), { recursive: true });
    run('node', [
      smartkey,
      'view',
      archive,
      '--no-open',
      '--quiet',
      '--output',
      join(content, 'public/demo/index.html'),
    ]);
  } finally {
    car.kill('SIGINT');
    await exit;
  }
  write('demo.md', DEMO);
}

async function runOnCar(http) {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ scenario: FULL_RUN, paceMs: 0 });
  const started = await fetch(`${http}/api/scenarios/run`, { method: 'POST', headers, body });
  if (!started.ok) throw new Error(`${FULL_RUN}: ${await started.text()}`);
  // The stream ends by itself at none of these events: the reader leaves it.
  const events = await fetch(`${http}/api/events?kinds=scenario&frames=none&since=0`);
  let text = '';
  for await (const chunk of events.body) {
    text += Buffer.from(chunk).toString();
    if (text.includes('scenario-ended')) break;
  }
  if (!/"verdict":"pass"/.test(text)) throw new Error(`${FULL_RUN} did not pass on the car`);
}

/** The car's own page with what it has just served, for a server of files. */
async function writeDashboard(http) {
  const text = async (path) => (await fetch(http + path)).text();
  const start = JSON.parse(await text('/api/state?at=oldest'));
  const { lastEventId } = JSON.parse(await text('/api/state'));
  const events = await fetch(`${http}/api/events?since=${start.lastEventId}&frames=all`);
  let stream = '';
  for await (const chunk of events.body) {
    stream += Buffer.from(chunk).toString();
    if (stream.includes(`\nid: ${lastEventId}\n`) && stream.endsWith('\n\n')) break;
  }
  const files = {
    'index.html': recordedPage(await text('/')),
    'dashboard.css': await text('/assets/dashboard.css'),
    'dashboard.js': await text('/assets/dashboard.js'),
    'recorded-car.js': read('dist/browser/recorded-car.js'),
    'recording.json': JSON.stringify(recordedSession(start, stream)),
  };
  for (const [name, content] of Object.entries(files)) write(`public/demo/dashboard/${name}`, content);
  for (const place of ['favicon.svg', 'demo/dashboard/favicon.svg'])
    write(`public/${place}`, await text('/favicon.svg'));
}

const DEMO = `---
title: Live demo
aside: false
sidebar: false
pageClass: wide
---

# Live demo

All keys of a vehicle are lost. A reset runs for its 16 minutes, then two new keys are registered. This is the dashboard of a
car with a recording of it, at 20 times real time: pause it, play it at another pace, skip to the end of the procedure, go
back with the slider. [What it shows](/docs/dashboard).

<ReportFrame src="/demo/dashboard/index.html" title="The dashboard with a recorded session" />

A car of your own accepts clicks as well, and your tool: \`npx virtual-smart-key\`, then \`http://127.0.0.1:8080/\`.

## The same session in the viewer

\`npx smartkey view\` writes each of your own sessions as one file like this, which needs no server:
steps, events and timeline to the microsecond. [What it shows](/docs/viewer).

<ReportFrame src="/demo/index.html" title="The viewer with a recorded session" />
`;

install();
rmSync(content, { recursive: true, force: true });
const docs = writeDocs();
const scenarios = writeScenarios();
const api = await writeApi();
await writeFromCar();
const vitepress = join(work, '.vitepress');
rmSync(vitepress, { recursive: true, force: true });
mkdirSync(join(vitepress, 'theme'), { recursive: true });
cpSync(join(root, 'docs/site/config.js'), join(vitepress, 'config.js'));
cpSync(join(root, 'docs/site/theme.js'), join(vitepress, 'theme/index.js'));
cpSync(join(root, 'docs/site/theme.css'), join(vitepress, 'theme/theme.css'));
// The one of the project is for a newer compiler than the generator's.
writeFileSync(join(work, 'tsconfig.json'), '{}\n');
writeFileSync(join(vitepress, 'pages.json'), JSON.stringify({ docs, scenarios, api }));
// A link that leads nowhere ends it with an error.
run(process.execPath, [join(work, 'node_modules/vitepress/bin/vitepress.js'), 'build', work], { stdio: 'inherit' });
console.log(`reports/site: ${docs.length + scenarios.length} pages of docs and scenarios`);
