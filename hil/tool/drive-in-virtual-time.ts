import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import type { Car } from '../car/car.ts';
import { KeyError } from '../car/key-error.ts';
import { scanToolConfig, type ToolEndpoint } from '../tester/tester-config.ts';
import type {
  HandAction,
  HandAnswer,
  PassCodeAnswer,
  PassCodeSource,
  RequestCommand,
  ToolCommand,
  ToolObserver,
  ToolReply,
  ToolUtility,
} from './tool-command.ts';
import type { ToolResult } from './tool-result.ts';

export interface VirtualDriveOptions {
  readonly car: Car;
  readonly passCodes: PassCodeSource;
  readonly endpoint?: ToolEndpoint;
  /** The tool's name on the bus; `scan-tool` where absent. No other node may have it. */
  readonly name?: string;
  readonly observer?: ToolObserver;
}

/**
 * Runs a utility against a car in this process, in the car's own time: as fast as the processor goes. The tool is on
 * the car's bus from the first command to the result.
 */
export function driveInVirtualTime(utility: ToolUtility, options: VirtualDriveOptions): ToolResult {
  const { car, observer } = options;
  const { name, endpoint } = options;
  const tester = new TesterNode(
    scanToolConfig(car.profile, {
      ...(name === undefined ? {} : { name }),
      ...(endpoint === undefined ? {} : { endpoint }),
    }),
  );
  car.attach(tester);
  try {
    let next = utility.next();
    while (next.done !== true) {
      const command = next.value;
      observer?.before?.(command, car.nowUs);
      const startUs = car.nowUs;
      const reply = carryOut(command, tester, options);
      observer?.step?.({ startUs, endUs: car.nowUs, command, reply });
      next = utility.next(reply);
    }
    return next.value;
  } finally {
    car.detach(tester);
  }
}

function carryOut(command: ToolCommand, tester: TesterNode, options: VirtualDriveOptions): ToolReply {
  const { car } = options;
  switch (command.kind) {
    case 'request':
      return { kind: 'request', outcome: exchange(command, tester, car) };
    case 'wait':
      car.advanceTo(car.nowUs + command.durationUs);
      return { kind: 'wait' };
    case 'pass-code':
      return { kind: 'pass-code', answer: waitedFor(options.passCodes(command), car) };
    case 'hand':
      return { kind: 'hand', answer: handOnCar(car, command.action) };
    case 'screen':
      return { kind: 'screen', choice: 'next' };
    case 'progress':
      return { kind: 'progress' };
    case 'watch':
    case 'retry':
    case 'count':
    case 'vehicle':
      throw new Error(`a command "${command.kind}" is for a technician, and none is led here`);
  }
}

/** A late answer is there when that much vehicle time has passed. */
function waitedFor(answer: PassCodeAnswer, car: Car): PassCodeAnswer {
  if (answer.lateUs !== undefined) car.advanceTo(car.nowUs + answer.lateUs);
  return answer;
}

/** Each request ends by an answer or a timeout of the tester's, so that the loop does. */
function exchange(command: RequestCommand, tester: TesterNode, car: Car): UdsOutcome {
  const { payload, functional, suppress } = command;
  car.network.apply(tester, (outbox, nowUs) =>
    tester.request(
      payload,
      {
        target: functional === true ? 'functional' : 'physical',
        ...(suppress === undefined ? {} : { suppressResponse: suppress }),
      },
      nowUs,
      outbox,
    ),
  );
  while (tester.isBusy()) car.advanceTo(car.deadlineUs());
  const outcome = tester.outcome();
  if (outcome === null) throw new Error('a request ended without an outcome');
  return outcome;
}

function handOnCar(car: Car, action: HandAction): HandAnswer {
  switch (action.kind) {
    case 'touch-key':
      return touch(car, action.keyId);
    case 'open-driver-door':
      car.setVehicle({ doors: { driver: true } });
      return { done: true, reaction: null, reason: null };
    case 'toggle-driver-door':
      car.setVehicle({ doors: { driver: !car.body.inputs.doors.driver } });
      return { done: true, reaction: null, reason: null };
  }
}

function touch(car: Car, keyId: number): HandAnswer {
  try {
    return { done: true, ...car.touchKey(keyId) };
  } catch (error) {
    if (error instanceof KeyError) return { done: false, message: error.message, hint: error.hint };
    throw error;
  }
}
