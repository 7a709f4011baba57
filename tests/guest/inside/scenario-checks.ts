import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../integration/support/program.ts';
import { inOneOf } from './bench.ts';
import type { Check } from './check.ts';

const FEWEST = 38;
const FOLDERS: readonly string[] = ['bulletin', 'faults', 'preconditions'];
const SCENARIOS = join(import.meta.dirname, '../../../scenarios');
/** Vehicle seconds per real second; first as the bench is shipped. A guest is some ten times slower than its machine. */
const PACES: readonly number[] = [1, 0.25];

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

/** Every scenario that declares that it runs on any bench with a virtual car, those with faults among them. */
async function livePass(name: string): Promise<void> {
  await inOneOf(PACES, async (pace) => {
    // That one of forty comes too late for once, on a machine that others use too, is reported as flaky.
    const policy = ['--retry', '2', '--no-bundle', '--json'];
    const words = ['run', '@portable', '@live', '--bench', benchAt(name, pace), ...policy];
    const { exitCode, stdout, stderr } = await runProgram(...words);
    assert.equal(exitCode, 0, `at ${pace}: ${stderr} ${stdout.slice(0, 4000)}`);
    const { scenarios } = JSON.parse(stdout) as Ran;
    assert.ok(scenarios.length >= FEWEST, `${scenarios.length} scenarios`);
    assert.deepEqual(new Set(scenarios.map(({ verdict }) => verdict)), new Set(['pass']));
    for (const folder of FOLDERS)
      assert.ok(
        scenarios.some(({ file }) => file.includes(`/${folder}/`)),
        folder,
      );
  });
}

async function missingInterface(): Promise<void> {
  const bench = benchAt('vcan', 1);
  writeFileSync(bench, readFileSync(bench, 'utf8').replace('socketcan:vcan0', 'socketcan:vcan9'));
  const { exitCode, stdout } = await runProgram(
    'run',
    join(SCENARIOS, 'bulletin/add-a-key.yaml'),
    '--bench',
    bench,
    '--no-bundle',
  );
  assert.equal(exitCode, 5, stdout);
  assert.match(stdout, /there is no interface vcan9/);
}

export const SCENARIO_CHECKS: readonly Check[] = [
  { name: 'the portable and live scenarios pass on socketcan:vcan0', run: () => livePass('vcan') },
  {
    name: 'the portable and live scenarios pass with the car on can0 and the tester on can1',
    run: () => livePass('kvaser'),
  },
  { name: 'a bench that cannot be reached is an error with exit code 5, and no failure', run: missingInterface },
];
