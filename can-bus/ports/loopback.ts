import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether an address is reachable from this machine only: localhost, 127.0.0.0/8 and ::1, also in brackets and as an
 * IPv4-mapped IPv6 address. Any other name may belong to any machine, whatever it begins with.
 */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (name === 'localhost') return true;
  const version = isIP(name);
  if (version === 6) return LOOPBACK.check(name.replace(/%.*$/, ''), 'ipv6');
  return version === 4 && LOOPBACK.check(name, 'ipv4');
}

/** The IPv4 address for everybody who can reach what listens on `host`. */
export function broadcastAddress(host: string): string {
  return isLoopback(host) ? '127.255.255.255' : '255.255.255.255';
}
