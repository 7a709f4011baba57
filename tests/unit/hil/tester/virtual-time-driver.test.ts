import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { Car } from '../../../../hil/car/car.ts';
import type { PassCodeCommand, TesterCommand, TesterReply } from '../../../../hil/tester/command.ts';
import { VirtualTimeDriver } from '../../../../hil/tester/virtual-time-driver.ts';
import { scanToolConfig } from '../../../../hil/tester/tester-config.ts';

const SECOND = 1_000_000;
const { physical, functional } = scanToolConfig(DEFAULT_PROFILE);
const PROBE = { physical, functional: functional ?? physical, answerUs: 250_000, pendingAnswerUs: 6_000_000 };
const PASS_CODE: PassCodeCommand = {
  ...{ kind: 'pass-code', number: null, title: 'title', level: 1, vin: DEFAULT_PROFILE.vin, vinCheckDigit: 'R' },
  shown: { kind: 'seed-number', seedNumber: '00010123456789AB' },
  seed: new Uint8Array(),
};

interface Bench {
  readonly car: Car;
  readonly driver: VirtualTimeDriver;
  readonly senders: string[];
  readonly performed: string[];
}

function bench(lateUs?: number): Bench {
  const senders: string[] = [];
  const performed: string[] = [];
  const car = new Car({
    profile: DEFAULT_PROFILE,
    cyclicFrames: false,
    observer: { frame: (_timeUs, _frame, sender) => void senders.push(sender) },
  });
  car.start();
  car.advanceTo(SECOND);
  const driver = new VirtualTimeDriver({
    time: car,
    host: car.network,
    tester: scanToolConfig(DEFAULT_PROFILE),
    probe: PROBE,
    operator: {
      passCodes: () => ({ granted: true, passCode: '294211', ...(lateUs === undefined ? {} : { lateUs }) }),
      perform: ({ kind }) => {
        performed.push(kind);
        return { done: true, reaction: 'kept', reason: null };
      },
    },
  });
  return { car, driver, senders, performed };
}

function request(hex: string): TesterCommand {
  return { kind: 'request', payload: fromHex(hex) };
}

/** The session by F186. */
function sessionOf(driver: VirtualTimeDriver): string {
  const reply = driver.carryOut(request('22 F1 86'));
  return reply.kind === 'request' && reply.outcome.kind === 'positive' ? toHex(reply.outcome.response, ' ') : 'none';
}

describe('the driver in virtual time', () => {
  it('sends a request by the UDS client and gives its outcome', () => {
    const { driver } = bench();
    expect(driver.carryOut(request('3E 00'))).toEqual({
      kind: 'request',
      outcome: { kind: 'positive', response: fromHex('7E 00') },
    });
    expect(driver.carryOut(request('3F 00'))).toMatchObject({ outcome: { kind: 'negative', nrc: 0x11 } });
  });

  it('gathers all messages to a request, with their instants', () => {
    const { driver } = bench();
    const reply = driver.carryOut({ kind: 'gather', payload: fromHex('3E 00'), functional: false });
    expect(reply).toMatchObject({ kind: 'gather', messages: [{ payload: fromHex('7E 00') }] });
    if (reply.kind !== 'gather' || reply.sentUs === null) throw new Error('not sent');
    expect(reply.messages[0]?.startUs).toBeGreaterThan(reply.sentUs);
  });

  it('sends bare frames, and has what came until the end of the listening', () => {
    const { car, driver } = bench();
    const frames = [fromHex('02 3E 00')];
    const reply: TesterReply = driver.carryOut({ kind: 'frames', frames, functional: false, listenUs: 100_000 });
    if (reply.kind !== 'frames' || reply.sentUs === null) throw new Error('not sent');
    expect(reply.frames.map(({ data }) => toHex(data.slice(0, 3), ' '))).toEqual(['02 7E 00']);
    expect(car.nowUs).toBe(reply.sentUs + 100_000);
  });

  it('has one of its nodes on the bus at a time', () => {
    const { driver, senders } = bench();
    driver.carryOut(request('22 F1 90'));
    driver.carryOut({ kind: 'gather', payload: fromHex('22 F1 90'), functional: false });
    driver.carryOut(request('22 F1 90'));
    // Each time a request and one flow control, and never two.
    const own = senders.filter((sender) => ['scan-tool', 'conformance'].includes(sender));
    expect(own).toEqual(['scan-tool', 'scan-tool', 'conformance', 'conformance', 'scan-tool', 'scan-tool']);
  });

  it('keeps the session alive in a wait, unless the wait is silent', () => {
    const { driver } = bench();
    driver.carryOut(request('10 03'));
    driver.carryOut({ kind: 'wait', durationUs: 20 * SECOND });
    expect(sessionOf(driver)).toBe('62 F1 86 03');
    driver.carryOut({ kind: 'wait', durationUs: 6 * SECOND, silent: true });
    expect(sessionOf(driver)).toBe('62 F1 86 01');
  });

  it('lets the time of a late pass-code pass', () => {
    const { car, driver } = bench(3 * SECOND);
    expect(driver.carryOut(PASS_CODE)).toMatchObject({ answer: { granted: true, passCode: '294211' } });
    expect(car.nowUs).toBe(4 * SECOND);
  });

  it('has its operator do what is to be done at the car, and agrees to every screen', () => {
    const { driver, performed } = bench();
    const answer = { done: true, reaction: 'kept', reason: null };
    expect(driver.carryOut({ kind: 'stimulus', stimulus: { kind: 'open-driver-door' } })).toEqual({
      kind: 'stimulus',
      answer,
    });
    expect(performed).toEqual(['open-driver-door']);
    expect(driver.carryOut({ kind: 'screen', number: null, title: 't', lines: [], agree: 'Yes' })).toEqual({
      kind: 'screen',
      choice: 'next',
    });
  });

  it('leaves the bus at its end', () => {
    const { car, driver } = bench();
    driver.carryOut(request('3E 00'));
    driver.end();
    expect(() => car.attach({ ...idleNode, name: 'scan-tool' })).not.toThrow();
  });

  it('does not carry out what it has neither node nor operator for', () => {
    const car = new Car({ profile: DEFAULT_PROFILE });
    const driver = new VirtualTimeDriver({ time: car, host: car.network });
    expect(() => driver.carryOut(request('3E 00'))).toThrow('a command "request" needs a UDS client');
    expect(() => driver.carryOut({ kind: 'frames', frames: [], functional: false, listenUs: 1 })).toThrow(
      'a command "frames" needs a prober',
    );
    expect(() => driver.carryOut(PASS_CODE)).toThrow('a command "pass-code" is for an operator, and there is none');
    expect(() => driver.carryOut({ kind: 'retry', number: null, title: 't', lines: [] })).toThrow(
      'a command "retry" is for a technician, and none is led here',
    );
  });
});

const idleNode = {
  listensTo: [],
  deadlineUs: () => Infinity,
  onDeadline: () => undefined,
  onFrame: () => undefined,
  onFrameSent: () => undefined,
  hasPendingWork: () => false,
} as const;
