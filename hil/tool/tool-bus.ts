import { parseBusUrl, type BusKind } from '../../can-bus/ports/bus-url.ts';

/** Buses of a car that a tool may connect to, multi-client ones first. Paths are the car's own. */
const REACHABLE: readonly BusKind[] = ['socketcand', 'slcan-tcp', 'socketcan', 'uds-lines', 'doip'];
/** Addresses that mean "every interface" where a server listens; a client takes the car's own address. */
const ANY_HOST: readonly string[] = ['0.0.0.0', '::', '[::]'];

/**
 * The bus on which a tool reaches a virtual car.
 *
 * @param busUrls of the car
 * @param carUrl the address of its HTTP interface
 * @returns null where it has none that a tool can connect to
 */
export function toolBus(busUrls: readonly string[], carUrl: string | undefined): string | null {
  const candidates = REACHABLE.flatMap((kind) => busUrls.filter((url) => parseBusUrl(url).kind === kind));
  const [url] = candidates;
  if (url === undefined) return null;
  const parsed = parseBusUrl(url);
  if (!('host' in parsed) || parsed.host === null || !ANY_HOST.includes(parsed.host) || carUrl === undefined)
    return url;
  return `${parsed.kind}:${new URL(carUrl).hostname}:${parsed.port}`;
}
