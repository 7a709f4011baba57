import assert from 'node:assert/strict';
import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanBusEvent } from '../../../can-bus/ports/socketcan-bus-event.ts';
import { openSocketcanPort } from '../../../can-bus/ports/socketcan-port.ts';
import { afterwards, candump, sh, statusesOf, until } from './bench.ts';
import { carOn } from './car.ts';
import type { Check } from './check.ts';

/** CAN_ERR_FLAG with CAN_ERR_BUSOFF and CAN_ERR_RESTARTED (linux/can/error.h), as cansend writes an error frame. */
const BUS_OFF = '20000040#0000000000000000';
const RESTARTED = '20000100#0000000000000000';
const SAID = {
  kind: 'trouble',
  reason:
    'vcan0 is bus-off, and takes no part in the bus until it is restarted (sudo ip link set vcan0 type can restart)',
} as const;

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
  assert.deepEqual(statuses, [{ kind: 'open' }, SAID, { kind: 'open' }]);
  assert.deepEqual(dump.heard, ['7E8#01']);
}

async function carSaysAndRecovers(): Promise<void> {
  const car = await carOn('socketcan:vcan0');
  sh(`cansend vcan0 ${BUS_OFF}; cansend vcan0 ${RESTARTED}`);
  await until('it says both', () => car.stderr.includes('socketcan:vcan0 connected\n'));
  assert.ok(car.stderr.includes(`warning: socketcan:vcan0: ${SAID.reason}\n`), car.stderr);
  const dump = await candump('vcan0', '7BD:7FF');
  sh('cansend vcan0 7B5#023E00');
  await until('it answers', () => dump.heard.length > 0);
  assert.deepEqual(dump.heard, ['7BD#027E00CCCCCCCCCC']);
}

export const BUS_OFF_CHECKS: readonly Check[] = [
  { name: 'a port says that its controller is bus-off, and goes on after the restart', run: portSaysAndRecovers },
  { name: 'a car says that its controller is bus-off, and goes on after the restart', run: carSaysAndRecovers },
];
