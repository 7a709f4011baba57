import { diagnosticEndpointConfigs } from '../../../../ecu-sim/diagnostics/endpoint-config.ts';
import type { Car } from '../../../../hil/car/car.ts';
import type { CarFaults } from '../../../../hil/car/faults/car-faults.ts';

/** The parts of a car that faults get hold of: for faults that a test sets past the car's own. */
export function faultTargetOf(car: Car): ConstructorParameters<typeof CarFaults>[0] {
  const { network, smartKey, body, engine, keys } = car;
  return {
    network,
    rest: network,
    smartKey,
    nodes: { 'smart-key': smartKey, body, engine },
    endpoints: diagnosticEndpointConfigs(car.profile),
    seed: car.seed,
    supplyMv: () => body.inputs.batteryMv,
    isOpen: (door) => body.inputs.doors[door],
    setKeyBattery: (keyId, batteryMv) => keys.setBattery(keyId, batteryMv),
  };
}
