import { subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { EcuDescription, RoutineSpec } from './ecu-description.ts';

/** Of a service that the ECU does not have. */
const NO_SERVICE = 'conformance 1';
const START = 1;
const STOP = 2;

/**
 * The rule that the answer to a request follows: that of the identifier, sub-function or step of a routine that it
 * names, or else that of its service.
 */
export function ruleOfRequest(description: EcuDescription, request: Uint8Array): string {
  const [sid, second = 0, third = 0, fourth = 0, option] = request;
  const service = Object.values(description.services).find((declared) => declared.sid === sid);
  if (service === undefined) return NO_SERVICE;
  const part = service.subFunctions?.find(({ code }) => code === subFunctionOf(request))?.rule;
  return part ?? ruleOfId() ?? service.rule ?? NO_SERVICE;

  function ruleOfId(): string | undefined {
    // Of several identifiers none is the one.
    if (sid === SID.readDataByIdentifier && request.length === 3) {
      return Object.values(description.dataIdentifiers).find(({ id }) => id === second * 256 + third)?.rule;
    }
    if (sid !== SID.routineControl) return undefined;
    const routine = Object.values(description.routines).find(({ id }) => id === third * 256 + fourth);
    return routine === undefined ? undefined : ruleOfStep(routine, subFunctionOf(request), option);
  }
}

function ruleOfStep(routine: RoutineSpec, type: number, option: number | undefined): string | undefined {
  if (type === STOP) return routine.stopRule ?? routine.rule;
  const started = type === START ? Object.values(routine.start).find(({ code }) => code === option) : undefined;
  return started?.rule ?? routine.rule;
}
