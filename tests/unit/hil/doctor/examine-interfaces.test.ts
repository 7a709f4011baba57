import { describe, expect, it } from 'vitest';
import { examineInterfaces } from '../../../../hil/doctor/examine-interfaces.ts';
import type { Finding } from '../../../../hil/doctor/finding.ts';
import { machineOf, type MachineParts } from './machine-of.ts';

async function find(topic: string, parts: MachineParts): Promise<readonly Finding[]> {
  return (await examineInterfaces(machineOf(parts), null)).filter((finding) => finding.topic === topic);
}

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

describe('the CAN interfaces of a machine', () => {
  it('are found without the program ip too, each with how it is set up', async () => {
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

  it('are tried with this user’s rights where they are up, and only there', async () => {
    const refusal = { problem: 'the kernel gives no CAN socket on can0', fix: 'candump can0' };
    const links = JSON.stringify([controller('can0', {}), { ...controller('can1', {}), flags: ['NOARP'] }]);
    expect(await find('can-rights', { links, refusedInterfaces: { can0: refusal } })).toEqual([
      { topic: 'can-rights', status: 'missing', text: refusal.problem, fix: refusal.fix },
    ]);
    expect(await find('can-rights', { links })).toMatchObject([{ status: 'ok' }]);
  });

  it('are reported missing if there are none, with how to create one, or an alternative', async () => {
    const missing = { topic: 'can-interface', status: 'missing', text: 'CAN interfaces: none' };
    const make = 'sudo ip link add dev vcan0 type vcan && sudo ip link set vcan0 up';
    expect(await examineInterfaces(machineOf(), null)).toEqual([{ ...missing, fix: make }]);
    expect(await examineInterfaces(machineOf(), 'npm run guest')).toEqual([{ ...missing, fix: 'npm run guest' }]);
  });
});

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
