import { describe, expect, it } from 'vitest';
import { examine } from '../../../../hil/doctor/examine.ts';
import type { Finding } from '../../../../hil/doctor/finding.ts';
import { machineOf, type MachineParts } from './machine-of.ts';

const ENGINES = '^24.15.0';

async function find(topic: string, parts: MachineParts): Promise<readonly Finding[]> {
  return (await examine(machineOf(parts), ENGINES)).filter((finding) => finding.topic === topic);
}

describe('smartkey doctor', () => {
  it('finds the Node that is tested, and warns of another with the fix', async () => {
    expect(await find('node', {})).toEqual([{ topic: 'node', status: 'ok', text: 'Node 24.15.0', fix: null }]);
    const [old] = await find('node', { nodeVersion: '20.20.2' });
    expect(old).toMatchObject({ status: 'warn' });
    expect(old?.fix).toContain('npx smartkey');
  });

  it('reports on other systems that CAN interfaces need Linux, and checks nothing more about them', async () => {
    expect(await find('platform', { platform: 'darwin' })).toMatchObject([{ status: 'warn' }]);
    expect(await find('can-raw', { platform: 'darwin' })).toEqual([]);
    expect(await find('can-interface', { platform: 'darwin' })).toEqual([]);
  });

  it.each([
    ['loaded', { '/proc/modules': 'vcan 16384 0 - Live 0x0\ncan_raw 20480 0 - Live 0x0\n' }, 'ok', null],
    ['built in', { '/lib/modules/6.1.0/modules.builtin': 'kernel/net/can/can-raw.ko\n' }, 'ok', null],
    ['in use', { '/proc/net/protocols': 'protocol size\nCAN_RAW    904      0\n' }, 'ok', null],
    [
      'loadable',
      { '/lib/modules/6.1.0/modules.dep': 'kernel/net/can/can-raw.ko.xz: kernel/net/can/can.ko.xz\n' },
      'warn',
      'sudo modprobe can_raw',
    ],
    [
      'absent',
      { '/proc/modules': 'can_raw_of_another 1 0 - Live 0x0\n' },
      'missing',
      'npm run guest -- npx smartkey car --bus socketcan:vcan0',
    ],
  ])('finds CAN sockets that are %s', async (_what, files, status, fix) => {
    expect(await find('can-raw', { files })).toMatchObject([{ status, fix }]);
  });

  it('has no guest, and names no script of a clone, where the package is installed', async () => {
    for (const installation of ['project', 'global', 'npx'] as const) {
      expect(await find('guest', { installation })).toEqual([]);
      const [kernel] = await find('can-raw', { installation });
      expect(kernel?.fix).toBe('npx smartkey car (slcan-tcp and socketcand need no CAN in the kernel)');
      const [node] = await find('node', { installation, nodeVersion: '20.20.2' });
      expect(node?.fix).toMatch(/^install Node .* first on the path$/);
    }
  });

  it('points to the car without CAN where the guest cannot run either', async () => {
    const refusal = { problem: 'the guest needs cpio', fix: 'sudo apt-get install cpio' };
    const [finding] = await find('can-raw', { unable: { guest: refusal } });
    expect(finding?.fix).toBe('npx smartkey car (slcan-tcp and socketcand need no CAN in the kernel)');
    expect(await find('guest', { unable: { guest: refusal } })).toEqual([
      { topic: 'guest', status: 'missing', text: refusal.problem, fix: refusal.fix },
    ]);
  });

  it.each(['socketcan', 'serial', 'pseudo-terminal', 'guest'] as const)(
    'reports whether %s works, and how to fix it',
    async (ability) => {
      expect(await find(ability, {})).toMatchObject([{ status: 'ok', fix: null }]);
      const refusal = { problem: 'it needs a compiler', fix: 'sudo apt-get install g++ make python3' };
      const expected = { topic: ability, status: 'missing', text: refusal.problem, fix: refusal.fix };
      expect(await find(ability, { unable: { [ability]: refusal } })).toEqual([expected]);
    },
  );

  it('says how a virtual interface is made where there is none, but only to a kernel that can', async () => {
    const files = { '/proc/modules': 'vcan 1 0 - Live 0x0\ncan_raw 1 0 - Live 0x0\n' };
    const [able] = await find('can-interface', { files });
    expect(able).toMatchObject({ status: 'missing' });
    expect(able?.fix).toBe('sudo ip link add dev vcan0 type vcan && sudo ip link set vcan0 up');
    const [unable] = await find('can-interface', {});
    expect(unable?.fix).toBe('npm run guest -- npx smartkey car --bus socketcan:vcan0');
  });

  it('lists serial ports by their lasting names, and says who may use them', async () => {
    const folders = { '/dev/serial/by-id': ['usb-CANable'], '/dev': ['ttyACM0', 'ttyS0', 'null'] };
    expect(await find('serial-port', { folders })).toMatchObject([
      { status: 'ok', text: 'serial port /dev/serial/by-id/usb-CANable' },
    ]);
    const plain = { folders: { '/dev': ['ttyACM0', 'ttyS0', 'null'] }, forbidden: ['/dev/ttyACM0'] };
    const [finding, ...others] = await find('serial-port', plain);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ status: 'warn', text: 'serial port /dev/ttyACM0: no permission' });
    expect(finding?.fix).toContain('dialout');
  });

  it('says which of the standard ports is taken, and which flag chooses another', async () => {
    expect(await find('port', { takenPorts: [8080] })).toMatchObject([
      { status: 'ok', text: 'TCP port 3333: free' },
      { status: 'ok', text: 'TCP port 29536: free' },
      { status: 'warn', fix: 'npx smartkey car --http 127.0.0.1:0' },
    ]);
  });

  it('misses the program ip with the command that installs it', async () => {
    expect(await find('ip', {})).toMatchObject([{ status: 'missing', fix: 'sudo apt install iproute2' }]);
    expect(await find('ip', { programs: ['ip'] })).toMatchObject([{ status: 'ok' }]);
  });
});
