import { join } from 'node:path';
import { CarProcess } from '../../integration/support/car-process.ts';
import { runProgram, type ProgramEnd } from '../../integration/support/program.ts';
import { afterwards } from './bench.ts';

/** A profile whose reset takes 10 s, so that real time is short enough to wait for. */
export const TEN_SECOND_RESET: string = join(import.meta.dirname, 'ten-second-reset.yaml');
/** The same with the timing of the default profile, for a car whose time is virtual. */
export const DEFAULT_TIMING_RESET: string = join(import.meta.dirname, 'ten-second-reset-default-timing.yaml');
/** The default profile's. */
const SECRET = 'virtual-car-fleet-secret';

/** A car on a bus, until the check is over. */
export async function carOn(bus: string, ...args: readonly string[]): Promise<CarProcess> {
  const car = await CarProcess.start('--bus', bus, ...args);
  afterwards(() => car.end('SIGINT'));
  return car;
}

/** A utility of `smartkey tool` that agrees to everything. */
export async function scanTool(utility: string, bus: string, car: CarProcess, ...args: string[]): Promise<ProgramEnd> {
  const where = ['--bus', bus, '--car', car.http];
  const end = runProgram('tool', utility, ...where, '--yes', '--passcode-secret', SECRET, '--json', ...args);
  // Where the check has failed meanwhile, nobody else is to meet it on the bus.
  afterwards(() => end);
  return end;
}

/** What `--json` has printed. @throws Error with all that was said, where that is no JSON */
export function resultOf({ exitCode, stdout, stderr }: ProgramEnd): unknown {
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    throw new Error(`exit ${exitCode}, no JSON: ${stdout} ${stderr}`);
  }
}
