import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { PortStatus } from '../../../../can-bus/ports/can-port.ts';
import { PortError } from '../../../../can-bus/ports/port-error.ts';
import type { CanBusEvent } from '../../../../can-bus/ports/socketcan-bus-event.ts';
import {
  openSocketcanPort,
  type SocketcanPort,
  type SocketcanPortOptions,
} from '../../../../can-bus/ports/socketcan-port.ts';
import { FakeSystem, UP } from '../../../support/socketcan-fake.ts';

const FRAME = dataFrame(0x7e8, Uint8Array.of(2, 0x7e, 0));
/** The interface is looked at five times a second. */
const LOOK_MS = 200;

let system: FakeSystem;
let port: SocketcanPort | null;

async function open(options: SocketcanPortOptions = {}, name = 'can0'): Promise<SocketcanPort> {
  port = await openSocketcanPort({ interfaceName: name }, { system, ...options });
  return port;
}

function statusesOf(opened: SocketcanPort): readonly PortStatus[] {
  const statuses: PortStatus[] = [];
  opened.status.subscribe((status) => statuses.push(status));
  return statuses;
}

function framesOf(opened: SocketcanPort): readonly string[] {
  const frames: string[] = [];
  opened.frames.subscribe(({ kind, id, extended, fd, data, length }) => {
    const form = `${extended ? 'x' : 'b'}${fd ? ' fd' : ''}`;
    frames.push(`${id.toString(16)} ${form} ${kind === 'remote' ? `R${length}` : Buffer.from(data).toString('hex')}`);
  });
  return frames;
}

async function refusal(name = 'can0'): Promise<PortError> {
  try {
    await open({}, name);
  } catch (error) {
    if (error instanceof PortError) return error;
    throw error;
  }
  throw new Error('it opened');
}

beforeEach(() => {
  vi.useFakeTimers();
  system = new FakeSystem();
  port = null;
});

afterEach(async () => {
  const closing = port?.close();
  await vi.advanceTimersByTimeAsync(1_000);
  await closing;
  vi.useRealTimers();
});

describe('a socketcan port', () => {
  it('sends frames of every format with the flags the package wants', async () => {
    system.link = { ...UP, fd: true };
    const opened = await open();
    expect(opened.send(FRAME)).toBe(true);
    expect(opened.send(dataFrame(0x18da10f1, Uint8Array.of(1)))).toBe(true);
    expect(opened.send(remoteFrame(0x123, 4))).toBe(true);
    expect(opened.send(dataFrame(0x7e8, new Uint8Array(12).fill(0xaa), { fd: true, bitRateSwitch: true }))).toBe(true);
    expect(system.channel.sent).toEqual([
      { fd: false, id: 0x7e8, hex: '027e00', flags: '' },
      { fd: false, id: 0x18da10f1, hex: '01', flags: 'ext' },
      { fd: false, id: 0x123, hex: '00000000', flags: 'rtr' },
      { fd: true, id: 0x7e8, hex: 'aa'.repeat(12), flags: 'brs' },
    ]);
  });

  it('takes the age of a frame from the kernel’s time stamp while it forwards it', async () => {
    const opened = await open();
    const ages: (number | null)[] = [];
    opened.frames.subscribe(() => ages.push(opened.receivedAgoUs));
    const at = (micros: number): void =>
      system.channel.receive({ id: 0x7e0, data: Uint8Array.of(1), ts_sec: 1_700_000_000, ts_usec: micros });
    at(100_000);
    at(180_000);
    at(150_000);
    system.channel.receive({ id: 0x7e0, data: Uint8Array.of(1) });
    expect(ages.map((age) => (age === null ? null : Math.round(age / 10_000)))).toEqual([0, 0, 3, null]);
    expect(opened.receivedAgoUs).toBeNull();
  });

  it('lets the kernel stamp frames only while somebody uses the stamps, on another socket each time', async () => {
    const opened = await open();
    const frames = framesOf(opened);
    const statuses = statusesOf(opened);
    opened.wantStamps(true);
    opened.wantStamps(false);
    opened.wantStamps(true);
    expect(system.channels.map(({ isStamped, isRunning }) => [isStamped, isRunning])).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
    system.channel.receive({ id: 0x7e0, data: Uint8Array.of(1) });
    expect([frames, statuses]).toEqual([['7e0 b 01'], [{ kind: 'open' }]]);
  });

  it('has no stamps from the beginning where nobody uses them, and gets none from an interface that is missing', async () => {
    const opened = await open({ stamps: false });
    system.link = { kind: 'missing' };
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    opened.wantStamps(true);
    expect(system.channels.map(({ isStamped }) => isStamped)).toEqual([false]);
    system.link = UP;
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    expect(system.channels.map(({ isStamped }) => isStamped)).toEqual([false, true]);
  });

  it('forwards what it receives; more than 8 bytes are CAN FD, a frame of an impossible id is dropped', async () => {
    const opened = await open();
    const frames = framesOf(opened);
    const { channel } = system;
    channel.receive({ id: 0x7e0, data: Uint8Array.of(2, 0x3e, 0) });
    channel.receive({ id: 0x18da10f1, ext: true, data: new Uint8Array(0) });
    channel.receive({ id: 0x123, rtr: true, data: new Uint8Array(4) });
    channel.receive({ id: 0x7e0, data: new Uint8Array(12) });
    channel.receive({ id: 0x800, data: new Uint8Array(1) });
    channel.receive({ id: 0x7e0, data: new Uint8Array(65) });
    expect(frames).toEqual(['7e0 b 023e00', '18da10f1 x ', '123 b R4', `7e0 b fd ${'00'.repeat(12)}`]);
  });

  it('keeps what comes while it is held back, in order, and says where some is lost', async () => {
    const opened = await open();
    const statuses = statusesOf(opened);
    const frames = framesOf(opened);
    const bring = (number: number): void =>
      system.channel.receive({ id: 0x123, data: Uint8Array.of(number >> 8, number & 0xff) });
    bring(0);
    opened.holdBack(true);
    for (let number = 1; number <= 4_097; number++) bring(number);
    expect(frames).toHaveLength(1);
    expect(statuses.at(-1)).toEqual({
      kind: 'trouble',
      reason: "can0 delivers frames faster than the car's bus carries them: some are lost",
    });
    opened.holdBack(false);
    bring(5_000);
    await vi.advanceTimersByTimeAsync(1);
    bring(5_001);
    const kept = [...Array.from({ length: 4_097 }, (_, number) => number), 5_001];
    expect(frames).toEqual(kept.map((number) => `123 b ${number.toString(16).padStart(4, '0')}`));
    expect(statuses).toHaveLength(2);
  });

  it('lets the kernel filter the ids in use, 29-bit ones apart from 11-bit ones', async () => {
    await open({ ids: [0x7e0, 0x18da10f1] });
    expect(system.channel.filters).toEqual([
      { id: 0x7e0, mask: 0x8000_07ff },
      { id: 0x98da10f1, mask: 0x9fff_ffff },
    ]);
  });

  it('queues what a busy interface does not take, in order, and refuses what exceeds the queue', async () => {
    const opened = await open({ queueFrames: 2 });
    const { channel } = system;
    channel.isFull = true;
    const frames = [1, 2, 3].map((id) => dataFrame(id, Uint8Array.of(id)));
    expect(frames.map((frame) => opened.send(frame))).toEqual([true, true, false]);
    channel.isFull = false;
    // A later frame does not overtake those that wait.
    expect(opened.send(dataFrame(4, Uint8Array.of(4)))).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(channel.sent.map(({ id }) => id)).toEqual([1, 2]);
    expect(opened.send(dataFrame(5, Uint8Array.of(5)))).toBe(true);
    expect(channel.sent.map(({ id }) => id)).toEqual([1, 2, 5]);
  });

  it('says after a second that nothing is sent, and that it is again', async () => {
    const opened = await open();
    const statuses = statusesOf(opened);
    system.channel.isFull = true;
    opened.send(FRAME);
    await vi.advanceTimersByTimeAsync(990);
    expect(statuses).toEqual([{ kind: 'open' }]);
    await vi.advanceTimersByTimeAsync(20);
    expect(statuses.at(-1)).toMatchObject({ kind: 'trouble', reason: expect.stringContaining('can0 sends nothing') });
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    system.channel.isFull = false;
    await vi.advanceTimersByTimeAsync(1);
    expect(statuses.map(({ kind }) => kind)).toEqual(['open', 'trouble', 'open']);
    expect(system.channel.sent).toHaveLength(1);
  });

  it('refuses CAN FD frames on an interface without CAN FD, and says so once', async () => {
    const opened = await open({}, 'vcan0');
    const statuses = statusesOf(opened);
    const fdFrame = dataFrame(1, new Uint8Array(12), { fd: true });
    expect([opened.send(fdFrame), opened.send(fdFrame), opened.send(FRAME)]).toEqual([false, false, true]);
    expect(statuses.slice(1)).toEqual([
      {
        kind: 'trouble',
        reason: 'vcan0 does not accept CAN FD frames (sudo ip link set vcan0 mtu 72, while it is down)',
      },
    ]);
  });

  it('turns error frames into bus events and lets none through as a frame', async () => {
    const opened = await open();
    const frames = framesOf(opened);
    const events: CanBusEvent[] = [];
    opened.busEvents.subscribe((event) => events.push(event));
    system.channel.receive({ id: 0x204, err: true, data: Uint8Array.of(0, 0x20, 0, 0, 0, 0, 136, 5) });
    system.channel.receive({ id: 0x020, err: true, data: new Uint8Array(8) });
    expect(events).toEqual([
      { kind: 'error-passive', transmitErrors: 136, receiveErrors: 5 },
      { kind: 'no-acknowledge' },
    ]);
    expect(frames).toEqual([]);
  });

  it('drops waiting frames and accepts none during bus-off, and continues when the controller has restarted', async () => {
    const opened = await open();
    const statuses = statusesOf(opened);
    const { channel } = system;
    channel.isFull = true;
    opened.send(FRAME);
    system.link = { ...UP, hasCarrier: false };
    channel.receive({ id: 0x040, err: true, data: new Uint8Array(8) });
    const reason: unknown = expect.stringContaining('can0 is bus-off');
    // The frame that waited is lost, and counted.
    expect(statuses.at(-1)).toMatchObject({ kind: 'trouble', reason, refusedFrames: 1 });
    channel.isFull = false;
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    expect([opened.send(FRAME), channel.sent.length]).toEqual([false, 0]);
    system.link = UP;
    channel.receive({ id: 0x100, err: true, data: new Uint8Array(8) });
    expect([opened.send(FRAME), channel.sent.length]).toEqual([true, 1]);
    expect(statuses.map(({ kind }) => kind)).toEqual(['open', 'trouble', 'open']);
  });

  it('survives the interface going down and coming up, on the socket it has', async () => {
    const opened = await open();
    const statuses = statusesOf(opened);
    system.link = { ...UP, isUp: false, hasCarrier: false };
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    expect(statuses.at(-1)).toEqual({
      kind: 'trouble',
      reason: 'can0 is down (sudo ip link set can0 up type can bitrate 500000 restart-ms 100)',
    });
    expect(opened.send(FRAME)).toBe(false);
    system.link = UP;
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    expect(statuses.at(-1)).toEqual({ kind: 'open' });
    expect(opened.send(FRAME)).toBe(true);
    expect(system.channels).toHaveLength(1);
  });

  it('notices at once, by a send that fails, that the interface is down', async () => {
    const opened = await open();
    const statuses = statusesOf(opened);
    system.channel.isFull = true;
    system.link = { ...UP, isUp: false };
    expect(opened.send(FRAME)).toBe(false);
    expect(statuses.map(({ kind }) => kind)).toEqual(['open', 'trouble']);
  });

  it('survives the interface being removed, and uses a new one of that name', async () => {
    const opened = await open();
    const statuses = statusesOf(opened);
    const frames = framesOf(opened);
    const [first] = system.channels;
    system.link = { kind: 'missing' };
    first?.stop();
    expect(statuses.at(-1)).toEqual({ kind: 'trouble', reason: 'can0 is missing; it is used again when it is back' });
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    system.link = { ...UP, index: 9 };
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    expect(statuses.map(({ kind }) => kind)).toEqual(['open', 'trouble', 'open']);
    expect(system.channels).toHaveLength(2);
    first?.receive({ id: 1, data: Uint8Array.of(1) });
    system.channel.receive({ id: 2, data: Uint8Array.of(2) });
    expect(frames).toEqual(['2 b 02']);
  });

  it('changes to the new interface where one was exchanged for another between two looks', async () => {
    const opened = await open();
    const [first] = system.channels;
    system.link = { ...UP, index: 9 };
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    expect(first?.isRunning).toBe(false);
    expect(opened.send(FRAME)).toBe(true);
    expect(system.channel.sent).toHaveLength(1);
  });

  it('waits on where the kernel gives no socket at once for an interface that came back', async () => {
    const opened = await open();
    system.link = { kind: 'missing' };
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    system.link = { ...UP, index: 9 };
    system.refuses = true;
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    expect(opened.send(FRAME)).toBe(false);
    system.refuses = false;
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    expect(opened.send(FRAME)).toBe(true);
  });

  it('says how many frames the bus has not taken when it is closed', async () => {
    const opened = await open();
    const statuses = statusesOf(opened);
    system.channel.isFull = true;
    opened.send(FRAME);
    opened.send(FRAME);
    const closing = opened.close();
    await vi.advanceTimersByTimeAsync(1_100);
    await closing;
    const reason = 'can0 has not accepted the waiting frames';
    expect(statuses).toContainEqual({ kind: 'trouble', reason, refusedFrames: 2 });
    expect(statuses.at(-1)?.kind).toBe('closed');
  });

  it('closes after what was queued has been sent, and accepts nothing in between', async () => {
    const opened = await open();
    const statuses = statusesOf(opened);
    const { channel } = system;
    channel.isFull = true;
    opened.send(FRAME);
    const closing = opened.close();
    expect(opened.send(FRAME)).toBe(false);
    channel.isFull = false;
    await vi.advanceTimersByTimeAsync(1);
    await closing;
    expect(channel.sent).toHaveLength(1);
    expect(channel.isRunning).toBe(false);
    expect(statuses.at(-1)).toEqual({ kind: 'closed', cause: 'requested', reason: 'closed on our side' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closes after a second even if the interface accepts nothing', async () => {
    const opened = await open();
    system.channel.isFull = true;
    opened.send(FRAME);
    const closing = opened.close();
    await vi.advanceTimersByTimeAsync(1_000);
    await closing;
    expect(system.channel.isRunning).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('opening a socketcan port', () => {
  it('names an interface that is missing, with the command that makes a virtual one', async () => {
    system.link = { kind: 'missing' };
    const error = await refusal('vcan0');
    expect([error.code, error.message]).toEqual(['bench', 'there is no interface vcan0']);
    expect(error.hint).toBe('sudo ip link add dev vcan0 type vcan && sudo ip link set vcan0 up');
  });

  it('says where the kernel does not support CAN, and what needs none', async () => {
    system.link = { kind: 'missing' };
    system.hasCan = false;
    const error = await refusal('vcan0');
    expect(error.message).toContain('this kernel does not support CAN');
    expect(error.code).toBe('bench/no-kernel-can');
    expect(error.hint).toContain('slcan-tcp: and socketcand: need none');
  });

  it('names an interface that is not of CAN', async () => {
    system.link = { kind: 'not-can' };
    expect((await refusal('eth0')).message).toBe('eth0 is a network interface, but not a CAN interface');
  });

  it('names an interface that is down, with the command that brings it up', async () => {
    system.link = { ...UP, isUp: false };
    const error = await refusal();
    expect([error.message, error.hint]).toEqual([
      'can0 is down',
      'sudo ip link set can0 up type can bitrate 500000 restart-ms 100',
    ]);
  });

  it('reports missing permissions where the kernel refuses a socket', async () => {
    system.refuses = true;
    const error = await refusal();
    expect(error.message).toContain('perhaps permissions are missing');
    expect(error.cause).toBeInstanceOf(Error);
  });
});
