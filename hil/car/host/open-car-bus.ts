import { Subject } from 'rxjs';
import type { DoipFaultSource } from '../../../can-bus/doip/doip-faults.ts';
import type { DoipFault } from '../../../can-bus/doip/fault-plan.ts';

import type { VehiclePower } from '../../../can-bus/elm327/adapter-state.ts';
import type { CanPortServer } from '../../../can-bus/ports/can-port.ts';
import { parseBusUrl } from '../../../can-bus/ports/bus-url.ts';
import { openServerPort, type ServerPortOptions } from '../../../can-bus/ports/open-port.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { usesCanFd } from '../../../ecu-sim/diagnostics/endpoint-config.ts';
import { BROADCAST_IDS } from '../../../ecu-sim/signals/broadcast-database.ts';
import { scanToolConfig } from '../../tester/tester-config.ts';
import { UDS_CLIENT_DEFAULTS } from '../../../can-bus/uds/client-config.ts';
import type { CarHost } from './car-host.ts';

/**
 * Serves a car's bus at a URL: each client becomes a node on it.
 *
 * @throws PortError: `usage` for a URL that is wrong or of a kind that cannot be served, `bench` where the address is
 * in use
 */
export async function openCarBus(url: string, host: CarHost): Promise<CanPortServer> {
  const { car } = host;
  const clock = new RealClock({ rate: wallRate(host) });
  host.hostEvents.subscribe(({ event }) => {
    if (event === 'time-set') clock.setRate(wallRate(host));
  });
  const doip = parseBusUrl(url).kind === 'doip' ? await doipOf(host) : {};
  const server = await openServerPort(url, {
    vehicleTimeUs: () => car.nowUs,
    fd: usesCanFd(car.profile),
    bitRate: car.network.bus.timing.bitRate,
    broadcastIds: BROADCAST_IDS,
    clock,
    diagnostics: scanToolConfig(car.profile),
    ...doip,
    confirms: true,
    stamps: host.timeMode === 'real',
    settles: () => !host.followsWall,
    power: () => powerOf(host),
    answerMarginUs: () => UDS_CLIENT_DEFAULTS.marginUs * Math.max(1, wallRate(host)),
  });
  host.serve(server);
  return server;
}

/** Loaded only where it is needed: it would delay the start of other cars. */
async function doipOf(host: CarHost): Promise<Pick<ServerPortOptions, 'vehicle' | 'doip'>> {
  const { doipVehicle } = await import('../../tester/doip-vehicle.ts');
  const { car } = host;
  const supply = new Subject<boolean>();
  car.observe({
    event: ({ event: { kind } }) => {
      // What the gateway does then may be something for the car's record, which is being written.
      if (kind === 'power-cut' || kind === 'power-back') queueMicrotask(() => supply.next(kind === 'power-back'));
    },
  });
  host.hostEvents.subscribe(({ event }) => {
    if (event === 'car-restarted') supply.next(true);
  });
  const spent = new WeakSet<DoipFault>();
  car.addGateway((fault) => spent.has(fault));
  const faults: DoipFaultSource = {
    faults: () => car.faults.doip,
    seed: () => car.faults.seed ?? car.seed,
    spent: (fault) => spent.add(fault),
    struck: (fault) => host.note({ kind: 'fault-struck', node: 'doip', fault, frame: null }),
  };
  return { vehicle: doipVehicle(car.profile), doip: { faults, supply } };
}

/** How fast the wall's time goes by for clients; at its own pace where the car does not follow it. */
function wallRate({ followsWall, rate }: CarHost): number {
  return followsWall ? rate : 1;
}

/** As an adapter at the diagnostic connector sees it. */
function powerOf({ car }: CarHost): VehiclePower {
  const { batteryMv, powerMode } = car.body.inputs;
  return { batteryV: batteryMv / 1_000, ignitionOn: powerMode === 'on' || powerMode === 'running' };
}
