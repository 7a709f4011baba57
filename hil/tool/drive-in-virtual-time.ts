import type { Car } from '../car/car.ts';
import type { PassCodeSource } from '../tester/command.ts';
import { converse, type ConversationObserver } from '../tester/conversation.ts';
import { VirtualTimeDriver } from '../tester/virtual-time-driver.ts';
import { performOnCar } from './perform-on-car.ts';
import { scanToolConfig, type ToolEndpoint } from '../tester/tester-config.ts';
import type { ToolResult, ToolUtility } from './tool-result.ts';

interface VirtualDriveOptions {
  readonly car: Car;
  readonly passCodes: PassCodeSource;
  readonly endpoint?: ToolEndpoint;
  /** The tool's name on the bus; `scan-tool` where absent. It must be unique. */
  readonly name?: string;
  readonly observer?: ConversationObserver;
}

/**
 * Runs a utility against a car in this process, in virtual time: as fast as the processor allows. The tool is on the
 * car's bus from its first request to the result.
 */
export function driveInVirtualTime(utility: ToolUtility, options: VirtualDriveOptions): ToolResult {
  const { car, passCodes, name, endpoint, observer } = options;
  const driver = new VirtualTimeDriver({
    time: car,
    host: car.network,
    tester: scanToolConfig(car.profile, {
      ...(name === undefined ? {} : { name }),
      ...(endpoint === undefined ? {} : { endpoint }),
    }),
    operator: { passCodes, perform: (stimulus) => performOnCar(car, stimulus) },
  });
  try {
    return converse(utility, driver, observer);
  } finally {
    driver.end();
  }
}
