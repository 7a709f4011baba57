import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const PACKAGE = 'virtual-smart-key';

export interface ProjectCommandEnd {
  readonly status: number | null;
  readonly output: string;
}

/** Somebody's project with the packed package installed, as far as that goes without a registry. */
export class PackedProject {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'vsk-project-'));

  constructor() {
    const modules = join(this.folder, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    }
    for (const name of readdirSync(join(ROOT, 'node_modules/.bin'))) {
      symlinkSync(join(ROOT, 'node_modules/.bin', name), join(modules, '.bin', name));
    }
    this.#unpackInto(join(modules, PACKAGE));
    symlinkSync(`../${PACKAGE}/hil/cli/smartkey.js`, join(modules, '.bin/smartkey'));
    this.write('package.json', '{ "name": "somebodys-project", "private": true, "type": "module" }');
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs lines of a shell in the project. */
  run(lines: string, timeoutMs = 120_000): ProjectCommandEnd {
    // What npm passes to this process is not passed to the project's own.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|INIT_CWD)/i.test(name)),
    );
    const options = { cwd: this.folder, env, encoding: 'utf8', timeout: timeoutMs } as const;
    const { status, stdout, stderr } = spawnSync('bash', ['-ec', lines], options);
    return { status, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #unpackInto(folder: string): void {
    mkdirSync(folder);
    // Built it is already, before the tests.
    const pack = `npm pack --silent --ignore-scripts --pack-destination "${this.folder}"`;
    const line = `tar -xzf "${this.folder}/$(${pack})" -C "${folder}" --strip-components=1`;
    const { status, stderr } = spawnSync('bash', ['-ec', line], { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm pack: ${stderr}`);
  }
}
