import assert from 'node:assert/strict';
import { alikeOnAllMachines, doctorTranscript } from '../../tools/support/doctor-transcript.ts';
import { runProgram } from '../../integration/support/program.ts';
import { sh } from './bench.ts';
import type { Check } from './check.ts';

/** The suite's guest has one interface more than the one of the transcript. */
const OF_VCAN1 = /^.* CAN interface vcan1: .*\n/gm;

async function printsTheTranscript(): Promise<void> {
  const { exitCode, stdout, stderr } = await runProgram('doctor', '--bus', 'socketcan:vcan0', '--no-color');
  assert.equal(exitCode, 0, stderr);
  assert.equal(alikeOnAllMachines(stdout).replace(OF_VCAN1, ''), doctorTranscript('The CAN guest'));
}

async function namesWhatIsDown(): Promise<void> {
  sh('ip link set vcan1 down');
  const { exitCode, stdout } = await runProgram('doctor', '--bus', 'socketcan:vcan1', '--quiet', '--no-color');
  sh('ip link set vcan1 up');
  assert.equal(exitCode, 5);
  assert.match(stdout, /^missing +vcan1 is down\n +→ sudo ip link set vcan1 up$/m);
}

export const DOCTOR_CHECKS: readonly Check[] = [
  {
    name: 'it prints what docs/doctor.md shows: CAN, the interfaces, and that vcan0 can be opened',
    run: printsTheTranscript,
  },
  { name: 'an interface that is down is exit code 5, with the command that brings it up', run: namesWhatIsDown },
];
