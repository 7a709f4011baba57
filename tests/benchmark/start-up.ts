import { spawn, spawnSync } from 'node:child_process';

const RUNS = 5;

/** Wall time of a command from start to end, best of some runs, in seconds. */
export function commandSeconds(cwd: string, args: readonly string[]): number {
  const runs = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${String(status)}: ${stderr}`);
    return (performance.now() - started) / 1000;
  });
  return Math.min(...runs);
}

/** Wall time until `car --json` says that it is ready, best of some runs, in seconds. */
export async function carReadySeconds(cwd: string, program: string, args: readonly string[]): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) best = Math.min(best, await readySeconds(cwd, program, args));
  return best;
}

function readySeconds(cwd: string, program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const car = spawn(
      program,
      [...args, 'car', '--json', '--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0'],
      // A group of its own, so that what npx started ends with it.
      { cwd, stdio: ['ignore', 'pipe', 'ignore'], detached: true },
    );
    let readyAfter = Number.NaN;
    car.once('error', reject);
    car.stdout.once('data', () => {
      readyAfter = (performance.now() - started) / 1000;
      if (car.pid !== undefined) process.kill(-car.pid, 'SIGINT');
    });
    car.once('exit', () => {
      if (Number.isNaN(readyAfter)) reject(new Error('the car ended before it was ready'));
      else resolve(readyAfter);
    });
  });
}
