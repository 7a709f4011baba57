import { createSocket } from 'node:dgram';
import { hostname, networkInterfaces } from 'node:os';
import type { SocketcandUrl } from './bus-url.ts';
import { isLoopback } from './loopback.ts';

/** Where socketcand's clients listen for it. */
const BEACON_PORT = 42_000;
/** At most three seconds, by its manual. */
const BEACON_INTERVAL_MS = 2_000;

export interface BeaconOptions {
  /** Where it is sent; by default to the broadcast address of each network, and to loopback. */
  readonly targets?: readonly string[];
  readonly port?: number;
}

/** An announcement that is repeated until it is closed. */
export interface Beacon {
  close(): void;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The announcement: the server, its bus and its address. */
function beaconText(url: SocketcandUrl, name: string): string {
  const where = `can://${url.host}:${url.port}`;
  return (
    `<CANBeacon name="${escapeXml(name)}" type="adapter" description="virtual-smart-key">\n` +
    `<URL>${escapeXml(where)}</URL><Bus name="${escapeXml(url.bus)}"/></CANBeacon>`
  );
}

const ANY_ADDRESS = '0.0.0.0';

interface Announcement {
  readonly target: string;
  readonly text: string;
}

function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number);
  return address
    .split('.')
    .map((part, index) => Number(part) | (~(mask[index] ?? 0xff) & 0xff))
    .join('.');
}

/**
 * A bus served on loopback is announced only there; one served on every network is announced on each with its address.
 */
function announcements(url: SocketcandUrl, name: string): Announcement[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal, address }) => {
      if (family !== 'IPv4') return false;
      if (isLoopback(url.host)) return internal;
      return url.host === ANY_ADDRESS || address === url.host;
    });
  return addresses.map(({ address, netmask }) => ({
    target: broadcastOf(address, netmask),
    text: beaconText({ ...url, host: url.host === ANY_ADDRESS ? address : url.host }, name),
  }));
}

/**
 * Announces a served bus over UDP, now and every two seconds.
 *
 * @param onTrouble called once, when an announcement could not be sent; further attempts follow
 */
export function startBeacon(
  url: SocketcandUrl,
  onTrouble: (reason: string) => void,
  options: BeaconOptions = {},
): Beacon {
  const socket = createSocket('udp4');
  const name = hostname();
  const { targets, port = BEACON_PORT } = options;
  let isReported = false;
  const report = (error: Error | null): void => {
    if (error === null || isReported) return;
    isReported = true;
    onTrouble(`the discovery beacon cannot be sent: ${error.message}`);
  };
  const announce = (): void => {
    const texts = targets?.map((target) => ({ target, text: beaconText(url, name) })) ?? announcements(url, name);
    for (const { target, text } of texts) socket.send(text, port, target, report);
  };
  socket.on('error', report);
  let timer: NodeJS.Timeout | null = null;
  socket.bind(0, () => {
    socket.setBroadcast(true);
    announce();
    timer = setInterval(announce, BEACON_INTERVAL_MS);
  });
  return {
    close: () => {
      if (timer !== null) clearInterval(timer);
      socket.close();
    },
  };
}
