import type { TesterEvent } from '../../can-bus/uds/tester-node.ts';
import type { BodyEvent } from '../../ecu-sim/body/body-ecu.ts';
import type { EngineEvent } from '../../ecu-sim/engine/engine-ecu.ts';
import type { SmartKeyEvent } from '../../ecu-sim/smart-key/events.ts';

/** Every report of nodes on the car's bus. */
export type NodeReport = SmartKeyEvent | BodyEvent | EngineEvent | TesterEvent;
