import { smartkey } from '../smartkey.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { describeNegativeResponse, NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { OUTCOMES, procedureStateName, type ReasonName } from '../../ecu-sim/description/codes.ts';
import type { FailureWords } from './utility-failure.ts';

/** What the ECU's codes mean to a technician (TEC-6). */

const BY_REASON: Readonly<Record<ReasonName, Omit<FailureWords, 'reason'>>> = {
  none: {
    what: 'the Smart Key ECU gives no reason',
    next: `run "${smartkey('tool read')}" for its inputs and history, and start again`,
  },
  door: {
    what: "the driver's door is not open, as far as the Smart Key ECU knows",
    next: "open the driver's door; if it is open, check the courtesy switch and the body ECU's frame, then start again",
  },
  battery: {
    what: 'the 12 V supply is too low',
    next: 'connect a battery charger, wait until the supply is up, and start again with new pass-codes',
  },
  'pass-code': {
    what: 'the pass-code is wrong, and its seed is void now',
    next: 'start again: get a pass-code for the new seed, of this very vehicle',
  },
  full: {
    what: 'there is no free slot for another key',
    next: `erase keys that are lost or no longer used ("${smartkey('tool erase')}"), then add the new one`,
  },
  'already-registered': {
    what: 'the key is registered on this vehicle already',
    next: 'touch a new key instead; this one works as it is',
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
    what: 'registration is prohibited: by the fault B278D, or by a reset that was cut short',
    next: `repair and clear B278D; after a reset that did not complete, run "${smartkey('tool reset')}" first`,
  },
  speed: {
    what: 'the vehicle is not standing still, or its speed is not known',
    next: 'stop the vehicle and start again',
  },
  'session-ended': {
    what: 'the diagnostic session ended, and the procedure with it',
    next: 'check the connection to the vehicle and start again with new pass-codes',
  },
  'power-loss': {
    what: 'the Smart Key ECU lost its 12 V supply, and the procedure ended',
    next: 'secure the supply with a battery charger and start again with new pass-codes; the approval is still good',
  },
  'count-differs': {
    what: 'not as many keys were touched as were declared present',
    next: 'start again, and touch each key that is present, one at a time, before the window closes',
  },
  'step-timeout': {
    what: 'the next step came too late, and the vehicle left registration mode',
    next: 'start again with a new pass-code; keys registered before stay registered',
  },
  'other-procedure': {
    what: 'another procedure is under way in the Smart Key ECU',
    next: `finish or stop that one first; "${smartkey('tool read')}" shows which it is`,
  },
  memory: {
    what: 'the Smart Key ECU cannot read its key memory',
    next: `the Smart Key ECU must be replaced; run "${smartkey('tool read')}" for what it still tells`,
  },
};

/** Words for one of the vehicle's own reasons. */
export function wordsForReason(reason: ReasonName): FailureWords {
  return { reason, ...BY_REASON[reason] };
}

/** Words for a procedure that the ECU ended by itself. An erasure's window runs out without a reason of its own. */
export function wordsForEnd(outcome: number, reason: ReasonName): FailureWords {
  if (outcome !== OUTCOMES['timed-out'] || reason !== 'none') return wordsForReason(reason);
  return {
    reason: 'window-closed',
    what: 'the time for touching the keys ran out',
    next: 'start again with the keys at hand, and a new pass-code',
  };
}

/** For a first step where the ECU has this very procedure under way, such as a reset that another tool began. */
export function wordsForUnderWay(state: number, remainingMs: number): FailureWords {
  const left = remainingMs === 0 ? '' : `, ${Math.ceil(remainingMs / 1000)} s left`;
  return {
    reason: 'under-way',
    what: `the Smart Key ECU has this procedure under way already (${procedureStateName(state) ?? state}${left})`,
    next: `wait until it has ended ("${smartkey('tool read')}" shows it), then start again if it is still needed`,
  };
}

/** For a negative response that the history has no reason for. `doing` completes "while …". */
export function wordsForNegativeResponse(nrc: number, doing: string): FailureWords {
  const answer = describeNegativeResponse(nrc);
  switch (nrc) {
    case NRC.requestSequenceError:
      return {
        reason: 'wrong-order',
        what: `the Smart Key ECU finds the steps out of order while ${doing} (${answer})`,
        next: 'start the utility from the beginning',
      };
    case NRC.securityAccessDenied:
      return {
        reason: 'not-authorised',
        what: `the Smart Key ECU is not, or no longer, unlocked for this while ${doing} (${answer})`,
        next: 'start again with a new pass-code',
      };
    case NRC.invalidKey:
      return wordsForReason('pass-code');
    case NRC.exceededNumberOfAttempts:
      return {
        reason: 'too-many-attempts',
        what: 'the pass-code is wrong, the last of the attempts allowed; the Smart Key ECU is locked for a while',
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
        what: `the Smart Key ECU finds a value impossible while ${doing} (${answer})`,
        next: `check what was given against what "${smartkey('tool read')}" shows, and start again`,
      };
    case NRC.voltageTooLow:
      return wordsForReason('battery');
    case NRC.vehicleSpeedTooHigh:
      return wordsForReason('speed');
    case NRC.subFunctionNotSupportedInActiveSession:
    case NRC.serviceNotSupportedInActiveSession:
      return wordsForReason('session-ended');
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

const CHECK_BUS = `check the cable, the ignition and the 12 V supply, then run "${smartkey('tool read')}"`;

/** For a request that got no answer. */
export function wordsForSilence(outcome: SilentOutcome, doing: string): FailureWords {
  switch (outcome.kind) {
    case 'no-response':
    case 'timeout':
      return { reason: 'no-answer', what: `the Smart Key ECU does not answer while ${doing}`, next: CHECK_BUS };
    case 'send-failed':
      return {
        reason: 'no-answer',
        what: `a request does not reach the Smart Key ECU while ${doing}`,
        next: CHECK_BUS,
      };
    case 'receive-failed':
      return {
        reason: 'broken-answer',
        what: `an answer of the Smart Key ECU broke off while ${doing}`,
        next: CHECK_BUS,
      };
  }
}

/** For an answer that is positive and still not what it has to be. */
export function wordsForUnexpectedResponse(doing: string): FailureWords {
  return {
    reason: 'odd-answer',
    what: `the ECU gave an answer of another form than a Smart Key ECU's while ${doing}`,
    next: 'check that the tool talks to the Smart Key ECU: its endpoint, and what else is on the bus',
  };
}

/** For a bus that went away while the tool needs it. */
export function wordsForLostConnection(): FailureWords {
  return {
    reason: 'connection-lost',
    what: 'the connection to the bus was lost',
    next: `see to the cable and the adapter, then run "${smartkey('tool read')}"`,
  };
}

/** For a technician who pressed Ctrl-C. */
export function wordsForInterruption(): FailureWords {
  return {
    reason: 'interrupted',
    what: 'the utility was interrupted',
    next: 'start it again whenever you like; new pass-codes will be needed',
  };
}
