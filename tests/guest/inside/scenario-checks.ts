import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../integration/support/program.ts';
import { inOneOf } from './bench.ts';
import type { Check } from './check.ts';

const SCENARIOS = join(import.meta.dirname, '../../../scenarios');
/** Of those that run on every bench (`@portable`): a procedure that succeeds, one that is refused, one with a window. */
const FILES: readonly string[] = [
  'bulletin/add-a-key.yaml',
  'bulletin/lost-key-erased.yaml',
  'preconditions/reset-door-closed.yaml',
];
/** Vehicle seconds in a real second: a guest is some ten times slower than the machine it runs on. */
const PACES: readonly number[] = [0.25, 0.1];

interface Ran {
  readonly scenarios: readonly { readonly file: string; readonly verdict: string }[];
}

/** The shipped bench, but for its pace. */
function benchAt(name: string, pace: number): string {
  const shipped = readFileSync(join(SCENARIOS, `benches/${name}.yaml`), 'utf8');
  assert.match(shipped, /^rate: 1$/m);
  const folder = join(mkdtempSync(join(tmpdir(), 'bench-')), 'benches');
  mkdirSync(folder);
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, shipped.replace(/^rate: 1$/m, `rate: ${pace}`));
  return file;
}

async function allPass(name: string): Promise<void> {
  const files = FILES.map((file) => join(SCENARIOS, file));
  await inOneOf(PACES, async (pace) => {
    const words = ['run', ...files, '--bench', benchAt(name, pace), '--no-bundle', '--json'];
    const { exitCode, stdout, stderr } = await runProgram(...words);
    assert.equal(exitCode, 0, `at ${pace}: ${stderr} ${stdout.slice(0, 4000)}`);
    const { scenarios } = JSON.parse(stdout) as Ran;
    assert.deepEqual(
      scenarios.map(({ verdict }) => verdict),
      FILES.map(() => 'pass'),
    );
  });
}

async function missingInterface(): Promise<void> {
  const [file = ''] = FILES;
  const bench = benchAt('vcan', 1);
  writeFileSync(bench, readFileSync(bench, 'utf8').replace('socketcan:vcan0', 'socketcan:vcan9'));
  const { exitCode, stdout } = await runProgram('run', join(SCENARIOS, file), '--bench', bench, '--no-bundle');
  assert.equal(exitCode, 5, stdout);
  assert.match(stdout, /there is no interface vcan9/);
}

export const SCENARIO_CHECKS: readonly Check[] = [
  { name: 'the scenarios of the virtual bench pass on socketcan:vcan0', run: () => allPass('vcan') },
  { name: 'they pass with the car on can0 and the tester on can1', run: () => allPass('kvaser') },
  { name: 'a bench that cannot be reached is an error with exit code 5, and no failure', run: missingInterface },
];
