import { describe, expect, it } from 'vitest';
import { BUS_URL_FORMS, formatBusUrl, parseBusUrl, type BusUrl } from '../../../../can-bus/ports/bus-url.ts';

const serial = {
  kind: 'slcan',
  path: '/dev/ttyACM0',
  bitRate: 500_000,
  fd: false,
  dataBitRate: null,
  timestamps: null,
  baudRate: 115_200,
} as const;

describe('the URL of a bus', () => {
  const vectors: readonly { text: string; url: BusUrl }[] = [
    { text: 'virtual', url: { kind: 'virtual' } },
    { text: 'socketcan:vcan0', url: { kind: 'socketcan', interfaceName: 'vcan0' } },
    { text: 'socketcan:fifteen-letters', url: { kind: 'socketcan', interfaceName: 'fifteen-letters' } },
    {
      text: 'slcan:/dev/ttyACM0?bitrate=250000',
      url: { ...serial, bitRate: 250_000 },
    },
    {
      text: 'slcan:/dev/ttyACM0?bitrate=500000&fd=1&dbitrate=2000000&timestamps=off&baudrate=57600',
      url: { ...serial, fd: true, dataBitRate: 2_000_000, timestamps: false, baudRate: 57_600 },
    },
    { text: 'slcan:/dev/ttyACM0?bitrate=500000&timestamps=on', url: { ...serial, timestamps: true } },
    { text: 'slcan:COM3?bitrate=500000', url: { ...serial, path: 'COM3' } },
    { text: 'slcan-pty:./car', url: { kind: 'slcan-pty', path: './car' } },
    { text: 'slcan-tcp:127.0.0.1:3333', url: { kind: 'slcan-tcp', host: '127.0.0.1', port: 3333 } },
    { text: 'slcan-tcp:[::1]:0', url: { kind: 'slcan-tcp', host: '::1', port: 0 } },
    {
      text: 'socketcand:bench-7.local:29536',
      url: { kind: 'socketcand', host: 'bench-7.local', port: 29_536, bus: 'can0', beacon: false },
    },
    {
      text: 'socketcand:[::1]:29536?bus=vcan1&beacon=on',
      url: { kind: 'socketcand', host: '::1', port: 29_536, bus: 'vcan1', beacon: true },
    },
    {
      text: 'slcan-tcp:127.0.0.1:3333?ids=7BD,758',
      url: {
        ...{ kind: 'slcan-tcp', host: '127.0.0.1', port: 3333 },
        receives: {
          ids: [
            { first: 0x7bd, last: 0x7bd, extended: false },
            { first: 0x758, last: 0x758, extended: false },
          ],
          broadcast: true,
        },
      },
    },
    {
      text: 'slcan-pty:./car?ids=7E8-7EF,18DAF1B5,18DB0000-18DBFFFF&broadcast=off',
      url: {
        ...{ kind: 'slcan-pty', path: './car' },
        receives: {
          ids: [
            { first: 0x7e8, last: 0x7ef, extended: false },
            { first: 0x18daf1b5, last: 0x18daf1b5, extended: true },
            { first: 0x18db0000, last: 0x18dbffff, extended: true },
          ],
          broadcast: false,
        },
      },
    },
    {
      text: 'socketcand:127.0.0.1:29536?bus=vcan1&broadcast=off',
      url: {
        ...{ kind: 'socketcand', host: '127.0.0.1', port: 29_536, bus: 'vcan1', beacon: false },
        receives: { ids: null, broadcast: false },
      },
    },
    {
      text: 'elm327-tcp:127.0.0.1:35000',
      url: { kind: 'elm327-tcp', host: '127.0.0.1', port: 35_000, version: '1.5' },
    },
    { text: 'elm327-pty:./elm?version=2.1', url: { kind: 'elm327-pty', path: './elm', version: '2.1' } },
    {
      text: 'doip:127.0.0.1:13400',
      url: { kind: 'doip', host: '127.0.0.1', port: 13_400, source: 0x0e00, vin: null, eid: null, tls: null },
    },
    {
      text: 'doip:discover:13400?source=0E80&vin=4T1BZ1FB4KU999999',
      url: { kind: 'doip', host: null, port: 13_400, source: 0x0e80, vin: '4T1BZ1FB4KU999999', eid: null, tls: null },
    },
    { text: 'uds-lines:localhost:65535', url: { kind: 'uds-lines', host: 'localhost', port: 65_535 } },
  ];
  for (const { text, url } of vectors) {
    it(`reads and writes ${text}`, () => {
      expect(parseBusUrl(text)).toEqual(url);
      expect(formatBusUrl(url)).toBe(text);
    });
  }

  it('means 500 kbit/s where a serial adapter has no bit rate', () => {
    expect(parseBusUrl('slcan:/dev/ttyACM0')).toEqual(serial);
  });

  it('has a form for each kind that it reads itself', () => {
    for (const [kind, form] of Object.entries(BUS_URL_FORMS)) expect(parseBusUrl(form).kind).toBe(kind);
  });

  const refused: readonly (readonly [string, string])[] = [
    ['', 'scheme'],
    ['can0', 'scheme'],
    ['Virtual', 'scheme'],
    ['toString:1', 'scheme'],
    ['virtual:1', 'option'],
    ['socketcan', 'interface'],
    ['socketcan:', 'interface'],
    ['socketcan:sixteen-letters0', 'interface'],
    ['socketcan:can/0', 'interface'],
    ['slcan:', 'path'],
    ['slcan:?bitrate=500000', 'path'],
    ['slcan:/dev/ttyACM0?baud=115200', 'option'],
    ['slcan:/dev/ttyACM0?bitrate=', 'option'],
    ['slcan:/dev/ttyACM0?bitrate=123', 'option'],
    ['slcan:/dev/ttyACM0?bitrate=5e5', 'option'],
    ['slcan:/dev/ttyACM0?bitrate=500000&bitrate=500000', 'option'],
    ['slcan:/dev/ttyACM0?fd=yes', 'option'],
    ['slcan:/dev/ttyACM0?dbitrate=2000000', 'option'],
    ['slcan:/dev/ttyACM0?fd=0&dbitrate=2000000', 'option'],
    ['slcan:/dev/ttyACM0?fd=1&dbitrate=3000000', 'option'],
    ['slcan:/dev/ttyACM0?timestamps=', 'option'],
    ['slcan:/dev/ttyACM0?baudrate=0', 'option'],
    ['socketcand:127.0.0.1:29536?bus=', 'option'],
    ['socketcand:127.0.0.1:29536?bus=sixteen-letters0', 'option'],
    ['socketcand:127.0.0.1:29536?beacon=maybe', 'option'],
    ['socketcand:127.0.0.1:29536?becon=on', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=7BD,', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=800', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=20000000', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=07BD', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=7BX', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=700-', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=7FF-700', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=700-000007FF', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=700-750-7FF', 'option'],
    ['slcan-tcp:127.0.0.1:3333?ids=7BD&ids=758', 'option'],
    ['slcan-tcp:127.0.0.1:3333?id=7BD', 'option'],
    ['slcan-tcp:127.0.0.1:3333?broadcast=no', 'option'],
    ['slcan-pty:./car?broadcast=', 'option'],
    ['slcan-pty:?broadcast=off', 'path'],
    ['uds-lines:127.0.0.1:20162?ids=7BD', 'option'],
    ['socketcan:vcan0?bitrate=500000', 'option'],
    ['slcan:/dev/ttyACM0?ids=7BD', 'option'],
    ['socketcand:127.0.0.1', 'port'],
    ['uds-lines:127.0.0.1:20162?bus=can0', 'option'],
    ['slcan-pty:', 'path'],
    ['slcan-tcp:', 'host'],
    ['slcan-tcp::3333', 'host'],
    ['slcan-tcp:a b:3333', 'host'],
    ['slcan-tcp:[zz]:3333', 'host'],
    ['slcan-tcp:[::1', 'host'],
    ['slcan-tcp:127.0.0.1', 'port'],
    ['slcan-tcp:127.0.0.1:', 'port'],
    ['slcan-tcp:127.0.0.1:65536', 'port'],
    ['slcan-tcp:127.0.0.1:-1', 'port'],
    ['slcan-tcp:127.0.0.1:33x', 'port'],
    ['slcan-tcp:::1:3333', 'host'],
  ];
  for (const [text, part] of refused) {
    it(`refuses "${text}" for its ${part}`, () => {
      const error = expect.objectContaining({ name: 'PortError', code: 'usage', context: { url: text, part } });
      expect(() => parseBusUrl(text)).toThrow(error);
    });
  }

  it('names option, value and rule, and what to write, where a list of ids is wrong', () => {
    const hint = 'write hex digits: up to three for 11 bits, eight for 29, such as ids=7BD,758 or ids=7E8-7EF,18DAF1B5';
    const wrong: readonly (readonly [string, string, string])[] = [
      ['ids=7BD,zz', 'ids: "zz" is neither a CAN id nor a range of CAN ids', hint],
      ['ids=7FF-700', 'ids: "7FF-700" does not go from a lower id to a higher one of the same length', hint],
      ['broadcast=no', 'broadcast is on or off, not "no"', 'write broadcast=on'],
      [`ids=${'1,'.repeat(64)}1`, 'ids: 65 entries are too many, the maximum is 64', 'write ranges: 700-7FF'],
    ];
    for (const [options, problem, fix] of wrong) {
      const url = `slcan-tcp:127.0.0.1:3333?${options}`;
      const error = expect.objectContaining({ message: `bus URL "${url}": ${problem}`, hint: fix });
      expect(() => parseBusUrl(url)).toThrow(error);
    }
  });

  const suggestions: readonly (readonly [string, string])[] = [
    ['socketcna:vcan0', 'did you mean socketcan:vcan0?'],
    ['slcan_tcp:127.0.0.1:3333', 'did you mean slcan-tcp:127.0.0.1:3333?'],
    ['VIRTUAL', 'did you mean virtual?'],
    ['udslines:x:1', 'did you mean uds-lines:127.0.0.1:20162?'],
    ['socket://127.0.0.1:13331', 'write slcan-tcp:127.0.0.1:13331'],
    ['tcp:localhost:3333', 'write slcan-tcp:localhost:3333'],
    ['can://127.0.0.1', 'write socketcand:127.0.0.1:29536'],
    ['tcp-lines://127.0.0.1:20162', 'write uds-lines:127.0.0.1:20162'],
    ['slcan-tcp://127.0.0.1:13331', 'leave out "//"'],
    ['doip://127.0.0.1:13400', 'leave out "//"'],
  ];
  for (const [text, hint] of suggestions) {
    it(`suggests the nearest kind for "${text}"`, () => {
      expect(() => parseBusUrl(text)).toThrow(expect.objectContaining({ hint }));
    });
  }

  it('lists all kinds where none is near', () => {
    const hint = expect.stringMatching(/^use one of: virtual, socketcan:vcan0, /);
    expect(() => parseBusUrl('http://127.0.0.1')).toThrow(expect.objectContaining({ hint }));
  });
});
