import { shellWord } from '../../../can-bus/text/shell-quote.ts';
import type { CarView } from '../../view/car-view.ts';

/** Where the page is served, and how the command that serves it is typed there: `npx smartkey`. */
export interface PagePlace {
  readonly origin: string;
  readonly command: string;
}

/** A line that connects one tool, ready to paste. */
interface Recipe {
  readonly tool: string;
  readonly command: string;
}

/** For each bus of the car the tools that know it. */
export function recipesFor({ buses }: CarView, { origin, command }: PagePlace): readonly Recipe[] {
  const frames = buses.find(({ url }) => !url.startsWith('elm327-'));
  return [
    ...buses.flatMap(({ url }) => recipesOf(url)),
    { tool: 'Our scan tool', command: `${command} tool read --bus ${shellWord(frames?.url ?? 'URL')}` },
    { tool: 'A shell', command: `curl ${origin}/api/state` },
  ];
}

function recipesOf(url: string): readonly Recipe[] {
  const colon = url.indexOf(':');
  const [kind, rest] = [url.slice(0, colon), url.slice(colon + 1)];
  const [address = ''] = rest.split('?');
  const [host, port] = [address.slice(0, address.lastIndexOf(':')), address.slice(address.lastIndexOf(':') + 1)];
  switch (kind) {
    case 'slcan-tcp':
      return [{ tool: 'python-can (slcan)', command: `can.Bus(interface='slcan', channel='socket://${address}')` }];
    case 'socketcand':
      // Neither this one nor scapy connects to IPv6 addresses.
      if (host.startsWith('[')) return [];
      return [
        {
          tool: 'python-can (socketcand)',
          command: `can.Bus(interface='socketcand', host='${host}', port=${port}, channel='can0')`,
        },
      ];
    case 'slcan-pty':
      // slcand needs the terminal itself, not the link to it.
      return [{ tool: 'slcand', command: `slcand -o -c -s6 "$(readlink ${shellWord(address)})" slcan0` }];
    case 'socketcan':
      return [{ tool: 'can-utils', command: `candump ${rest}` }];
    case 'uds-lines':
      return [{ tool: 'gallia', command: `gallia scan uds identifiers --target tcp-lines://${address}` }];
    case 'doip':
      if (host.startsWith('[')) return [];
      return [{ tool: 'scapy (DoIP)', command: `UDS_DoIPSocket('${host}', port=${port})` }];
    case 'elm327-tcp':
      return [
        { tool: 'python-OBD', command: `obd.OBD('socket://${address}')` },
        { tool: 'Phone apps (ELM327, Wi-Fi)', command: address },
      ];
    case 'elm327-pty':
      return [{ tool: 'python-OBD', command: `obd.OBD(${pythonText(address)})` }];
    default:
      return [];
  }
}

function pythonText(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
