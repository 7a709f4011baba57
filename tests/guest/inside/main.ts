// Runs in the guest: every check, and a line of JSON for each. Words on the command line select: by any of them, in
// what a check is about or in its name. `--after N` leaves the first N out. The first line says that this program is
// there.
import { inspect, parseArgs } from 'node:util';
import { CHECK_GROUPS } from './all-checks.ts';
import { sh, tidyUp } from './bench.ts';
import { LOADED_LINE, type Check, type CheckResult } from './check.ts';

/** A check that hangs is not to take the others with it. */
const LIMIT_MS = 600_000;
const MS_PER_SECOND = 1_000;

const { values, positionals: words } = parseArgs({
  options: { after: { type: 'string', default: '0' } },
  allowPositionals: true,
});

function isWanted(text: string): boolean {
  return words.length === 0 || words.some((word) => text.includes(word));
}

async function failureOf({ run }: Check): Promise<string | null> {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not done within ${LIMIT_MS / MS_PER_SECOND} s`)), LIMIT_MS);
  try {
    await Promise.race([run(), tooLong]);
    return null;
  } catch (error) {
    return inspect(error);
  } finally {
    clearTimeout(timer);
    await tidyUp();
  }
}

// A vcan is as fast as the kernel, and programs are some ten times slower here than elsewhere: without this, the 680
// frames of a long ISO-TP message would not fit where a socket keeps what has not been read yet.
sh('echo 8388608 >/proc/sys/net/core/rmem_default');
const wanted = CHECK_GROUPS.flatMap(({ about, checks }) => checks.map((check) => ({ about, check })))
  .slice(Number(values.after))
  .filter(({ about, check }) => isWanted(`${about} ${check.name}`));
process.stdout.write(`${LOADED_LINE}\n`);
for (const { about, check } of wanted) {
  const startMs = performance.now();
  const failure = await failureOf(check);
  const seconds = Math.round((performance.now() - startMs) / 100) / 10;
  const result: CheckResult = { about, name: check.name, failure, seconds };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
// A port that a failed check left open would keep the guest waiting.
process.exit(0);
