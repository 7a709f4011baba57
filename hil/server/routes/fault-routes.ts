import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import type { Car } from '../../car/car.ts';
import { carStateOf } from '../../car/car-state.ts';
import type { FaultPlanForm } from '../../car/faults/fault-form.ts';
import { faultFormOf, readFaultForm } from '../../car/faults/read-fault-form.ts';
import { parseKeyId } from '../../../ecu-sim/identity/key-id.ts';
import { FAULTS, type ServedFaults } from '../answers.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { HttpError } from '../../http/http-error.ts';
import { hintOf } from '../error-hints.ts';
import { FAULTS_FORM } from '../request-bodies.ts';
import { deleteRoute, getRoute, postRoute, type Route } from '../../http/route.ts';

/** The faults of the car. */
export function faultRoutes(control: CarControl): readonly Route[] {
  return [
    getRoute({
      path: '/api/faults',
      summary: 'list the faults in force',
      description: 'Fault codes, and the part of the fault plan still in force.',
      answer: FAULTS,
      handle: () => control.act(faultsOf),
    }),
    postRoute({
      path: '/api/faults',
      summary: 'set a fault of the car, or parts of the fault plan',
      description:
        'A fault code on or off (VEH-8); or any parts of the fault plan, each replacing the part in force. ' +
        'docs/faults.md in the package describes all of them with examples. Returns all faults in force.',
      body: FAULTS_FORM,
      example: { fault: 'B278D', on: true },
      answer: FAULTS,
      handle: (body) =>
        control.act((car) => {
          if ('fault' in body) car.setFault(body.fault, body.on);
          else setPlan(car, body);
          return faultsOf(car);
        }),
    }),
    deleteRoute({
      path: '/api/faults',
      summary: 'clear all faults',
      description:
        'Permanent effects remain: corrupted memory, a discharged battery, the present supply voltage. ' +
        'Returns the faults in force.',
      answer: FAULTS,
      handle: () =>
        control.act((car) => {
          car.clearFaults();
          return faultsOf(car);
        }),
    }),
  ];
}

function setPlan(car: Car, form: FaultPlanForm): void {
  try {
    car.setFaults(readFaultForm(form, parseKeyId));
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    throw new HttpError(422, error.message, { field: 'keyBattery', ...hintOf(error) });
  }
}

function faultsOf(car: Car): ServedFaults {
  const plan = faultFormOf(car.faultsLeft());
  return { faults: carStateOf(car).faults, bus: plan.bus, plan };
}
