import { Car } from '../../hil/car/car.ts';
import { openCarBus } from '../../hil/car/host/open-car-bus.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { startHttpServer } from '../../hil/server/http-server.ts';
import { parseProfile } from '../../ecu-sim/profile.ts';
import type { ProfileFields } from '../../hil/scenario/scenario.ts';

/** A car in virtual time in this process, with a bus and HTTP on ports that the system picks. */
export interface ServedCar {
  readonly host: CarHost;
  readonly bus: string;
  readonly http: string;
  readonly close: () => Promise<void>;
}

export async function serveVirtualCar(fields: ProfileFields = {}): Promise<ServedCar> {
  const onFatal = (error: unknown): void => {
    throw error;
  };
  const host = new CarHost({ timeMode: 'virtual', car: new Car({ profile: parseProfile(fields) }), onFatal });
  const bus = await openCarBus('slcan-tcp:127.0.0.1:0', host);
  const server = await startHttpServer({ control: host, host: '127.0.0.1', port: 0 });
  host.start();
  return {
    host,
    bus: bus.url,
    http: server.url,
    close: async () => {
      host.close();
      await Promise.all([server.close(), bus.close()]);
    },
  };
}
