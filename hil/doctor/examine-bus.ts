import { parseBusUrl, type BusKind } from '../../can-bus/ports/bus-url.ts';
import { openClientPort, openServerPort } from '../../can-bus/ports/open-port.ts';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { scanToolConfig } from '../tester/tester-config.ts';
import { missing, ok, warn, type Finding } from './finding.ts';

/** Kinds that the car serves; all others are connected to. */
const SERVED: readonly BusKind[] = ['slcan-pty', 'slcan-tcp', 'socketcand', 'uds-lines'];

/**
 * Whether a bus can be had here and now: by opening it, and closing it again.
 *
 * @throws PortError (`usage`) for a URL that is none
 */
export async function examineBus(url: string): Promise<Finding> {
  const { kind } = parseBusUrl(url);
  if (kind === 'virtual') return ok('bus', `${url}: always available`);
  try {
    const port = SERVED.includes(kind)
      ? await openServerPort(url, { vehicleTimeUs: () => 0, diagnostics: scanToolConfig(DEFAULT_PROFILE) })
      : await openClientPort(url);
    await port.close();
    return ok('bus', `${url}: can be opened`);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (error.context['code'] !== 'EADDRINUSE') return missing('bus', error.message, error.hint);
    return warn('bus', `${url}: in use; if by a car, a tool can connect to it`, error.hint);
  }
}
