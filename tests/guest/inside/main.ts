// Runs in the guest: every check, and a line of JSON for each.
import { inspect } from 'node:util';
import type { CheckResult } from './check.ts';
import { SOCKETCAN_CHECKS } from './socketcan-checks.ts';

for (const { name, run } of SOCKETCAN_CHECKS) {
  const failure = await run().then(
    () => null,
    (error: unknown) => inspect(error),
  );
  const result: CheckResult = { name, failure };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
// A port that a failed check left open would keep the guest waiting.
process.exit(0);
