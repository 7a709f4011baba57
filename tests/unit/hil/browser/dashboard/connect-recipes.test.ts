import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recipesFor } from '../../../../../hil/browser/dashboard/connect-recipes.ts';
import { carView } from '../../../../support/car-views.ts';

function recipes(...urls: readonly string[]): readonly string[] {
  const buses = urls.map((url) => ({ url, clients: [], loadPercent: 0 }));
  return recipesFor(carView({ buses }), { origin: 'http://127.0.0.1:8080', command: 'npx smartkey' }).map(
    ({ tool, command }) => `${tool}: ${command}`,
  );
}

describe('how a tool connects', () => {
  it('names the real addresses, for each kind of bus', () => {
    expect(
      recipes(
        'slcan-tcp:127.0.0.1:3333',
        'socketcand:127.0.0.1:29536',
        'slcan-pty:./car',
        'socketcan:vcan0',
        'uds-lines:127.0.0.1:20162',
        'virtual',
      ),
    ).toEqual([
      "python-can (slcan): can.Bus(interface='slcan', channel='socket://127.0.0.1:3333')",
      "python-can (socketcand): can.Bus(interface='socketcand', host='127.0.0.1', port=29536, channel='can0')",
      'slcand: slcand -o -c -s6 "$(readlink ./car)" slcan0',
      'can-utils: candump vcan0',
      'gallia: gallia scan uds identifiers --target tcp-lines://127.0.0.1:20162',
      'Our scan tool: npx smartkey tool read --bus slcan-tcp:127.0.0.1:3333',
      'A shell: curl http://127.0.0.1:8080/api/state',
    ]);
  });

  it('names ELM327 adapters, which are not for our scan tool', () => {
    expect(recipes('elm327-tcp:127.0.0.1:35000?version=2.1', 'elm327-pty:./elm', 'socketcan:vcan0')).toEqual([
      "python-OBD: obd.OBD('socket://127.0.0.1:35000')",
      'Phone apps (ELM327, Wi-Fi): 127.0.0.1:35000',
      "python-OBD: obd.OBD('./elm')",
      'can-utils: candump vcan0',
      'Our scan tool: npx smartkey tool read --bus socketcan:vcan0',
      'A shell: curl http://127.0.0.1:8080/api/state',
    ]);
  });

  it('shows no line of a program that does not connect to IPv6 addresses', () => {
    for (const url of ['socketcand:[::1]:29536', 'doip:[::1]:13400']) {
      expect(recipes(url)[0]).toBe(`Our scan tool: npx smartkey tool read --bus '${url}'`);
    }
  });

  it('leads programs for DoIP to the plain port', () => {
    expect(recipes('doip:127.0.0.1:13400?tls=on')[0]).toBe("scapy (DoIP): UDS_DoIPSocket('127.0.0.1', port=13400)");
  });

  it('has lines that paste for URLs with options and paths with blanks', () => {
    const lines = recipes(
      ...['doip:127.0.0.1:13400?tls=on&tlsPort=3497', 'slcan-tcp:127.0.0.1:3333?ids=700-7FF'],
      ...['uds-lines:127.0.0.1:20162?broadcast=off', 'slcan-pty:my car', "elm327-pty:it's"],
    );
    expect(lines).toContain("Our scan tool: npx smartkey tool read --bus 'doip:127.0.0.1:13400?tls=on&tlsPort=3497'");
    expect(lines).toContain("python-can (slcan): can.Bus(interface='slcan', channel='socket://127.0.0.1:3333')");
    expect(lines).toContain('gallia: gallia scan uds identifiers --target tcp-lines://127.0.0.1:20162');
    expect(lines).toContain('slcand: slcand -o -c -s6 "$(readlink \'my car\')" slcan0');
    expect(lines).toContain("python-OBD: obd.OBD('it\\'s')");
  });

  it('connects slcand with the line of docs/connect.md', () => {
    const guide = readFileSync('docs/connect.md', 'utf8').split('\n');
    const line = recipes('slcan-pty:./car')[0]?.replace('slcand: ', '');
    expect(guide.filter((each) => each.startsWith('slcand '))).toEqual([line]);
  });
});
