import { BUS_OFF_CHECKS } from './bus-off-checks.ts';
import type { CheckGroup } from './check.ts';
import { DOCTOR_CHECKS } from './doctor-checks.ts';
import { SOCKETCAN_CHECKS } from './socketcan-checks.ts';

/** What one boot of the guest finds out, in this order. */
export const CHECK_GROUPS: readonly CheckGroup[] = [
  { about: 'smartkey doctor in the guest', checks: DOCTOR_CHECKS },
  { about: 'socketcan: on a kernel with CAN', checks: SOCKETCAN_CHECKS },
  { about: 'bus-off on an interface', checks: BUS_OFF_CHECKS },
];
