import { describe, expect, it } from 'vitest';
import { examine } from '../../../../hil/doctor/examine.ts';
import type { Finding } from '../../../../hil/doctor/finding.ts';
import type { Ability, Machine, Refusal } from '../../../../hil/doctor/machine.ts';

const ENGINES = '^24.15.0';

interface MachineParts {
  readonly nodeVersion?: string;
  readonly platform?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly programs?: readonly string[];
  readonly takenPorts?: readonly number[];
  readonly forbidden?: readonly string[];
  /** What `ip -details -json link` prints. */
  readonly links?: string;
  readonly unable?: Readonly<Partial<Record<Ability, Refusal>>>;
  readonly refusedInterfaces?: Readonly<Record<string, Refusal>>;
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
    run: async () => Promise.resolve(parts.links ?? null),
    tryAbility: async (ability) => Promise.resolve(parts.unable?.[ability] ?? null),
    openInterface: async (name) => Promise.resolve(parts.refusedInterfaces?.[name] ?? null),
    isPortFree: async (port) => Promise.resolve(!(parts.takenPorts ?? []).includes(port)),
  };
}

async function find(topic: string, parts: MachineParts): Promise<readonly Finding[]> {
  return (await examine(machine(parts), ENGINES)).filter((finding) => finding.topic === topic);
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

  it('lists CAN interfaces without the program ip too, and says how one is set up', async () => {
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
    expect((await find('can-interface', parts)).map(({ text, fix }) => [text, fix])).toEqual([
      ['CAN interface can0: down', 'sudo ip link set can0 up type can bitrate 500000 restart-ms 100'],
      ['CAN interface vcan0: up, virtual', null],
      ['CAN interface vcan1: down, virtual', 'sudo ip link set vcan1 up'],
    ]);
  });

  it('says how a virtual interface is made where there is none, but only to a kernel that can', async () => {
    const files = { '/proc/modules': 'vcan 1 0 - Live 0x0\ncan_raw 1 0 - Live 0x0\n' };
    const [able] = await find('can-interface', { files });
    expect(able).toMatchObject({ status: 'missing' });
    expect(able?.fix).toBe('sudo ip link add dev vcan0 type vcan && sudo ip link set vcan0 up');
    const [unable] = await find('can-interface', {});
    expect(unable?.fix).toBe('npm run guest -- npx smartkey car --bus socketcan:vcan0');
  });

  it('tries each interface that is up with this user’s rights, and no other', async () => {
    const refusal = { problem: 'the kernel gives no CAN socket on can0', fix: 'candump can0' };
    const links = JSON.stringify([controller('can0', {}), { ...controller('can1', {}), flags: ['NOARP'] }]);
    expect(await find('can-rights', { links, refusedInterfaces: { can0: refusal } })).toEqual([
      { topic: 'can-rights', status: 'missing', text: refusal.problem, fix: refusal.fix },
    ]);
    expect(await find('can-rights', { links })).toMatchObject([{ status: 'ok' }]);
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

/** A real interface as `ip -details -json link` shows it. */
function controller(name: string, data: object): object {
  const info_data = { state: 'ERROR-ACTIVE', restart_ms: 100, bittiming: { bitrate: 500_000 }, ...data };
  return {
    ifname: name,
    flags: ['NOARP', 'UP', 'LOWER_UP', 'ECHO'],
    mtu: 16,
    link_type: 'can',
    linkinfo: { info_kind: 'can', info_data },
  };
}

describe('a CAN interface as the program ip shows it', () => {
  const RESET = 'sudo ip link set can0 down && sudo ip link set can0 up type can bitrate 500000 restart-ms 100';

  it.each([
    ['as it should be', {}, 'ok', 'up, 500 kbit/s, error-active', null],
    ['at another bit rate', { bittiming: { bitrate: 250_000 } }, 'warn', 'up, 250 kbit/s, error-active', RESET],
    [
      'bus-off',
      { state: 'BUS-OFF', restart_ms: 0 },
      'warn',
      'up, 500 kbit/s, bus-off, stays bus-off until restarted',
      'sudo ip link set can0 down && sudo ip link set can0 up',
    ],
    [
      'with errors',
      { state: 'ERROR-PASSIVE' },
      'warn',
      'up, 500 kbit/s, error-passive',
      'ip -details -statistics link show can0; check wiring, both 120 Ω, and the bit rate of the other nodes',
    ],
    [
      'for CAN FD',
      { data_bittiming: { bitrate: 2_000_000 } },
      'ok',
      'up, 500 kbit/s, data 2000 kbit/s, error-active',
      null,
    ],
  ])('that is %s', async (_what, data, status, state, fix) => {
    const links = JSON.stringify([
      {},
      { ifname: 'lo', flags: ['UP'], link_type: 'loopback' },
      controller('can0', data),
    ]);
    expect(await find('can-interface', { links })).toEqual([
      { topic: 'can-interface', status, text: `CAN interface can0: ${state}`, fix },
    ]);
  });

  it('that is virtual, up or down', async () => {
    const vcan = {
      ifname: 'vcan0',
      flags: ['NOARP', 'UP'],
      mtu: 72,
      link_type: 'can',
      linkinfo: { info_kind: 'vcan' },
    };
    const links = JSON.stringify([vcan, { ...vcan, ifname: 'vcan1', flags: ['NOARP'] }]);
    expect((await find('can-interface', { links })).map(({ text, fix }) => [text, fix])).toEqual([
      ['CAN interface vcan0: up, virtual, CAN FD', null],
      ['CAN interface vcan1: down, virtual, CAN FD', 'sudo ip link set vcan1 up'],
    ]);
  });

  it('is looked for in /sys where ip prints anything else', async () => {
    const folders = { '/sys/class/net': ['can0'] };
    const files = { '/sys/class/net/can0/type': '280\n', '/sys/class/net/can0/operstate': 'up\n' };
    expect(await find('can-interface', { links: 'Usage: ip', folders, files })).toMatchObject([
      { status: 'ok', text: 'CAN interface can0: up' },
    ]);
  });
});
