import assert from 'node:assert/strict';
import { dataFrame, remoteFrame } from '../../../can-bus/frame/can-frame.ts';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import { openSocketcanPort } from '../../../can-bus/ports/socketcan-port.ts';
import { candump, heardBy, sh, statusesOf, until } from './bench.ts';
import type { Check } from './check.ts';

const FRAME = dataFrame(0x7e8, Uint8Array.of(2, 0x7e, 0));
const VCAN0 = { interfaceName: 'vcan0' };

async function candumpSeesWhatWeSend(): Promise<void> {
  const port = await openClientPort('socketcan:vcan0');
  const dump = await candump('vcan0');
  port.send(FRAME);
  port.send(dataFrame(0x18da10f1, new Uint8Array(0)));
  port.send(remoteFrame(0x123, 4));
  port.send(dataFrame(0x1, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
  await until('four frames', () => dump.heard.length >= 4);
  await dump.end();
  await port.close();
  assert.deepEqual(dump.heard, ['7E8#027E00', '18DA10F1#', '123#R4', '001#0102030405060708']);
}

async function weSeeWhatCansendSends(): Promise<void> {
  const port = await openClientPort('socketcan:vcan0');
  const heard = heardBy(port);
  sh('cansend vcan0 7E0#023E00; cansend vcan0 18DAF110#; cansend vcan0 123#R4; cansend vcan0 001#0102030405060708');
  await until('four frames', () => heard.length >= 4);
  await port.close();
  assert.deepEqual(heard, ['7E0#023E00', '18DAF110#', '123#R4', '001#0102030405060708']);
}

async function ownFramesStayAway(): Promise<void> {
  const [ours, other] = [await openSocketcanPort(VCAN0), await openSocketcanPort(VCAN0)];
  const [heardByUs, heardByOther] = [heardBy(ours), heardBy(other)];
  ours.send(FRAME);
  await until('the other port hears it', () => heardByOther.length > 0);
  sh('cansend vcan0 7FF#');
  await until('both hear the last one', () => heardByUs.length > 0 && heardByOther.length > 1);
  await Promise.all([ours.close(), other.close()]);
  assert.deepEqual([heardByUs, heardByOther], [['7FF#'], ['7E8#027E00', '7FF#']]);
}

async function kernelFilters(): Promise<void> {
  const port = await openSocketcanPort(VCAN0, { ids: [0x7e0, 0x18daf110] });
  const heard = heardBy(port);
  sh('for id in 7E1 000007E0 7E0 18DAF111 18DAF110; do cansend vcan0 $id#01; done');
  await until('two frames', () => heard.length >= 2);
  await port.close();
  assert.deepEqual(heard, ['7E0#01', '18DAF110#01']);
}

async function fdFrames(): Promise<void> {
  const fdFrame = dataFrame(0x7e8, new Uint8Array(12).fill(0xaa), { fd: true, bitRateSwitch: true });
  sh('ip link set vcan1 down && ip link set vcan1 mtu 16 && ip link set vcan1 up');
  const classic = await openSocketcanPort({ interfaceName: 'vcan1' });
  assert.equal(classic.send(fdFrame), false);
  await classic.close();
  sh('ip link set vcan1 down && ip link set vcan1 mtu 72 && ip link set vcan1 up');
  const port = await openSocketcanPort({ interfaceName: 'vcan1' });
  const heard = heardBy(port);
  const dump = await candump('vcan1');
  assert.equal(port.send(fdFrame), true);
  sh(`cansend vcan1 7E0##0${'55'.repeat(64)}; cansend vcan1 7E0#01`);
  await until('three frames', () => dump.heard.length >= 3 && heard.length >= 2);
  await dump.end();
  await port.close();
  // Bit 0 of the flags is the bit rate switch; newer kernels add the one for CAN FD itself.
  assert.match(dump.heard[0] ?? '', /^7E8##[15](AA){12}$/);
  assert.deepEqual(heard, [`7E0##0${'55'.repeat(64)}`, '7E0#01']);
}

async function downAndUp(): Promise<void> {
  const port = await openSocketcanPort(VCAN0);
  const statuses = statusesOf(port);
  const heard = heardBy(port);
  sh('ip link set vcan0 down');
  await until('it is reported', () => statuses.length >= 2);
  assert.equal(port.send(FRAME), false);
  sh('ip link set vcan0 up');
  await until('it is reported', () => statuses.length >= 3);
  const dump = await candump('vcan0');
  assert.equal(port.send(FRAME), true);
  sh('cansend vcan0 7E0#01');
  await until('both ways again', () => heard.length >= 1 && dump.heard.length >= 2);
  await dump.end();
  await port.close();
  assert.deepEqual(statuses.slice(1, 3), [
    { kind: 'trouble', reason: 'vcan0 is down (sudo ip link set vcan0 up)' },
    { kind: 'open' },
  ]);
  assert.deepEqual(dump.heard, ['7E8#027E00', '7E0#01']);
}

async function removedAndMadeAnew(): Promise<void> {
  sh('ip link add dev vcan7 type vcan && ip link set vcan7 up');
  const port = await openSocketcanPort({ interfaceName: 'vcan7' });
  const statuses = statusesOf(port);
  const heard = heardBy(port);
  sh('ip link del vcan7');
  await until('it is reported', () => statuses.at(-1)?.kind === 'trouble');
  await until('the missing interface is reported', () => JSON.stringify(statuses.at(-1)).includes('vcan7 is missing'));
  sh('ip link add dev vcan7 type vcan && ip link set vcan7 up');
  await until('it is open', () => statuses.at(-1)?.kind === 'open');
  sh('cansend vcan7 7E0#01');
  await until('it hears', () => heard.length > 0);
  assert.equal(port.send(FRAME), true);
  await port.close();
  sh('ip link del vcan7');
}

async function refusals(): Promise<void> {
  const missing = { name: 'PortError', code: 'bench', message: 'there is no interface vcan9' };
  await assert.rejects(openClientPort('socketcan:vcan9'), missing);
  const notCan = { name: 'PortError', code: 'bench', message: 'lo is a network interface, but not a CAN interface' };
  await assert.rejects(openClientPort('socketcan:lo'), notCan);
  sh('ip link set vcan0 down');
  const down = { name: 'PortError', code: 'bench', message: 'vcan0 is down', hint: 'sudo ip link set vcan0 up' };
  await assert.rejects(openClientPort('socketcan:vcan0'), down);
  sh('ip link set vcan0 up');
}

/** Traffic control makes an interface as slow as a bus: 500 frames a second, and refuses what exceeds eight. */
async function backPressure(): Promise<void> {
  const count = 600;
  sh('tc qdisc add dev vcan0 root tbf rate 64kbit burst 32 limit 128');
  const port = await openSocketcanPort(VCAN0);
  const dump = await candump('vcan0');
  const expected = Array.from({ length: count }, (_, i) => `123#${i.toString(16).toUpperCase().padStart(4, '0')}`);
  for (let i = 0; i < count; i++) assert.equal(port.send(dataFrame(0x123, Uint8Array.of(i >> 8, i & 0xff))), true);
  await until('all frames', () => dump.heard.length >= count);
  await dump.end();
  await port.close();
  sh('tc qdisc del dev vcan0 root');
  assert.deepEqual(dump.heard, expected);
}

async function adapterDownAndUp(): Promise<void> {
  const port = await openSocketcanPort({ interfaceName: 'can0' });
  const statuses = statusesOf(port);
  sh('ip link set can0 down');
  await until('it is reported', () => statuses.length >= 2);
  sh('ip link set can0 up');
  await until('it is open', () => statuses.at(-1)?.kind === 'open');
  const dump = await candump('can1');
  assert.equal(port.send(FRAME), true);
  await until('the other adapter hears', () => dump.heard.length > 0);
  await dump.end();
  await port.close();
  assert.deepEqual(dump.heard, ['7E8#027E00']);
}

export const SOCKETCAN_CHECKS: readonly Check[] = [
  { name: 'candump sees the frames of every kind that a port sends', run: candumpSeesWhatWeSend },
  { name: 'a port sees the frames of every kind that cansend sends', run: weSeeWhatCansendSends },
  { name: 'a port does not see its own frames, another port in the same process does', run: ownFramesStayAway },
  { name: 'the kernel lets only the ids in use through', run: kernelFilters },
  { name: 'CAN FD frames go both ways with an MTU of 72, and are refused without', run: fdFrames },
  { name: 'an interface may go down and come up while a port is open', run: downAndUp },
  { name: 'an interface may be removed and made anew while a port is open', run: removedAndMadeAnew },
  { name: 'an interface that is missing, not of CAN, or down is named and refused', run: refusals },
  { name: 'frames that come faster than the bus takes them wait, and go out in order', run: backPressure },
  { name: 'a real controller may go down and come up while a port is open', run: adapterDownAndUp },
];
