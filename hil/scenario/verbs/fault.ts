import { z } from 'zod';

import { CAR_FAULTS, type CarFault } from '../../car/car-fault.ts';
import type { DealerFaults } from '../../dealer/rules/dealer-faults.ts';
import { faultPlanSchema, type FaultPlanForm } from '../../car/faults/fault-form.ts';
import { described } from '../../../ecu-sim/profile/limited-number.ts';
import { onOff } from '../field-schemas.ts';
import { DONE } from '../expectation.ts';
import { dealerFaults } from './dealer.ts';
import type { Verb } from './verb.ts';

/* Faults: one of the ECU, parts of the fault plan, those of the dealer, or none to clear all. */

type FaultAction =
  | { readonly kind: 'fault'; readonly fault: CarFault; readonly on: boolean }
  | { readonly kind: 'faults'; readonly form: FaultPlanForm }
  | { readonly kind: 'dealerFaults'; readonly faults: Partial<DealerFaults> }
  | { readonly kind: 'clearFaults' };

export const fault: Verb<FaultAction> = {
  schema: z
    .union(
      [
        z.literal('none'),
        z.strictObject({
          fault: z.enum(CAR_FAULTS).describe('code of a fault of the car (VEH-8)'),
          on: described('whether the fault is set', onOff).default(true),
        }),
        z.strictObject({ dealer: dealerFaults.describe('faults of the dealer server; others stay as they are') }),
        faultPlanSchema((noun) => noun),
      ],
      'a fault {fault, on}, parts of the fault plan, {dealer}, or none to end them all',
    )
    .transform((value): FaultAction => {
      if (value === 'none') return { kind: 'clearFaults' };
      if ('dealer' in value) return { kind: 'dealerFaults', faults: value.dealer };
      return 'fault' in value ? { kind: 'fault', ...value } : { kind: 'faults', form: value };
    })
    .describe('sets faults of the car, of the fault plan or of the dealer; none ends them all (VEH-8)'),
  kinds: ['fault', 'faults', 'dealerFaults', 'clearFaults'],
  describe(action) {
    switch (action.kind) {
      case 'fault':
        return `fault ${action.fault} ${action.on ? 'on' : 'off'}`;
      case 'faults':
        return `faults ${JSON.stringify(action.form)}`;
      case 'dealerFaults':
        return `faults of the dealer ${JSON.stringify(action.faults)}`;
      case 'clearFaults':
        return 'clear all faults';
    }
  },
  names: (action) => (action.kind === 'faults' ? { keys: (action.form.keyBattery ?? []).map(({ key }) => key) } : {}),
  async run(action, { car, bench }) {
    switch (action.kind) {
      case 'fault':
        await bench.setFault(car, action.fault, action.on);
        break;
      case 'faults':
        await bench.setFaults(car, action.form);
        break;
      case 'dealerFaults':
        await bench.orderDealerFaults(car, action.faults);
        break;
      case 'clearFaults':
        await bench.clearFaults(car);
    }
    return DONE;
  },
};
