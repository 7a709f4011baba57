import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The package `socketcan` asks for a newer Node than many systems ship, so their npm leaves it out without a word,
// though the project brings a Node of its own, which the package is content with. Here npm is run once more on that
// Node, and adds what it had left out. The installation never fails for it: everything but `socketcan:` works without.

/** Set for the inner npm, whose `prepare` must not start a third. */
const INNER = 'VSK_ADDING_SOCKETCAN';
const PATIENCE_MS = 300_000;

const root = join(import.meta.dirname, '../..');
const addon = join(root, 'node_modules/socketcan/build/Release/can.node');
/** npm removes it in the inner run: it was put there by the package `node`, and not by npm. */
const bundledHeaders = join(root, `node_modules/node/node_modules/node-linux-${process.arch}/include`);

/** Without the headers node-gyp fetches them from nodejs.org; they need not be those of the very same Node. */
function withHeaders(install: (environment: NodeJS.ProcessEnv) => void): void {
  const environment = { ...process.env, [INNER]: '1' };
  if (process.env['npm_config_nodedir'] !== undefined || !existsSync(bundledHeaders)) {
    install(environment);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'node-headers-'));
  try {
    // What comes with Node for OpenSSL's sake is twenty times the rest, and unused here.
    const filter = (path: string): boolean => !path.includes('/openssl');
    cpSync(bundledHeaders, join(folder, 'include'), { recursive: true, filter });
    install({ ...environment, npm_config_nodedir: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runNpm(npm: string, environment: NodeJS.ProcessEnv): void {
  const args = [npm, 'install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  spawnSync(process.execPath, args, { cwd: root, env: environment, stdio: 'ignore', timeout: PATIENCE_MS });
}

/** Adds the package where npm's own Node was too old for it. Does nothing elsewhere. */
export function addSocketcan(): void {
  const npm = process.env['npm_execpath'] ?? '';
  const isOurNode = (process.env['npm_config_user_agent'] ?? '').includes(`node/${process.version} `);
  const isUnwanted = (process.env['npm_config_omit'] ?? '').includes('optional');
  // npx runs "prepare" once too, and must not install what npm was asked to leave out.
  const isNpx = process.env['npm_command'] === 'exec';
  if (
    isNpx ||
    process.platform !== 'linux' ||
    !npm.endsWith('npm-cli.js') ||
    isOurNode ||
    isUnwanted ||
    existsSync(addon)
  )
    return;
  withHeaders((environment) => runNpm(npm, environment));
  if (existsSync(addon)) return;
  console.error(
    'The package socketcan could not be built, so the buses socketcan:… are not available; all others are.\n' +
      'It needs a compiler: sudo apt-get install g++ make python3, then npm ci.',
  );
}

/** True inside the npm run that {@link addSocketcan} starts. */
export const isInnerNpm: boolean = process.env[INNER] !== undefined;
