import { carStateOf } from '../../car/car-state.ts';
import type { FirstPassword } from '../../dealer/accounts/one-time-password.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { KEY_STATUS_TEXT, keyStatus } from '../../view/key-status.ts';
import type { Terminal } from '../terminal.ts';
import { describePasswords } from './dealer-banner.ts';
import { docPage } from '../../smartkey.ts';

const SLCAN = 'slcan-tcp:';
const SOCKETCAND = 'socketcand:';
const ELM327_TCP = 'elm327-tcp:';
const ELM327_PTY = 'elm327-pty:';
const DOIP = 'doip:';

function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase()}`;
}

/** How python-can opens the first bus of a suitable kind; null where the car has none. */
function pythonBus(kind: typeof SLCAN | typeof SOCKETCAND, busUrls: readonly string[]): string | null {
  const address = busUrls
    .find((url) => url.startsWith(kind))
    ?.slice(kind.length)
    .split('?')[0];
  if (address === undefined) return null;
  if (kind === SLCAN) return `bus = can.Bus(interface="slcan", channel="socket://${address}", bitrate=500000)`;
  const place = ipv4Place(address);
  if (place === null) return null;
  return `bus = can.Bus(interface="socketcand", host="${place.host}", port=${place.port}, channel="can0")`;
}

/** Host and port; null for an IPv6 address, to which neither python-can with socketcand nor scapy connects. */
function ipv4Place(address: string): { readonly host: string; readonly port: string } | null {
  const [host = '', port = ''] = address.split(':');
  return address.startsWith('[') ? null : { host, port };
}

/**
 * TesterPresent to the ECU's generic endpoint, and its answer: the shortest exchange. None for addresses that would
 * need more than five lines.
 */
function pythonLines(busUrls: readonly string[], control: CarControl): readonly string[] {
  const { generic, extendedIds: areAllExtended } = control.car.profile.addressing;
  const { kind, requestId, responseId, extendedIds = areAllExtended } = generic;
  const connections = [pythonBus(SLCAN, busUrls), pythonBus(SOCKETCAND, busUrls)].filter((line) => line !== null);
  const [first, second] = connections;
  if (kind !== 'normal' || extendedIds || first === undefined) return [];
  return [
    'import can                                        # pip install python-can pyserial',
    first,
    ...(second === undefined ? [] : [`# or: ${second}`]),
    `bus.set_filters([{"can_id": ${hex(responseId)}, "can_mask": 0x7FF}])`,
    `bus.send(can.Message(arbitration_id=${hex(requestId)}, data=[2, 0x3E, 0], is_extended_id=False))`,
    'print(bus.recv(timeout=2))                        # 02 7E 00: the ECU answers',
  ];
}

/** How programs and phone apps for an ELM327 adapter connect. */
function elm327Lines(busUrls: readonly string[]): readonly string[] {
  return busUrls.flatMap((url) => {
    const [place = ''] = url.slice(url.indexOf(':') + 1).split('?');
    if (url.startsWith(ELM327_TCP)) return [`python-OBD: obd.OBD("socket://${place}"); phone apps: Wi-Fi, ${place}`];
    return url.startsWith(ELM327_PTY)
      ? [`python-OBD: obd.OBD(${JSON.stringify(place)}); others: serial port ${place}`]
      : [];
  });
}

/** How programs for DoIP connect. */
function doipLines(busUrls: readonly string[]): readonly string[] {
  return busUrls
    .filter((url) => url.startsWith(DOIP))
    .map((url) => ipv4Place(url.slice(DOIP.length).split('?')[0] ?? ''))
    .filter((place) => place !== null)
    .map(({ host, port }) => `scapy: UDS_DoIPSocket("${host}", port=${port})`);
}

/** Addresses of a car, its buses and its dealer. */
interface CarPlaces {
  readonly httpUrl: string;
  readonly busUrls: readonly string[];
  /** Passwords of the dealer's new accounts. */
  readonly passwords: readonly FirstPassword[];
}

/** The startup banner: the car, its addresses, and how to begin. */
export function describeCar(
  control: CarControl,
  { httpUrl, busUrls, passwords }: CarPlaces,
  terminal: Terminal,
): readonly string[] {
  const { profile } = control.car;
  const state = carStateOf(control.car);
  const time =
    control.timeMode === 'virtual'
      ? 'virtual time: advanced by POST /api/time/advance and by a tool’s frames'
      : `real time${control.rate === 1 ? '' : `, ${control.rate} times as fast`}`;
  const keys = state.keys.map((key) => `${key.id} (${KEY_STATUS_TEXT[keyStatus(key, state)]}, ${key.location})`);
  const python = pythonLines(busUrls, control);
  const elm327 = elm327Lines(busUrls);
  const doip = doipLines(busUrls);
  const firstKey = state.keys[0]?.id;
  return [
    terminal.style('bold', `The virtual car ${profile.vin} is ready.`),
    `  time   ${time}`,
    `  open   ${httpUrl}/   (the dashboard, in a browser)`,
    `  API    ${httpUrl}/api/`,
    `  dealer ${httpUrl}/dealer   (approvals and pass-codes; see ${docPage('dealer.md')})`,
    ...busUrls.map((url) => `  bus    ${url}   (500 kbit/s)`),
    `  keys   ${keys.length === 0 ? 'none' : keys.join(', ')}`,
    ...(state.faults.length === 0 ? [] : [`  faults ${state.faults.join(', ')}`]),
    ...(python.length === 0 ? [] : ['', 'Connect a tool (Python):', ...python.map((line) => `  ${line}`)]),
    ...(elm327.length === 0 ? [] : ['', 'Connect an OBD app (ELM327):', ...elm327.map((line) => `  ${line}`)]),
    ...(doip.length === 0 ? [] : ['', 'Connect a tool (DoIP):', ...doip.map((line) => `  ${line}`)]),
    ...(busUrls.length === 0 ? [] : ['', `Other tools: ${docPage('connect.md')}`]),
    '',
    'Control the car (from another terminal):',
    `  curl ${httpUrl}/api/state`,
    `  curl -X POST ${httpUrl}/api/vehicle -H 'content-type: application/json' -d '{"doors":{"driver":true}}'`,
    ...(firstKey === undefined ? [] : [`  curl -X POST ${httpUrl}/api/keys/${firstKey}/touch`]),
    '',
    ...(passwords.length === 0 ? [] : [...describePasswords(passwords), '']),
    'Press Ctrl-C to stop.',
  ];
}
