import { MICROS_PER_MILLI } from '../../../can-bus/time/micros.ts';
import type { Car, VehicleChange } from '../../car/car.ts';
import { carStateOf } from '../../car/car-state.ts';
import { FAULTS, START, STATE, type ServedFaults, type ServedState } from '../answers.ts';
import { EMPTY_FORM } from '../body-form.ts';
import type { CarControl } from '../car-control.ts';
import {
  FAULTS_FORM,
  POWER_CYCLE_FORM,
  VEHICLE_FORM,
  type BusFaultsBody,
  type VehicleBody,
} from '../request-bodies.ts';
import { getRoute, postRoute, type Route } from '../route.ts';

const DEFAULT_OFF_MS = 100;

/** The car's state, its body, supply and faults. */
export function vehicleRoutes(control: CarControl): readonly Route[] {
  return [
    getRoute({
      path: '/api/state',
      summary: 'the car at the present instant',
      description:
        'Ids are 8 upper-case hex digits, times whole microseconds of vehicle time; null where nothing runs.',
      answer: STATE,
      handle: () => stateOf(control),
    }),
    postRoute({
      path: '/api/vehicle',
      summary: 'moves doors, power mode, supply, brake, lever; sets the speed',
      description: 'Any subset (VEH-1); what is left out stays as it is. Answers the new state.',
      body: VEHICLE_FORM,
      answer: STATE,
      handle: (body) => {
        control.act((car) => car.setVehicle(vehicleChange(body)));
        return stateOf(control);
      },
    }),
    postRoute({
      path: '/api/vehicle/start',
      summary: 'presses the engine switch',
      description: 'Answers whether the engine runs, and why not (KEY-4, KEY-5, KEY-7).',
      body: EMPTY_FORM,
      answer: START,
      handle: () => control.act((car) => car.pressEngineSwitch()),
    }),
    postRoute({
      path: '/api/power-cycle',
      summary: 'takes the 12 V away and gives it back',
      description:
        'Answers the state when the ECUs have booted; in virtual time the clock moves by offMs and the boot time. ' +
        'Power mode and doors stand as before.',
      body: POWER_CYCLE_FORM,
      answer: STATE,
      handle: async ({ offMs = DEFAULT_OFF_MS }) => {
        await control.powerCycle(Math.round(offMs * MICROS_PER_MILLI));
        return stateOf(control);
      },
    }),
    postRoute({
      path: '/api/faults',
      summary: 'sets a fault of the car, or of the bus',
      description: 'A fault code on or off (VEH-8), or how the bus misbehaves. Answers all faults in force.',
      body: FAULTS_FORM,
      answer: FAULTS,
      handle: (body) =>
        control.act((car) => {
          if ('fault' in body) car.setFault(body.fault, body.on);
          else car.setBusFaults(busFaults(body.bus));
          return faultsOf(car);
        }),
    }),
  ];
}

function stateOf(control: CarControl): ServedState {
  const { timeMode, rate } = control;
  return control.act((car) => {
    const { timeUs, ...state } = carStateOf(car);
    return { timeUs, timeMode, rate, ...state };
  });
}

function vehicleChange({ batteryV, ...others }: VehicleBody): VehicleChange {
  return batteryV === undefined ? others : { ...others, batteryMv: Math.round(batteryV * 1000) };
}

function busFaults({ ids, ...others }: BusFaultsBody): Parameters<Car['setBusFaults']>[0] {
  if (ids === undefined || ids === null) return others;
  return { ...others, ids: ids.map((id) => (typeof id === 'number' ? id : Number.parseInt(id, 16))) };
}

function faultsOf(car: Car): ServedFaults {
  const { ids, ...bus } = car.network.bus.faults;
  const hexIds = ids?.map((id) => id.toString(16).toUpperCase().padStart(3, '0')) ?? null;
  return { faults: carStateOf(car).faults, bus: { ...bus, ids: hexIds } };
}
