import { describe, expect, it } from 'vitest';
import { BUS_URL_FORMS } from '../../../../can-bus/ports/bus-url.ts';
import { missing, ok, warn, type Finding } from '../../../../hil/doctor/finding.ts';
import { verdictsOf } from '../../../../hil/doctor/verdicts.ts';

const READY: readonly Finding[] = [
  ok('platform', 'Linux 6.1.0'),
  ok('can-raw', 'CAN sockets (AF_CAN, can_raw): available (loaded)'),
  ok('socketcan', 'npm package socketcan: available'),
  ok('can-interface', 'CAN interface vcan0: up, virtual, CAN FD'),
  ok('can-rights', 'CAN interface vcan0: this user can send and receive'),
  ok('serial', 'npm package @serialport/bindings-cpp: available'),
  ok('serial-port', 'serial port /dev/ttyACM0'),
  ok('pseudo-terminal', 'pseudo-terminals for slcan-pty: available'),
];

const statuses = (findings: readonly Finding[]): readonly string[] =>
  verdictsOf(findings).map(({ way, status }) => `${way}: ${status}`);

describe('the verdicts of smartkey doctor', () => {
  it('are one for each way in, each with the command that starts the car on it', () => {
    expect(verdictsOf(READY)).toEqual([
      { way: 'slcan-tcp, socketcand', status: 'ok', text: 'ready', command: 'npx smartkey car' },
      { way: 'slcan-pty', status: 'ok', text: 'ready', command: 'npx smartkey car --bus slcan-pty:./car' },
      {
        way: 'elm327-tcp',
        status: 'ok',
        text: 'ready',
        command: 'npx smartkey car --bus elm327-tcp:127.0.0.1:35000',
      },
      { way: 'elm327-pty', status: 'ok', text: 'ready', command: 'npx smartkey car --bus elm327-pty:./elm' },
      { way: 'uds-lines', status: 'ok', text: 'ready', command: 'npx smartkey car --bus uds-lines:127.0.0.1:20162' },
      { way: 'doip', status: 'ok', text: 'ready', command: 'npx smartkey car --bus doip:127.0.0.1:13400' },
      { way: 'socketcan', status: 'ok', text: 'ready', command: 'npx smartkey car --bus socketcan:vcan0' },
      { way: 'slcan', status: 'ok', text: 'ready', command: 'npx smartkey car --bus slcan:/dev/ttyACM0' },
    ]);
  });

  it('have each kind of bus that a car serves', () => {
    const ways = verdictsOf(READY).flatMap(({ way }) => way.split(', '));
    expect(ways.sort()).toEqual(
      Object.keys(BUS_URL_FORMS)
        .filter((kind) => kind !== 'virtual')
        .sort(),
    );
  });

  it('give the first cause and its fix where something is missing', () => {
    const findings = [
      ...READY.filter(({ topic }) => topic !== 'can-raw' && topic !== 'can-interface'),
      missing('can-raw', 'CAN sockets (AF_CAN, can_raw): not in this kernel', 'npm run guest'),
      missing('can-interface', 'CAN interfaces: none', 'sudo ip link add dev vcan0 type vcan'),
    ];
    expect(verdictsOf(findings).find(({ way }) => way === 'socketcan')).toEqual({
      way: 'socketcan',
      status: 'missing',
      text: 'CAN sockets (AF_CAN, can_raw): not in this kernel',
      command: 'npm run guest',
    });
  });

  it('rest on the best interface and the best serial port', () => {
    const findings = [
      ...READY,
      warn('can-interface', 'CAN interface can0: down', 'sudo ip link set can0 up'),
      warn('serial-port', 'serial port /dev/ttyUSB0: no rights', 'sudo usermod -aG dialout $USER'),
    ];
    expect(statuses(findings)).toEqual(statuses(READY));
  });

  it('are still one for each way in on a system without CAN', () => {
    const findings = [warn('platform', 'darwin: CAN interfaces need Linux', 'npx smartkey car'), ...READY.slice(5)];
    expect(statuses(findings)).toEqual([
      'slcan-tcp, socketcand: ok',
      'slcan-pty: ok',
      'elm327-tcp: ok',
      'elm327-pty: ok',
      'uds-lines: ok',
      'doip: ok',
      'socketcan: warn',
      'slcan: ok',
    ]);
  });
});
