import { describe, expect, it } from 'vitest';
import { describeCar } from '../../../../../hil/cli/commands/startup-banner.ts';
import { parseProfile } from '../../../../../ecu-sim/profile.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { serveCar } from '../../server/virtual-control.ts';

const HTTP = 'http://127.0.0.1:8080';

describe('the startup banner of a car', () => {
  it('says what it is, where it listens, and how to begin', () => {
    const { control } = serveCar();
    const places = {
      httpUrl: HTTP,
      busUrls: ['slcan-tcp:127.0.0.1:3333', 'socketcand:127.0.0.1:29536'],
      passwords: [{ account: 'tara', password: 'demo-tara', mustChange: false }],
    };
    expect(describeCar(control, places, new KeptTerminal())).toEqual([
      'The virtual car 4T1BZ1FB4KU999999 is ready.',
      '  time   virtual time: advanced by POST /api/time/advance and by a tool’s frames',
      '  open   http://127.0.0.1:8080/   (the dashboard, in a browser)',
      '  API    http://127.0.0.1:8080/api/',
      '  dealer http://127.0.0.1:8080/dealer   (approvals and pass-codes; see docs/dealer.md)',
      '  bus    slcan-tcp:127.0.0.1:3333   (500 kbit/s)',
      '  bus    socketcand:127.0.0.1:29536   (500 kbit/s)',
      '  keys   A1000001 (registered, cabin), A1000002 (registered, cabin)',
      '',
      'Connect a tool (Python):',
      '  import can                                        # pip install python-can pyserial',
      '  bus = can.Bus(interface="slcan", channel="socket://127.0.0.1:3333", bitrate=500000)',
      '  # or: bus = can.Bus(interface="socketcand", host="127.0.0.1", port=29536, channel="can0")',
      '  bus.set_filters([{"can_id": 0x7BD, "can_mask": 0x7FF}])',
      '  bus.send(can.Message(arbitration_id=0x7B5, data=[2, 0x3E, 0], is_extended_id=False))',
      '  print(bus.recv(timeout=2))                        # 02 7E 00: the ECU answers',
      '',
      'Other tools: docs/connect.md',
      '',
      'Control the car (from another terminal):',
      '  curl http://127.0.0.1:8080/api/state',
      `  curl -X POST http://127.0.0.1:8080/api/vehicle -H 'content-type: application/json' -d '{"doors":{"driver":true}}'`,
      '  curl -X POST http://127.0.0.1:8080/api/keys/A1000001/touch',
      '',
      'Dealer accounts with the fixed passwords of --demo:',
      '  tara   Technician        demo-tara',
      '',
      'Press Ctrl-C to stop.',
    ]);
  });

  it('shows how OBD apps connect to an ELM327 adapter', () => {
    const { control } = serveCar();
    const busUrls = ['elm327-tcp:127.0.0.1:35000?version=2.1', 'elm327-pty:./elm'];
    const lines = describeCar(control, { httpUrl: HTTP, busUrls, passwords: [] }, new KeptTerminal());
    const at = lines.indexOf('Connect an OBD app (ELM327):');
    expect(lines.slice(at, at + 5)).toEqual([
      'Connect an OBD app (ELM327):',
      '  python-OBD: obd.OBD("socket://127.0.0.1:35000"); phone apps: Wi-Fi, 127.0.0.1:35000',
      '  python-OBD: obd.OBD("./elm"); others: serial port ./elm',
      '',
      'Other tools: docs/connect.md',
    ]);
  });

  it('shows how scapy connects over DoIP', () => {
    const { control } = serveCar();
    const busUrls = ['doip:[::1]:13401', 'doip:127.0.0.1:13400?tls=on'];
    const lines = describeCar(control, { httpUrl: HTTP, busUrls, passwords: [] }, new KeptTerminal());
    expect(lines[lines.indexOf('Connect a tool (DoIP):') + 1]).toBe('  scapy: UDS_DoIPSocket("127.0.0.1", port=13400)');
  });

  it('of a car in real time names its rate', () => {
    const { control } = serveCar({}, 'real');
    const places = { httpUrl: HTTP, busUrls: [], passwords: [] };
    expect(describeCar(control, places, new KeptTerminal())[1]).toBe('  time   real time');
    const faster = Object.assign(control, { rate: 10 });
    expect(describeCar(faster, places, new KeptTerminal())[1]).toBe('  time   real time, 10 times as fast');
  });

  it.each([
    ['slcan-tcp:[::1]:3333', 'bus = can.Bus(interface="slcan", channel="socket://[::1]:3333", bitrate=500000)'],
    [
      'slcan-tcp:127.0.0.1:3333?ids=700-7FF',
      'bus = can.Bus(interface="slcan", channel="socket://127.0.0.1:3333", bitrate=500000)',
    ],
    [
      'socketcand:127.0.0.1:29536?beacon=on',
      'bus = can.Bus(interface="socketcand", host="127.0.0.1", port=29536, channel="can0")',
    ],
    [
      'socketcand:localhost:29536',
      'bus = can.Bus(interface="socketcand", host="localhost", port=29536, channel="can0")',
    ],
  ])('shows how Python connects to %s', (url, python) => {
    const { control } = serveCar();
    const lines = describeCar(control, { httpUrl: HTTP, busUrls: [url], passwords: [] }, new KeptTerminal());
    expect(lines).toContain(`  ${python}`);
    expect(lines.some((line) => line.includes('# or:'))).toBe(false);
  });

  it.each([
    ['a bus that Python cannot open', {}, 'slcan-pty:./car'],
    ['socketcand on IPv6, which python-can does not open', {}, 'socketcand:[fe80::1%eth0]:29536'],
    [
      'addresses that take more lines',
      {
        addressing: {
          generic: {
            kind: 'extended',
            requestId: 0x740,
            responseId: 0x748,
            requestAddress: 0x10,
            responseAddress: 0x10,
          },
        },
      },
      'slcan-tcp:127.0.0.1:3333',
    ],
    [
      'ids of 29 bits',
      {
        addressing: {
          generic: { kind: 'normal', requestId: 0x18da10f1, responseId: 0x18daf110, extendedIds: true },
          functionalId: 0x18db33f1,
        },
      },
      'slcan-tcp:127.0.0.1:3333',
    ],
  ])('has no Python for %s', (_what, fields, url) => {
    const { control } = serveCar({ profile: parseProfile(fields) });
    const lines = describeCar(control, { httpUrl: HTTP, busUrls: [url], passwords: [] }, new KeptTerminal());
    expect(lines).not.toContain('Connect a tool (Python):');
    expect(lines).toContain('Other tools: docs/connect.md');
  });
});
