// Installs a packed package into an empty folder, and uses it as somebody does who has nothing else: the commands that npm
// links, a car that becomes ready, scenarios. Runs on the Node under test, without other packages; the release and each
// system and Node of the public CI use it too.
//
// Usage: try-package.ts TARBALL [FOLDER]: a folder in which it is installed already is used as it is.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const PACKAGE = 'virtual-smart-key';
const READY_TIMEOUT_MS = 60_000;

const [tarball = '', wanted] = process.argv.slice(2);
assert(existsSync(tarball), `usage: try-package.ts TARBALL [FOLDER]: there is no file "${tarball}"`);
const folder = wanted ?? mkdtempSync(join(tmpdir(), 'vsk-package-'));
const installed = join(folder, 'node_modules', PACKAGE);

/** This Node first on the path: npx, and the commands that it finds, run on it. npm's own variables stay here. */
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|PATH$)/i.test(name))),
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
};

function run(program: string, ...words: readonly string[]): string {
  const isWindows = process.platform === 'win32';
  const options = { cwd: folder, env, encoding: 'utf8', shell: isWindows, maxBuffer: 1 << 26 } as const;
  const { status, stdout, stderr } = spawnSync(program, words, options);
  assert.equal(status, 0, `${program} ${words.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

function verify(what: string): void {
  console.log(`${process.platform} Node ${process.versions.node}: ${what}`);
}

if (!existsSync(installed)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "somebodys-project", "private": true }\n');
  run('npm', 'install', '--no-audit', '--no-fund', resolve(tarball));
  verify(`installed in ${folder}`);
}
for (const command of ['smartkey', PACKAGE]) {
  assert.match(run('npx', '--no', '--', command, '--help'), /^Usage: smartkey .*^ {2}car /ms);
}
verify('both commands show their help');

const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { bin: Record<string, string> };
const program = join(installed, bin[PACKAGE] ?? '');
const addresses = ['--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0'];
// Without a word of a command it is the car.
const car = spawn(process.execPath, [program, '--json', '--time', 'virtual', ...addresses], { cwd: folder, env });
const guard = setTimeout(() => car.kill('SIGKILL'), READY_TIMEOUT_MS);
let errors = '';
car.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
const ready = JSON.parse(
  await new Promise<string>((resolveLine, reject) => {
    createInterface(car.stdout).once('line', resolveLine);
    car.once('exit', (code) => reject(new Error(`the car ended with exit code ${String(code)}\n${errors}`)));
  }),
) as { http: string };
clearTimeout(guard);
const state = (await (await fetch(`${ready.http}/api/state`)).json()) as { slots: readonly unknown[] };
assert.deepEqual(state.slots.slice(0, 3), ['A1000001', 'A1000002', null]);
assert.match(await (await fetch(`${ready.http}/`)).text(), /^<!doctype html>/i);
const ended = once(car, 'exit');
car.kill();
await ended;
verify('the car is ready, with its dashboard');

const scenarios = join(installed, 'scenarios/bulletin');
const report = JSON.parse(run('npx', '--no', '--', PACKAGE, 'run', scenarios, '--json', '--jobs', '2')) as {
  scenarios: readonly { verdict: string }[];
};
assert(report.scenarios.length > 0);
assert(report.scenarios.every(({ verdict }) => verdict === 'pass'));
verify(`${report.scenarios.length} scenarios pass`);
