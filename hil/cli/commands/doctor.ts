import type { Command } from 'commander';

import { addOutputFlags, busFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { DoctorFlags } from './doctor-action.ts';

export function defineDoctor(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('doctor')
    .description('check this machine: Node, CAN, serial ports, free ports; each finding with a fix')
    .addOption(busFlag());
  addOutputFlags(command).action(async (flags: DoctorFlags) => {
    const { runDoctor } = await import('./doctor-action.ts');
    done(await runDoctor(flags, terminal()));
  });
}
