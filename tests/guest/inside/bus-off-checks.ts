import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanBusEvent } from '../../../can-bus/ports/socketcan-bus-event.ts';
import { openSocketcanPort } from '../../../can-bus/ports/socketcan-port.ts';
import { runProgram } from '../../integration/support/program.ts';
import { afterwards, background, candump, linesOf, sh, statusesOf, until } from './bench.ts';
import { carOn } from './car.ts';
import type { Check } from './check.ts';

/** CAN_ERR_FLAG with CAN_ERR_BUSOFF and CAN_ERR_RESTARTED (linux/can/error.h), as cansend writes an error frame. */
const BUS_OFF = '20000040#0000000000000000';
const RESTARTED = '20000100#0000000000000000';
/** An interface whose adapter is played here. */
const SERIAL_CAN = 'can9';
/** What an adapter reports to the kernel's driver slcan: bus-off, 128 receive and 255 transmit errors. */
const STATE_BUS_OFF = 'sb128255\r';

function saidOf(name: string): string {
  const restart = `sudo ip link set ${name} down && sudo ip link set ${name} up`;
  return `${name} is bus-off, and takes no part in the bus until it is restarted (${restart})`;
}

async function portSaysAndRecovers(): Promise<void> {
  const port = await openSocketcanPort({ interfaceName: 'vcan0' });
  afterwards(() => port.close());
  const statuses = statusesOf(port);
  const events: CanBusEvent[] = [];
  port.busEvents.subscribe((event) => events.push(event));
  // In one line: the port also looks at the interface five times a second, and vcan0's carrier is always there.
  sh(`cansend vcan0 ${BUS_OFF}; cansend vcan0 ${RESTARTED}`);
  await until('it recovers', () => events.length >= 2 && statuses.at(-1)?.kind === 'open');
  const dump = await candump('vcan0');
  assert.equal(port.send(dataFrame(0x7e8, Uint8Array.of(1))), true);
  await until('it sends again', () => dump.heard.length > 0);
  assert.deepEqual(events, [{ kind: 'bus-off' }, { kind: 'restarted' }]);
  assert.deepEqual(statuses, [{ kind: 'open' }, { kind: 'trouble', reason: saidOf('vcan0') }, { kind: 'open' }]);
  assert.deepEqual(dump.heard, ['7E8#01']);
}

async function carSaysAndRecovers(): Promise<void> {
  const car = await carOn('socketcan:vcan0');
  sh(`cansend vcan0 ${BUS_OFF}; cansend vcan0 ${RESTARTED}`);
  await until('it says both', () => car.stderr.includes('socketcan:vcan0 connected\n'));
  assert.ok(car.stderr.includes(`warning: socketcan:vcan0: ${saidOf('vcan0')}\n`), car.stderr);
  const dump = await candump('vcan0', '7BD:7FF');
  sh('cansend vcan0 7B5#023E00');
  await until('it answers', () => dump.heard.length > 0);
  assert.deepEqual(dump.heard, ['7BD#027E00CCCCCCCCCC']);
}

/** The other end of a serial line that the kernel takes for a CAN adapter. */
interface PlayedAdapter {
  /** What the kernel has it send, growing: SLCAN, without the line ends. */
  readonly lines: readonly string[];
  say(text: string): void;
}

/** Makes the interface, and brings it up. */
async function playAdapter(): Promise<PlayedAdapter> {
  const folder = mkdtempSync(join(tmpdir(), 'vsk-adapter-'));
  // slcand wants a path under /dev; socat's leads to one.
  const [ours, kernels] = [join(folder, 'ours'), join(folder, 'kernels')];
  background(`exec socat pty,link=${ours},rawer pty,link=${kernels},rawer`);
  await until('the serial line is there', () => existsSync(ours) && existsSync(kernels));
  background(`exec slcand -F -o -s6 "$(readlink -f ${kernels})" ${SERIAL_CAN}`);
  await until('the interface is there', () => existsSync(`/sys/class/net/${SERIAL_CAN}`));
  const line = background(`exec socat -u ${ours},rawer -`);
  sh(`ip link set ${SERIAL_CAN} up`);
  return { lines: linesOf(line), say: (text) => writeFileSync(ours, text) };
}

function kernelState(): unknown {
  const [link] = z
    .tuple([z.object({ linkinfo: z.object({ info_data: z.object({ state: z.string() }) }) })])
    .parse(JSON.parse(sh(`ip -details -json link show ${SERIAL_CAN}`)));
  return link.linkinfo.info_data.state;
}

/** QEMU's own controllers never fail to send; what an adapter reports, the kernel's driver believes. */
async function adapterGoesBusOff(): Promise<void> {
  const adapter = await playAdapter();
  const car = await carOn(`socketcan:${SERIAL_CAN}`);
  adapter.say(STATE_BUS_OFF);
  await until('the car says so', () => car.stderr.includes(saidOf(SERIAL_CAN)));
  assert.equal(kernelState(), 'BUS-OFF');
  const doctor = await runProgram('doctor', '--bus', `socketcan:${SERIAL_CAN}`);
  assert.match(doctor.stdout, new RegExp(`${SERIAL_CAN}: up, .*bus-off`));
  const restart = `ip link set ${SERIAL_CAN} down && ip link set ${SERIAL_CAN} up`;
  assert.ok(doctor.stdout.includes(restart.replaceAll('ip link', 'sudo ip link')), doctor.stdout);
  sh(restart);
  await until('the car is back', () => car.stderr.includes(`socketcan:${SERIAL_CAN} connected\n`));
  assert.equal(kernelState(), 'ERROR-ACTIVE');
  adapter.say('t7B53023E00\r');
  await until('the car answers', () => adapter.lines.includes('t7BD8027E00CCCCCCCCCC'));
}

export const BUS_OFF_CHECKS: readonly Check[] = [
  { name: 'a port says that its controller is bus-off, and goes on after the restart', run: portSaysAndRecovers },
  { name: 'a car says that its controller is bus-off, and goes on after the restart', run: carSaysAndRecovers },
  {
    name: 'an adapter reports bus-off to the kernel: car and doctor say so, and the command they name fixes it',
    run: adapterGoesBusOff,
  },
];
