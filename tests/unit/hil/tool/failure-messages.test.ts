import { describe, expect, it } from 'vitest';
import { NRC } from '../../../../can-bus/uds/negative-response-codes.ts';
import { OUTCOMES, REASONS, type ReasonName } from '../../../../ecu-sim/description/codes.ts';
import {
  messageForEnd,
  messageForInterruption,
  messageForLostConnection,
  messageForNegativeResponse,
  messageForReason,
  messageForSilence,
  messageForUnderWay,
  messageForUnexpectedResponse,
} from '../../../../hil/tool/failure-messages.ts';

const CHECK_BUS =
  'check the cable and the 12 V supply, and switch on the ignition; with the ignition off, open or close the ' +
  'driver\'s door at least every 1.5 seconds, which keeps the ECU awake; then run "npx smartkey tool read"';

describe('TEC-6: the message for a reason of the vehicle', () => {
  it('says what happened, and what to do next', () => {
    expect(messageForReason('full')).toEqual({
      reason: 'full',
      what: 'no free slot for another key',
      next: 'erase lost or unused keys ("npx smartkey tool erase"), then add the new one',
    });
    expect(messageForReason('door')).toEqual({
      reason: 'door',
      what: "the driver's door is not open according to the Smart Key ECU",
      next: "open the driver's door; if it is open, check the courtesy switch and the body ECU's frame, then start again",
    });
  });

  it('is unique for each reason, begins in lower case and has no full stop', () => {
    const messages = (Object.keys(REASONS) as ReasonName[]).map(messageForReason);
    expect(new Set(messages.map(({ what }) => what)).size).toBe(17);
    for (const { what, next } of messages) {
      for (const text of [what, next]) expect(text).toMatch(/^(?:[a-z]|B2)[^]*[^.]$/);
    }
  });
});

describe('TEC-6: the message for a procedure that the ECU ended', () => {
  it.each([
    ['aborted', 'power-loss', 'power-loss'],
    ['timed-out', 'step-timeout', 'step-timeout'],
    ['timed-out', 'none', 'window-closed'],
    ['aborted', 'none', 'none'],
  ] as const)('%s for %s: %s', (outcome, reason, expected) => {
    expect(messageForEnd(OUTCOMES[outcome], reason).reason).toBe(expected);
  });

  it.each([
    [0x12, 959_001, 'running, 960 s left'],
    [0x32, 0, 'window-open'],
    [0x7f, 0, '127'],
  ])('that is under way in state %i names it', (state, remainingMs, shown) => {
    expect(messageForUnderWay(state, remainingMs)).toEqual({
      reason: 'under-way',
      what: `the Smart Key ECU is already running this procedure (${shown})`,
      next: 'wait until it has ended ("npx smartkey tool read" shows it), then start again if it is still needed',
    });
  });
});

describe('TEC-6: the message for a negative response', () => {
  it.each([
    [NRC.requestSequenceError, 'wrong-order'],
    [NRC.securityAccessDenied, 'not-authorised'],
    [NRC.invalidKey, 'pass-code'],
    [NRC.exceededNumberOfAttempts, 'too-many-attempts'],
    [NRC.requiredTimeDelayNotExpired, 'locked-out'],
    [NRC.requestOutOfRange, 'out-of-range'],
    [NRC.voltageTooLow, 'battery'],
    [NRC.vehicleSpeedTooHigh, 'speed'],
    [NRC.subFunctionNotSupportedInActiveSession, 'session-ended'],
    [NRC.serviceNotSupportedInActiveSession, 'session-ended'],
    [NRC.busyRepeatRequest, 'busy'],
    [NRC.conditionsNotCorrect, 'refused'],
    [0xf0, 'refused'],
  ])('0x%s has the reason %s', (nrc, reason) => {
    expect(messageForNegativeResponse(nrc, 'it is tried').reason).toBe(reason);
  });

  it('says during what it came, and the response itself', () => {
    expect(messageForNegativeResponse(0x72, 'the other keys are erased').what).toBe(
      'the Smart Key ECU refused while the other keys are erased (0x72 generalProgrammingFailure)',
    );
    expect(messageForNegativeResponse(0x24, 'the window is opened').what).toBe(
      'the Smart Key ECU received the steps out of order while the window is opened (0x24 requestSequenceError)',
    );
  });
});

describe('TEC-6: the message for a request without an answer', () => {
  it.each([
    [{ kind: 'no-response' }, 'no-answer', 'the Smart Key ECU does not answer while it is tried'],
    [{ kind: 'timeout', waitedFor: 'p2' }, 'no-answer', 'the Smart Key ECU does not answer while it is tried'],
    [
      { kind: 'send-failed', fault: 'timeout-a' },
      'no-answer',
      'a request did not reach the Smart Key ECU while it is tried',
    ],
    [
      { kind: 'receive-failed', fault: 'timeout-cr' },
      'broken-answer',
      'a response of the Smart Key ECU broke off while it is tried',
    ],
  ] as const)('%j: %s', (outcome, reason, what) => {
    expect(messageForSilence(outcome, 'it is tried')).toEqual({ reason, what, next: CHECK_BUS });
  });

  it.each([
    { kind: 'timeout', waitedFor: 'p2' },
    { kind: 'send-failed', fault: 'timeout-a' },
    { kind: 'receive-failed', fault: 'timeout-cr' },
  ] as const)('%j: is what the connection knows, with its own hint', (outcome) => {
    const connection = { reason: 'not acknowledged', hint: 'restart the gateway' };
    expect(messageForSilence({ ...outcome, connection }, 'it is tried')).toEqual({
      reason: 'no-answer',
      what: 'no answer from the Smart Key ECU while it is tried: not acknowledged',
      next: 'restart the gateway',
    });
  });

  it('of another form, over a bus that went away, or interrupted', () => {
    expect(messageForUnexpectedResponse('it is tried')).toEqual({
      reason: 'unexpected-response',
      what: 'unexpected response: not in the form of a Smart Key ECU, while it is tried',
      next: 'check that the tool is connected to the Smart Key ECU: check the endpoint and the other nodes on the bus',
    });
    expect(messageForLostConnection()).toEqual({
      reason: 'connection-lost',
      what: 'the connection to the bus was lost',
      next: 'check the cable and the adapter, then run "npx smartkey tool read"',
    });
    expect(messageForInterruption()).toEqual({
      reason: 'interrupted',
      what: 'the utility was interrupted',
      next: 'start it again at any time; new pass-codes are needed',
    });
  });
});
