import { BUS_OFF_CHECKS } from './bus-off-checks.ts';
import { CAN_UTILS_CHECKS } from './can-utils-checks.ts';
import type { CheckGroup } from './check.ts';
import { DOCTOR_CHECKS } from './doctor-checks.ts';
import { GUIDE_CHECKS } from './guide-checks.ts';
import { ISOTP_CHECKS } from './isotp-checks.ts';
import { KVASER_CHECKS } from './kvaser-checks.ts';
import { PYTHON_CHECKS } from './python-checks.ts';
import { SCENARIO_CHECKS } from './scenario-checks.ts';
import { SLCAND_CHECKS } from './slcand-checks.ts';
import { SOCKETCAN_CHECKS } from './socketcan-checks.ts';

/** What one boot of the guest finds out, in this order. */
export const CHECK_GROUPS: readonly CheckGroup[] = [
  { about: 'smartkey doctor in the guest', checks: DOCTOR_CHECKS },
  { about: 'socketcan: on a kernel with CAN', checks: SOCKETCAN_CHECKS },
  { about: 'bus-off on an interface', checks: BUS_OFF_CHECKS },
  { about: 'can-utils and a car on vcan0', checks: CAN_UTILS_CHECKS },
  { about: "the kernel's ISO-TP and ours", checks: ISOTP_CHECKS },
  { about: 'Python and a car on vcan0', checks: PYTHON_CHECKS },
  { about: 'slcand on our pseudo-terminal', checks: SLCAND_CHECKS },
  { about: 'a car and a scan tool on two CAN adapters', checks: KVASER_CHECKS },
  { about: 'scenarios on benches with CAN', checks: SCENARIO_CHECKS },
  { about: 'docs/connect.md in the guest', checks: GUIDE_CHECKS },
];
