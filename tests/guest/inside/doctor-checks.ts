import assert from 'node:assert/strict';
import { runProgram } from '../../integration/support/program.ts';
import { sh } from './bench.ts';
import type { Check } from './check.ts';

async function findsVcan0(): Promise<void> {
  const { exitCode, stdout, stderr } = await runProgram('doctor', '--bus', 'socketcan:vcan0', '--no-color');
  assert.equal(exitCode, 0, stderr);
  const findings = stdout.split('\n');
  const said = (pattern: RegExp): void =>
    assert.ok(
      findings.some((line) => pattern.test(line)),
      `${pattern}: ${stdout}`,
    );
  said(/^ok +CAN sockets \(AF_CAN, can_raw\): there/);
  said(/^ok +virtual CAN interfaces \(vcan\): there/);
  said(/^ok +CAN interface vcan0: up/);
  said(/^ok +CAN interface can0: up/);
  said(/^ok +socketcan:vcan0: can be opened$/);
}

async function namesWhatIsDown(): Promise<void> {
  sh('ip link set vcan1 down');
  const { exitCode, stdout } = await runProgram('doctor', '--bus', 'socketcan:vcan1', '--quiet', '--no-color');
  sh('ip link set vcan1 up');
  assert.equal(exitCode, 5);
  assert.match(stdout, /^missing +vcan1 is down\n +→ sudo ip link set vcan1 up$/m);
}

export const DOCTOR_CHECKS: readonly Check[] = [
  { name: 'it finds CAN, the interfaces, and that vcan0 can be opened', run: findsVcan0 },
  { name: 'an interface that is down is exit code 5, with the command that brings it up', run: namesWhatIsDown },
];
