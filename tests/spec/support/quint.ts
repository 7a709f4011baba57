import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readItf, type ItfRecord } from './itf.ts';

const ROOT = join(import.meta.dirname, '../../..');

const run = promisify(execFile);
const QUINT = join(
  dirname(createRequire(import.meta.url).resolve('@informalsystems/quint/package.json')),
  'dist/src/cli.js',
);

/** What `npx quint` does, without looking for it; the output, or the error with the output in it. */
export async function quint(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [QUINT, ...args], { cwd: ROOT });
  return stdout;
}

export interface SpecTrace {
  readonly name: string;
  readonly states: readonly ItfRecord[];
}

/** The folder of a specification, as the project has it or changed. */
export const SPEC_FOLDER = 'docs/spec';

async function traces(command: readonly string[]): Promise<readonly SpecTrace[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quint-'));
  const name = command[0] === 'test' ? '{test}.itf.json' : '{seq}.itf.json';
  try {
    await quint(...command, '--backend=typescript', '--out-itf', join(folder, name));
    return readdirSync(folder)
      .sort()
      .map((file) => ({ name: file.replace('.itf.json', ''), states: readItf(join(folder, file)) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Walks {
  readonly seed: number;
  readonly count: number;
  readonly steps: number;
}

/** Random walks of the model, in each of which every invariant held. */
export async function walk({ seed, count, steps }: Walks, folder: string = SPEC_FOLDER): Promise<readonly SpecTrace[]> {
  return traces([
    ...['run', join(folder, 'smart-key-walks.qnt'), '--mbt', '--init=start', '--step=step', '--invariant=inv'],
    ...[`--seed=${seed}`, `--max-samples=${count}`, `--n-traces=${count}`, `--max-steps=${steps}`],
  ]);
}

/** The procedures of the bulletin, step by step. */
export async function testTraces(folder: string = SPEC_FOLDER): Promise<readonly SpecTrace[]> {
  return traces(['test', join(folder, 'smart-key-test.qnt'), '--seed=1']);
}
