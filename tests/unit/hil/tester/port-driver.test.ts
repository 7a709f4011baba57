import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { passCode, perform, request, screen, wait } from '../../../../hil/tool/tool-commands.ts';
import { BusLostError, OperatorInterrupt } from '../../../../hil/tester/conversation.ts';
import { PortDriver, runOnPort, type PortDriverOptions } from '../../../../hil/tester/port-driver.ts';
import { read } from '../../../../hil/tool/read.ts';
import { reset } from '../../../../hil/tool/reset.ts';
import { scanToolConfig } from '../../../../hil/tester/tester-config.ts';
import { scriptedOperator } from '../../../../hil/tester/operator.ts';
import type { ConversationStep } from '../../../../hil/tester/conversation.ts';
import type { ResetDone, ToolUtility } from '../../../../hil/tool/tool-result.ts';
import { RunningTime } from '../../../../hil/tester/vehicle-time.ts';
import { FakePort } from '../../can-bus/ports/fake-port.ts';

const OPERATOR = scriptedOperator({
  passCodes: () => ({ granted: true, passCode: '294211' }),
  perform: () => Promise.resolve({ done: true, reaction: 'kept', reason: null }),
});

interface Rig {
  readonly port: FakePort;
  readonly clock: VirtualClock;
  readonly options: PortDriverOptions;
}

function rig(changes: Partial<PortDriverOptions> = {}): Rig {
  const port = new FakePort();
  const clock = new VirtualClock();
  const options: PortDriverOptions = {
    port,
    clock,
    tester: scanToolConfig(DEFAULT_PROFILE),
    time: new RunningTime(clock),
    operator: OPERATOR,
    ...changes,
  };
  return { port, clock, options };
}

/** Lets everything run that waits for nothing but its turn. */
async function turn(): Promise<void> {
  for (let round = 0; round < 50; round += 1) await Promise.resolve();
}

const DONE: ResetDone = {
  kind: 'done',
  utility: 'reset',
  vin: '4T1BZ1FB4KU999999',
  keysErased: 0,
  keys: { registered: 0, freeSlots: 7 },
};

function* threeRequests(): ToolUtility {
  for (let count = 0; count < 3; count += 1) yield* request(Uint8Array.of(0x3e, 0x00));
  return DONE;
}

function* oneOfEach(): ToolUtility {
  yield* screen({ number: null, title: 'title', lines: [], agree: null });
  yield* perform({ kind: 'open-driver-door' });
  const seed = Uint8Array.of(0, 1, 1, 0x23, 0x45, 0x67, 0x89, 0xab);
  const shown = { kind: 'seed-number', seedNumber: '00010123456789AB' } as const;
  yield* passCode({
    number: null,
    title: 'title',
    level: 1,
    vin: '4T1BZ1FB4KU999999',
    vinCheckDigit: 'R',
    shown,
    seed,
  });
  yield* wait(2_000_000);
  return DONE;
}

describe('the scan tool on a port', () => {
  it('TEC-3: sends requests as the oem endpoint wants them and takes the answers', async () => {
    const { port, options } = rig();
    port.onSend = () => port.frames.next(dataFrame(0x758, fromHex('B5 02 7E 00')));
    expect(await runOnPort(threeRequests(), options)).toEqual(DONE);
    expect(port.sent).toEqual(Array(3).fill('750#B5023E00CCCCCCCC'));
  });

  it('replies to every kind of command, and notifies the observer of each with its reply', async () => {
    const steps: ConversationStep[] = [];
    const { clock, options } = rig();
    const running = runOnPort(oneOfEach(), options, { step: (step) => steps.push(step) });
    await turn();
    expect(steps.map(({ reply }) => reply)).toEqual([
      { kind: 'screen', choice: 'next' },
      { kind: 'stimulus', answer: { done: true, reaction: 'kept', reason: null } },
      { kind: 'pass-code', answer: { granted: true, passCode: '294211' } },
    ]);
    clock.advanceBy(1_999_999);
    await turn();
    expect(steps).toHaveLength(3);
    clock.advanceBy(1);
    expect(await running).toEqual(DONE);
    expect(steps[3]).toMatchObject({ startUs: 0, endUs: 2_000_000, reply: { kind: 'wait' } });
  });

  it('TEC-6: a bus that goes away ends the request under way, and every later one at once', async () => {
    const { port, options } = rig();
    const running = runOnPort(read(), options);
    await turn();
    await port.close();
    expect(await running).toMatchObject({ kind: 'failed', cause: 'bench', reason: 'no-answer', keysErased: 'no' });
  });

  it('TEC-6: a bus that goes away ends a wait, and nothing is asked of the operator any more', async () => {
    const performed: string[] = [];
    const { port, options } = rig({
      operator: {
        ...OPERATOR,
        perform: (stimulus) => {
          performed.push(stimulus.kind);
          return Promise.resolve({ done: true, reaction: null, reason: null });
        },
      },
    });
    function* waitThenTouch(): ToolUtility {
      yield* wait(60_000_000);
      const answer = yield* perform({ kind: 'toggle-driver-door' });
      return { ...DONE, keysErased: answer.done ? 1 : 0 };
    }
    const running = runOnPort(waitThenTouch(), options);
    await turn();
    await port.close();
    expect(await running).toMatchObject({ keysErased: 0 });
    expect(performed).toEqual([]);
  });

  it('an interruption lets the utility stop what it began and give its account', async () => {
    const interrupt = new AbortController();
    const sent: string[] = [];
    const { port, options } = rig({
      signal: interrupt.signal,
      operator: {
        ...OPERATOR,
        screen: () => {
          interrupt.abort();
          return Promise.resolve('next');
        },
      },
    });
    port.onSend = (frame) => {
      const [, length = 0] = frame.data;
      if (length > 7) return;
      const payload = frame.data.slice(2, 2 + length);
      const [sid = 0, first = 0, second = 0] = payload;
      sent.push([...payload].map((byte) => byte.toString(16).padStart(2, '0')).join(' '));
      // Session: granted; one-byte values: 02; the rest: not known.
      if (sid === 0x10) port.frames.next(dataFrame(0x758, Uint8Array.of(0xb5, 0x02, 0x50, first)));
      else if (first === 0x10) port.frames.next(dataFrame(0x758, Uint8Array.of(0xb5, 0x04, 0x62, first, second, 0x02)));
      else port.frames.next(dataFrame(0x758, Uint8Array.of(0xb5, 0x03, 0x7f, sid, 0x31)));
    };
    const result = await runOnPort(reset({ vin: '4T1BZ1FB4KU999999' }), options);
    expect(result).toMatchObject({
      kind: 'failed',
      cause: 'person',
      reason: 'interrupted',
      keysErased: 'no',
      keys: { registered: 2, freeSlots: 2 },
    });
    expect(sent.at(-1)).toBe('10 01');
  });

  it('an interruption is thrown once, at the next command; what follows is carried out', async () => {
    const interrupt = new AbortController();
    const { port, options } = rig({ signal: interrupt.signal });
    port.onSend = () => port.frames.next(dataFrame(0x758, fromHex('B5 02 7E 00')));
    const driver = new PortDriver(options);
    interrupt.abort();
    const command = { kind: 'request', payload: fromHex('3E 00') } as const;
    await expect(driver.carryOut(command)).rejects.toThrow(OperatorInterrupt);
    expect(await driver.carryOut(command)).toMatchObject({ outcome: { kind: 'positive' } });
    await driver.end();
  });
});

describe('a prober on a port', () => {
  const { physical, functional = physical } = scanToolConfig(DEFAULT_PROFILE);
  const probe = { physical, functional, answerUs: 250_000, pendingAnswerUs: 6_000_000 };
  const gather = { kind: 'gather', payload: fromHex('3E 00'), functional: false } as const;

  it('gathers the messages that are answered', async () => {
    const { port, options } = rig({ probe });
    port.onSend = () => port.frames.next(dataFrame(0x758, fromHex('B5 02 7E 00')));
    const driver = new PortDriver(options);
    expect(await driver.carryOut(gather)).toMatchObject({ messages: [{ payload: fromHex('7E 00') }] });
    await driver.end();
  });

  it('learns that the bus is lost, with the reason: during a command, and at every later one', async () => {
    const { port, options } = rig({ probe });
    const driver = new PortDriver(options);
    const waiting = driver.carryOut(gather);
    await port.close();
    await expect(waiting).rejects.toThrow(new BusLostError('the other side went'));
    await expect(driver.carryOut(gather)).rejects.toThrow(BusLostError);
    await driver.end();
  });

  it('learns it too where the port is closed before', async () => {
    const { port, options } = rig({ probe });
    await port.close();
    const driver = new PortDriver(options);
    await expect(driver.carryOut(gather)).rejects.toThrow(BusLostError);
    expect(await driver.carryOut({ kind: 'request', payload: fromHex('3E 00') })).toMatchObject({
      outcome: { kind: 'send-failed', connection: { reason: 'the connection ended: the other side went' } },
    });
    await driver.end();
  });

  it('adds to a request without an answer what the connection knows about it', async () => {
    const { port, clock, options } = rig();
    const connection = { reason: 'not acknowledged', hint: 'restart it' };
    const driver = new PortDriver({ ...options, port: Object.assign(port, { requestProblem: () => connection }) });
    const waiting = driver.carryOut({ kind: 'request', payload: fromHex('3E 00') });
    clock.advanceBy(10_000_000);
    expect(await waiting).toMatchObject({ outcome: { kind: 'timeout', connection } });
    await driver.end();
  });

  it('sends nothing in a silent wait', async () => {
    const passed: unknown[] = [];
    const clock = new VirtualClock();
    const time = Object.assign(new RunningTime(clock), {
      pass: (durationUs: number, stayAlive: unknown) => {
        passed.push([durationUs, stayAlive]);
        return Promise.resolve();
      },
    });
    const { options } = rig({ probe, time });
    const driver = new PortDriver(options);
    await driver.carryOut({ kind: 'wait', durationUs: 5_000_000, silent: true });
    expect(passed).toEqual([[5_000_000, null]]);
    await driver.end();
  });

  it('has nobody to ask', async () => {
    const { port, clock, options } = rig({ probe });
    const driver = new PortDriver({ port, clock, time: options.time, probe });
    await expect(driver.carryOut({ kind: 'retry', number: null, title: 't', lines: [] })).rejects.toThrow(
      'a command "retry" is for an operator, and there is none',
    );
    await driver.end();
  });
});
