import { MICROS_PER_MILLI } from '../../../can-bus/time/micros.ts';
import type { VehicleChange } from '../../car/vehicle-change.ts';
import { carStateOf } from '../../car/car-state.ts';
import { START, STATE, type ServedState } from '../answers.ts';
import { EMPTY_FORM } from '../../http/body-form.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { POWER_CYCLE_FORM, VEHICLE_FORM, type VehicleBody } from '../request-bodies.ts';
import { getRoute, postRoute, type Route } from '../../http/route.ts';

const DEFAULT_OFF_MS = 100;

/** The car's state, its body and supply. */
export function vehicleRoutes(control: CarControl): readonly Route[] {
  return [
    getRoute({
      path: '/api/state',
      summary: 'show the state of the car',
      description:
        'Ids are 8 upper-case hex digits, times are whole microseconds of vehicle time; null if nothing runs.',
      answer: STATE,
      handle: () => stateOf(control),
    }),
    postRoute({
      path: '/api/vehicle',
      summary: 'set doors, power mode, supply, brake, lever, speed',
      description: 'Any subset (VEH-1); omitted parts stay as they are. Returns the new state.',
      body: VEHICLE_FORM,
      answer: STATE,
      handle: (body) => {
        control.act((car) => car.setVehicle(vehicleChange(body)));
        return stateOf(control);
      },
    }),
    postRoute({
      path: '/api/vehicle/start',
      summary: 'press the engine switch',
      description: 'Returns whether the engine runs, and if not, why (KEY-4, KEY-5, KEY-7).',
      body: EMPTY_FORM,
      answer: START,
      handle: () => control.act((car) => car.pressEngineSwitch()),
    }),
    postRoute({
      path: '/api/power-cycle',
      summary: 'power-cycle the car',
      description:
        'Returns the state once the ECUs have booted; in virtual time the clock advances by offMs and the boot time. ' +
        'Power mode and doors stay as before.',
      body: POWER_CYCLE_FORM,
      answer: STATE,
      handle: async ({ offMs = DEFAULT_OFF_MS }) => {
        await control.powerCycle(Math.round(offMs * MICROS_PER_MILLI));
        return stateOf(control);
      },
    }),
    postRoute({
      path: '/api/restart',
      summary: 'restart with a fresh car',
      description:
        'A new car of the same profile and seed takes its place: fresh memory, two registered keys, no faults, time ' +
        'from 0. How time moves stays, and clients stay connected. Returns the new state.',
      body: EMPTY_FORM,
      answer: STATE,
      handle: () => {
        control.restart();
        return stateOf(control);
      },
    }),
  ];
}

function stateOf(control: CarControl): ServedState {
  const { timeMode, rate } = control;
  return control.act((car) => {
    const { timeUs, ...state } = carStateOf(car);
    return { timeUs, timeMode, rate, ...state, buses: control.buses() };
  });
}

function vehicleChange({ batteryV, ...others }: VehicleBody): VehicleChange {
  return batteryV === undefined ? others : { ...others, batteryMv: Math.round(batteryV * 1000) };
}
