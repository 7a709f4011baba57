import { smartkey } from '../smartkey.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { describeNegativeResponse, NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { OUTCOMES, procedureStateName, type ReasonName } from '../../ecu-sim/description/codes.ts';
import type { FailureMessage } from './utility-failure.ts';

/** The meaning of the ECU's codes for a technician (TEC-6). */

const BY_REASON: Readonly<Record<ReasonName, Omit<FailureMessage, 'reason'>>> = {
  none: {
    what: 'the Smart Key ECU gives no reason',
    next: `run "${smartkey('tool read')}" for its inputs and history, and start again`,
  },
  door: {
    what: "the driver's door is not open according to the Smart Key ECU",
    next: "open the driver's door; if it is open, check the courtesy switch and the body ECU's frame, then start again",
  },
  battery: {
    what: 'the 12 V supply is too low',
    next: 'connect a battery charger, wait until the voltage has recovered, and start again with new pass-codes',
  },
  'pass-code': {
    what: 'the pass-code is wrong, and its seed is now void',
    next: 'start again, and get a pass-code for the new seed of this vehicle',
  },
  full: {
    what: 'no free slot for another key',
    next: `erase lost or unused keys ("${smartkey('tool erase')}"), then add the new one`,
  },
  'already-registered': {
    what: 'the key is already registered on this vehicle',
    next: 'touch a new key instead; this one already works',
  },
  'bound-elsewhere-or-retired': {
    what: 'the key was registered before, on this vehicle or another, and can never be registered again',
    next: 'use a new key that was never registered',
  },
  'weak-key-battery': {
    what: "the key's own battery is too weak to register it",
    next: "replace the key's battery and touch it again",
  },
  antenna: {
    what: 'the front antenna has a fault (B27A5)',
    next: 'repair the front antenna circuit, then start again',
  },
  'prohibited-by-fault': {
    what: 'registration is prohibited: by the fault B278D, or by an interrupted reset',
    next: `repair and clear B278D; after a reset that did not complete, run "${smartkey('tool reset')}" first`,
  },
  speed: {
    what: 'the vehicle is moving, or its speed is unknown',
    next: 'stop the vehicle and start again',
  },
  'session-ended': {
    what: 'the diagnostic session ended, and the procedure with it',
    next: 'check the connection to the vehicle and start again with new pass-codes',
  },
  'power-loss': {
    what: 'the Smart Key ECU lost its 12 V supply, and the procedure ended',
    next: 'secure the supply with a battery charger and start again with new pass-codes; the approval is still valid',
  },
  'count-differs': {
    what: 'the number of keys touched differs from the number declared present',
    next: 'start again, and touch each key that is present, one at a time, before the window closes',
  },
  'step-timeout': {
    what: 'the next step came too late, and the vehicle left registration mode',
    next: 'start again with a new pass-code; keys registered before stay registered',
  },
  'other-procedure': {
    what: 'another procedure is already running in the Smart Key ECU',
    next: `finish or stop it first; "${smartkey('tool read')}" shows which one it is`,
  },
  memory: {
    what: 'the Smart Key ECU cannot read its key memory',
    next: `the Smart Key ECU must be replaced; run "${smartkey('tool read')}" to see what it still reports`,
  },
};

/** The message for one of the vehicle's own reasons. */
export function messageForReason(reason: ReasonName): FailureMessage {
  return { reason, ...BY_REASON[reason] };
}

/** The message for a procedure that the ECU ended itself. An expired erase window has no reason of its own. */
export function messageForEnd(outcome: number, reason: ReasonName): FailureMessage {
  if (outcome !== OUTCOMES['timed-out'] || reason !== 'none') return messageForReason(reason);
  return {
    reason: 'window-closed',
    what: 'the time for touching the keys ran out',
    next: 'have the keys ready, and start again with a new pass-code',
  };
}

/** For a first step while the ECU is already running this procedure, such as a reset that another tool began. */
export function messageForUnderWay(state: number, remainingMs: number): FailureMessage {
  const left = remainingMs === 0 ? '' : `, ${Math.ceil(remainingMs / 1000)} s left`;
  return {
    reason: 'under-way',
    what: `the Smart Key ECU is already running this procedure (${procedureStateName(state) ?? state}${left})`,
    next: `wait until it has ended ("${smartkey('tool read')}" shows it), then start again if it is still needed`,
  };
}

/** For a negative response without a reason in the history. `doing` completes "while …". */
export function messageForNegativeResponse(nrc: number, doing: string): FailureMessage {
  const answer = describeNegativeResponse(nrc);
  switch (nrc) {
    case NRC.requestSequenceError:
      return {
        reason: 'wrong-order',
        what: `the Smart Key ECU received the steps out of order while ${doing} (${answer})`,
        next: 'start the utility from the beginning',
      };
    case NRC.securityAccessDenied:
      return {
        reason: 'not-authorised',
        what: `the Smart Key ECU is not unlocked, or no longer unlocked, while ${doing} (${answer})`,
        next: 'start again with a new pass-code',
      };
    case NRC.invalidKey:
      return messageForReason('pass-code');
    case NRC.exceededNumberOfAttempts:
      return {
        reason: 'too-many-attempts',
        what: 'the pass-code is wrong and no attempts are left; the Smart Key ECU is locked for a while',
        next: `wait until the delay is over ("${smartkey('tool read')}" shows it), then get a pass-code for a new seed`,
      };
    case NRC.requiredTimeDelayNotExpired:
      return {
        reason: 'locked-out',
        what: 'the Smart Key ECU accepts no pass-code yet after too many wrong ones',
        next: `wait until the delay is over ("${smartkey('tool read')}" shows it) and start again`,
      };
    case NRC.requestOutOfRange:
      return {
        reason: 'out-of-range',
        what: `the Smart Key ECU rejected a value while ${doing} (${answer})`,
        next: `compare the values given with "${smartkey('tool read')}", and start again`,
      };
    case NRC.voltageTooLow:
      return messageForReason('battery');
    case NRC.vehicleSpeedTooHigh:
      return messageForReason('speed');
    case NRC.subFunctionNotSupportedInActiveSession:
    case NRC.serviceNotSupportedInActiveSession:
      return messageForReason('session-ended');
    case NRC.busyRepeatRequest:
      return {
        reason: 'busy',
        what: `the Smart Key ECU is busy with another tool while ${doing} (${answer})`,
        next: 'disconnect the other tool and start again',
      };
    default:
      return {
        reason: 'refused',
        what: `the Smart Key ECU refused while ${doing} (${answer})`,
        next: `run "${smartkey('tool read')}" for its inputs and history, and start again`,
      };
  }
}

type SilentOutcome = Exclude<UdsOutcome, { readonly kind: 'positive' | 'negative' }>;

/** An ECU without power sleeps until a courtesy switch moves (VEH-7). */
const CHECK_BUS =
  'check the cable and the 12 V supply, and switch on the ignition; with the ignition off, open or close the ' +
  "driver's door at least every 1.5 seconds, which keeps the ECU awake; then run " +
  `"${smartkey('tool read')}"`;

/** For a request without an answer. */
export function messageForSilence(outcome: SilentOutcome, doing: string): FailureMessage {
  if ('connection' in outcome) {
    const { reason, hint } = outcome.connection;
    return { reason: 'no-answer', what: `no answer from the Smart Key ECU while ${doing}: ${reason}`, next: hint };
  }
  switch (outcome.kind) {
    case 'no-response':
    case 'timeout':
      return { reason: 'no-answer', what: `the Smart Key ECU does not answer while ${doing}`, next: CHECK_BUS };
    case 'send-failed':
      return {
        reason: 'no-answer',
        what: `a request did not reach the Smart Key ECU while ${doing}`,
        next: CHECK_BUS,
      };
    case 'receive-failed':
      return {
        reason: 'broken-answer',
        what: `a response of the Smart Key ECU broke off while ${doing}`,
        next: CHECK_BUS,
      };
  }
}

/** For a script that gives no VIN, on a vehicle that reports none. */
export function messageForUnknownVin(): FailureMessage {
  return {
    reason: 'vin-unknown',
    what: 'the vehicle does not report a valid VIN',
    next: 'give the VIN with --vin',
  };
}

/** For a script that is meant for another vehicle. */
export function messageForOtherVin(read: string, given: string): FailureMessage {
  return {
    reason: 'vin-differs',
    what: `the vehicle reports the VIN ${read}, not ${given} as given with --vin`,
    next: 'check the plate, and which vehicle the tool is connected to; then give its own VIN, or leave --vin out',
  };
}

/** For a positive answer that is not as expected. */
export function messageForUnexpectedResponse(doing: string): FailureMessage {
  return {
    reason: 'unexpected-response',
    what: `unexpected response: not in the form of a Smart Key ECU, while ${doing}`,
    next: 'check that the tool is connected to the Smart Key ECU: check the endpoint and the other nodes on the bus',
  };
}

/** For a bus that is lost while the tool needs it. */
export function messageForLostConnection(): FailureMessage {
  return {
    reason: 'connection-lost',
    what: 'the connection to the bus was lost',
    next: `check the cable and the adapter, then run "${smartkey('tool read')}"`,
  };
}

/** For a car that somebody restarted: the one that the utility was for is no longer there. */
export function messageForRestart(): FailureMessage {
  return {
    reason: 'car-restarted',
    what: 'the car was restarted: the utility ended with the car that it ran on',
    next: 'start it again on the new car; new pass-codes are needed',
  };
}

/** For a technician who pressed Ctrl-C. */
export function messageForInterruption(): FailureMessage {
  return {
    reason: 'interrupted',
    what: 'the utility was interrupted',
    next: 'start it again at any time; new pass-codes are needed',
  };
}
