import { NO_FAULTS } from '../../../../../hil/car/faults/fault-plan.ts';
import { faultFormOf } from '../../../../../hil/car/faults/read-fault-form.ts';
import type { CarFaultsInForce } from '../../../../../hil/view/faults-in-force.ts';

/** A car without faults, as it answers. */
export const NO_FAULTS_IN_FORCE: CarFaultsInForce = { faults: [], plan: faultFormOf(NO_FAULTS) };
