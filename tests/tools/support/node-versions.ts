import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The versions of Node that package.json declares, each installed as the npm package `node` beside the project. */

/** One folder for each, outside of the project, so that `npm ci` neither installs nor removes them. */
const CACHE: string = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'virtual-smart-key/node');

export interface NodeVersion {
  readonly major: string;
  /** Where its program is, once it is installed. */
  readonly program: string;
}

/** By `engines` of package.json: its lowest version of each major. */
export function declaredNodeVersions(): readonly NodeVersion[] {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const engines = /"engines":\s*\{\s*"node":\s*"([^"]*)"/.exec(text)?.[1] ?? '';
  return [...engines.matchAll(/(\d+)\.\d+\.\d+/g)].map(([, major = '']) => ({
    major,
    program: join(CACHE, major, 'node_modules/node/bin/node'),
  }));
}

/** Installs what is missing, with npm. */
function installNodeVersions(): void {
  for (const { major, program } of declaredNodeVersions()) {
    if (!existsSync(program)) {
      const folder = join(CACHE, major);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{"private":true,"allowScripts":{"node":true}}\n');
      const install = ['install', '--prefix', folder, '--no-audit', '--no-fund', `node@${major}`];
      execFileSync('npm', install, { stdio: 'inherit', shell: process.platform === 'win32' });
    }
    console.log(`Node ${execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()}: ${program}`);
  }
}

if (import.meta.main) installNodeVersions();
