import { parseBusUrl, type BusKind } from '../../can-bus/ports/bus-url.ts';
import { openClientPort, openServerPort } from '../../can-bus/ports/open-port.ts';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { doipVehicle } from '../tester/doip-vehicle.ts';
import { scanToolConfig } from '../tester/tester-config.ts';
import { hintHere } from '../smartkey.ts';
import { missing, ok, warn, type Finding } from './finding.ts';

/** Kinds that the car serves; to all others it connects. */
const SERVED: readonly BusKind[] = [
  'slcan-pty',
  'slcan-tcp',
  'socketcand',
  'uds-lines',
  'elm327-tcp',
  'elm327-pty',
  'doip',
];

/**
 * Checks whether a bus is available by opening and closing it.
 *
 * @throws PortError (`usage`) for an invalid URL
 */
export async function examineBus(url: string): Promise<Finding> {
  const { kind } = parseBusUrl(url);
  if (kind === 'virtual') return ok('bus', `${url}: always available`);
  try {
    const port = SERVED.includes(kind)
      ? await openServerPort(url, {
          vehicleTimeUs: () => 0,
          diagnostics: scanToolConfig(DEFAULT_PROFILE),
          vehicle: doipVehicle(DEFAULT_PROFILE),
        })
      : await openClientPort(url);
    await port.close();
    return ok('bus', `${url}: can be opened`);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (error.context['code'] !== 'EADDRINUSE') return missing('bus', error.message, hintHere(error) ?? error.hint);
    return warn('bus', `${url}: in use; if by a car, a tool can connect to it`, hintHere(error) ?? error.hint);
  }
}
