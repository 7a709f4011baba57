import { describe, expect, it } from 'vitest';
import { examine } from '../../../../hil/doctor/examine.ts';
import type { Finding } from '../../../../hil/doctor/finding.ts';
import type { Machine } from '../../../../hil/doctor/machine.ts';

const ENGINES = '^24.15.0';

interface MachineParts {
  readonly nodeVersion?: string;
  readonly platform?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly programs?: readonly string[];
  readonly takenPorts?: readonly number[];
  readonly forbidden?: readonly string[];
}

function machine(parts: MachineParts = {}): Machine {
  return {
    nodeVersion: parts.nodeVersion ?? '24.15.0',
    platform: parts.platform ?? 'linux',
    kernelRelease: '6.1.0',
    readText: async (path) => Promise.resolve(parts.files?.[path] ?? null),
    list: async (folder) => Promise.resolve(parts.folders?.[folder] ?? []),
    canReadAndWrite: async (path) => Promise.resolve(!(parts.forbidden ?? []).includes(path)),
    hasProgram: async (name) => Promise.resolve((parts.programs ?? []).includes(name)),
    isPortFree: async (port) => Promise.resolve(!(parts.takenPorts ?? []).includes(port)),
  };
}

async function find(topic: string, parts: MachineParts): Promise<readonly Finding[]> {
  return (await examine(machine(parts), ENGINES)).filter((finding) => finding.topic === topic);
}

describe('smartkey doctor', () => {
  it('finds the Node that is tested, and warns of another with the mend', async () => {
    expect(await find('node', {})).toEqual([{ topic: 'node', status: 'ok', text: 'Node 24.15.0', mend: null }]);
    const [old] = await find('node', { nodeVersion: '20.20.2' });
    expect(old).toMatchObject({ status: 'warn' });
    expect(old?.mend).toContain('npx smartkey');
  });

  it('tells other systems that CAN interfaces are Linux’s, and asks nothing more about them', async () => {
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
      'the car on slcan-tcp needs no CAN in the kernel: smartkey car',
    ],
  ])('finds CAN sockets that are %s', async (_what, files, status, mend) => {
    expect(await find('can-raw', { files })).toMatchObject([{ status, mend }]);
  });

  it('lists CAN interfaces, and says how one is set up', async () => {
    const parts: MachineParts = {
      folders: { '/sys/class/net': ['can0', 'eth0', 'vcan0', 'vcan1'] },
      files: {
        '/sys/class/net/eth0/type': '1\n',
        '/sys/class/net/can0/type': '280\n',
        '/sys/class/net/can0/operstate': 'down\n',
        '/sys/class/net/vcan0/type': '280\n',
        '/sys/class/net/vcan0/operstate': 'unknown\n',
        '/sys/class/net/vcan1/type': '280\n',
        '/sys/class/net/vcan1/operstate': 'down\n',
      },
    };
    expect((await find('can-interface', parts)).map(({ status, mend }) => [status, mend])).toEqual([
      ['warn', 'sudo ip link set can0 up type can bitrate 500000'],
      ['ok', null],
      ['warn', 'sudo ip link set up vcan1'],
    ]);
  });

  it('says how a virtual interface is made where there is none, but only to a kernel that can', async () => {
    const files = { '/proc/modules': 'vcan 1 0 - Live 0x0\ncan_raw 1 0 - Live 0x0\n' };
    const [able] = await find('can-interface', { files });
    expect(able).toMatchObject({ status: 'missing' });
    expect(able?.mend).toContain('type vcan');
    const [unable] = await find('can-interface', {});
    expect(unable?.mend).toContain('slcan-tcp');
  });

  it('lists serial ports by their lasting names, and says who may use them', async () => {
    const folders = { '/dev/serial/by-id': ['usb-CANable'], '/dev': ['ttyACM0', 'ttyS0', 'null'] };
    expect(await find('serial-port', { folders })).toMatchObject([
      { status: 'ok', text: 'serial port /dev/serial/by-id/usb-CANable' },
    ]);
    const plain = { folders: { '/dev': ['ttyACM0', 'ttyS0', 'null'] }, forbidden: ['/dev/ttyACM0'] };
    const [finding, ...others] = await find('serial-port', plain);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ status: 'warn', text: 'serial port /dev/ttyACM0: no rights' });
    expect(finding?.mend).toContain('dialout');
  });

  it('says which of the standard ports is taken, and which flag chooses another', async () => {
    expect(await find('port', { takenPorts: [8080] })).toMatchObject([
      { status: 'ok', text: 'TCP port 3333: free' },
      { status: 'warn', mend: 'smartkey car --http 127.0.0.1:0' },
    ]);
  });

  it('misses the program ip with the command that installs it', async () => {
    expect(await find('ip', {})).toMatchObject([{ status: 'missing', mend: 'sudo apt install iproute2' }]);
    expect(await find('ip', { programs: ['ip'] })).toMatchObject([{ status: 'ok' }]);
  });
});
