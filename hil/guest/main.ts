// `npm run guest -- ‹command›`: runs the command on a kernel with CAN, even if this machine's kernel has none.
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { numberBetween, wholeNumber } from '../cli/common-flags.ts';
import { describeError, formatError } from '../cli/describe-error.ts';
import { EXIT } from '../cli/exit-code.ts';
import { smartkey } from '../smartkey.ts';
import type { Accelerator } from './qemu-arguments.ts';
import { runGuest, type GuestOptions } from './run-guest.ts';

const MS_PER_SECOND = 1_000;
const MAX_SECONDS = 86_400;
const MAX_VCANS = 16;
/** Booting takes about ten seconds; on a busy machine longer. */
const BOOT_TIMEOUT_S = 120;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Flags {
  readonly vcan: number;
  readonly kvaser?: true;
  readonly accel: Accelerator;
  readonly kernel?: string;
  readonly bootTimeout: number;
  readonly timeout?: number;
  readonly verbose?: true;
}

const HELP = `
The command starts in the project folder and sees the whole machine read-only; what it writes goes to a temporary
layer and is lost afterwards. The only network is lo. A single argument with blanks is a command line for the shell.

Examples:
  npm run guest -- candump vcan0
  npm run guest -- "candump -n 1 vcan0 & sleep 1; cansend vcan0 123#01; wait"
  npm run guest -- --kvaser -- ${smartkey('car --bus socketcan:can0')}
`;

function say(text: string): void {
  process.stderr.write(`guest: ${text}\n`);
}

function guestOptions(command: readonly string[], flags: Flags, signal: AbortSignal): GuestOptions {
  return {
    command,
    folder: join(import.meta.dirname, '../..'),
    environment: process.env,
    vcanCount: flags.vcan,
    kvaser: flags.kvaser ?? false,
    accelerator: flags.accel,
    kernelPackage: flags.kernel ?? null,
    bootTimeoutMs: flags.bootTimeout * MS_PER_SECOND,
    timeoutMs: flags.timeout === undefined ? null : flags.timeout * MS_PER_SECOND,
    signal,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    notice: say,
  };
}

async function run(command: readonly string[], flags: Flags): Promise<void> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    const { exitCode, bootMs } = await runGuest(guestOptions(command, flags, ending.signal));
    if (flags.verbose) say(`booted in ${(bootMs / MS_PER_SECOND).toFixed(1)} s`);
    process.exitCode = exitCode;
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
    // An open terminal input would keep this process waiting.
    process.stdin.destroy();
  }
}

const program = new Command('npm run guest --')
  .description('Runs a command on a kernel with CAN, in an emulated machine on the files of this one.')
  .argument('<command...>', 'the program and its arguments')
  .passThroughOptions()
  .option('--kvaser', 'two emulated Kvaser adapters on one bus at 500 kbit/s: can0 and can1')
  .addOption(
    new Option('--vcan <n>', 'number of interfaces vcan0, vcan1, …').argParser(wholeNumber(0, MAX_VCANS)).default(1),
  )
  .addOption(
    new Option(
      '--accel <how>',
      'kvm is faster where it works; counted: time goes by instructions, the same in each run',
    )
      .choices(['tcg', 'kvm', 'counted'])
      .env('GUEST_ACCEL')
      .default('tcg'),
  )
  .addOption(new Option('--kernel <file>', 'a linux-image package (.deb) of Debian').env('GUEST_KERNEL'))
  .addOption(
    new Option('--boot-timeout <seconds>', 'time limit for booting')
      .argParser(numberBetween(1, MAX_SECONDS))
      .env('GUEST_BOOT_TIMEOUT')
      .default(BOOT_TIMEOUT_S),
  )
  .addOption(
    new Option('--timeout <seconds>', 'time limit for the command; unlimited by default').argParser(
      numberBetween(1, MAX_SECONDS),
    ),
  )
  .option('--verbose', 'print the boot time')
  .addHelpText('after', HELP)
  .exitOverride()
  .configureOutput({ outputError: () => undefined })
  .action(run);

try {
  await program.parseAsync();
} catch (error) {
  const { exitCode, message, hint } = describeError(error);
  // commander ends --help this way too.
  const isHelp = error instanceof Error && 'code' in error && error.code === 'commander.helpDisplayed';
  if (isHelp) process.exitCode = EXIT.passed;
  else {
    process.stderr.write(formatError({ exitCode, message, hint }, false));
    process.exitCode = exitCode;
  }
}
