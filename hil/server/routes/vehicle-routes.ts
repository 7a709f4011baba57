import { MICROS_PER_MILLI } from '../../../can-bus/time/micros.ts';
import type { VehicleChange } from '../../car/car.ts';
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
