import { parseArgs } from 'node:util';
import { type Check, reportCheck } from './check.ts';
import { killRun } from './kill-run.ts';
import { loadRun } from './load-run.ts';

// The dealer server under load, and killed in the middle of it. Exit 1 where a count or a ratio is not good enough; with
// --strict, for a quiet machine, also where an answer came too late.
//
// Usage: main.ts [--only load|kill] [--strict]

const RUNS: Readonly<Record<string, () => Promise<readonly Check[]>>> = { load: loadRun, kill: killRun };

const { only, strict } = parseArgs({
  options: { only: { type: 'string' }, strict: { type: 'boolean', default: false } },
}).values;
let failed = 0;
for (const [name, run] of Object.entries(RUNS)) {
  if (only !== undefined && only !== name) continue;
  const startMs = performance.now();
  const checks = await run();
  for (const check of checks) reportCheck(check);
  failed += checks.filter(({ passed, isTime = false }) => !passed && (strict || !isTime)).length;
  console.log(`     ${name}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}
process.exitCode = failed === 0 ? 0 : 1;
