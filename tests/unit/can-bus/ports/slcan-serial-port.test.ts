import { afterEach, describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { parseBusUrl, type SlcanUrl } from '../../../../can-bus/ports/bus-url.ts';
import type { CanPort, PortStatus } from '../../../../can-bus/ports/can-port.ts';
import { OnePortServer } from '../../../../can-bus/ports/one-port-server.ts';
import { SlcanAdapter } from '../../../../can-bus/ports/slcan-adapter.ts';
import { SlcanParser } from '../../../../can-bus/ports/slcan-codec.ts';
import { openSlcanPtyClient, openSlcanSerialPort } from '../../../../can-bus/ports/slcan-serial-port.ts';
import { LinkedSerial } from '../../../support/linked-serial.ts';
import { frame, next, nextFrames, observe, written } from '../../../integration/support/served-port.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function slcanUrl(text: string): SlcanUrl {
  const url = parseBusUrl(text);
  if (url.kind !== 'slcan') throw new Error(`${text} is not of a serial adapter`);
  return url;
}

/** A device that behaves as an adapter; `sent` is what it was asked to put on its bus. */
function playAdapter(line: LinkedSerial, sent: string[] = []): void {
  const adapter = new SlcanAdapter({ fd: true });
  const parser = new SlcanParser('adapter');
  line.onHeard = (text) => {
    parser.push(Buffer.from(text, 'latin1'), (command) => {
      const { reply, frame: received } = adapter.handle(command);
      if (received !== null) sent.push(written(received));
      line.say(reply);
    });
  };
}

/** @param limits how soon a silent adapter is taken as open */
async function open(
  line: LinkedSerial,
  url: string = 'slcan:/dev/ttyACM0',
  limits: { readonly answerTimeoutMs?: number } = {},
): Promise<CanPort> {
  const port = await openSlcanSerialPort(slcanUrl(url), { binding: line, firstRetryMs: 1, ...limits });
  closers.push(() => port.close());
  return port;
}

function isTrouble(status: PortStatus): boolean {
  return status.kind === 'trouble';
}

describe('an SLCAN adapter on a serial line (interfaces.md, "Buses")', () => {
  it('is opened at its bit rate, passes frames both ways, and is closed', async () => {
    const line = new LinkedSerial();
    const sent: string[] = [];
    playAdapter(line, sent);
    const port = await open(line, 'slcan:/dev/ttyACM0?bitrate=250000&baudrate=57600');
    expect(line.opened).toMatchObject([{ path: '/dev/ttyACM0', baudRate: 57_600 }]);
    expect(line.heard).toBe('C\rS5\rO\r');
    expect(port.send(frame(0x750, 0xb5, 0x02))).toBe(true);
    const received = nextFrames(port.frames, 3);
    line.say('t5B02');
    line.say('0102\rT18DAF1100\rr1234');
    line.say('\r');
    expect((await received).map(written)).toEqual(['5B0#0102', '18DAF110#', '123#R4']);
    await port.close();
    expect(sent).toEqual(['750#B502']);
    expect(line.heard).toBe('C\rS5\rO\rt7502B502\rC\r');
    expect(port.send(frame(1))).toBe(false);
  });

  it('understands frames with time stamps and without, and requests either where configured', async () => {
    const line = new LinkedSerial();
    playAdapter(line);
    const port = await open(line, 'slcan:/dev/ttyACM0?timestamps=on');
    expect(line.heard).toBe('C\rZ1\rS6\rO\r');
    const received = nextFrames(port.frames, 2);
    line.say('t5B01AA1234\rt5B01BB\r');
    expect((await received).map(written)).toEqual(['5B0#AA', '5B0#BB']);
  });

  it('carries CAN FD in the dialect of CANable where configured, and refuses to send it elsewhere', async () => {
    const line = new LinkedSerial();
    playAdapter(line);
    const port = await open(line, 'slcan:/dev/ttyACM0?fd=1');
    const fd = dataFrame(0x123, new Uint8Array(12), { fd: true, bitRateSwitch: true });
    expect(port.send(fd)).toBe(true);
    const received = nextFrames(port.frames, 2);
    line.say(`d1239${'11'.repeat(12)}\rB18DAF1101FF\r`);
    expect((await received).map(({ fd: isFd, bitRateSwitch, length }) => [isFd, bitRateSwitch, length])).toEqual([
      [true, false, 12],
      [true, true, 1],
    ]);
    await port.close();
    expect(line.heard).toContain(`b1239${'00'.repeat(12)}\r`);
    const plain = new LinkedSerial();
    playAdapter(plain);
    expect((await open(plain)).send(fd)).toBe(false);
  });

  it('survives that it is unplugged and plugged in again: trouble, then open', async () => {
    const line = new LinkedSerial();
    const sent: string[] = [];
    playAdapter(line, sent);
    const port = await open(line);
    const reported: PortStatus['kind'][] = [];
    port.status.subscribe((status) => reported.push(status.kind));
    const gone = next(port.status, isTrouble);
    line.unplug();
    expect(await gone).toMatchObject({ reason: expect.stringContaining('used again when it is back') });
    expect(port.send(frame(1))).toBe(false);
    playAdapter(line, sent);
    line.isPluggedIn = true;
    await next(port.status, (status) => status.kind === 'open');
    expect(port.send(frame(0x123))).toBe(true);
    const received = nextFrames(port.frames, 1);
    line.say('t5B00\r');
    expect((await received).map(written)).toEqual(['5B0#']);
    await port.close();
    expect(sent).toEqual(['123#']);
    expect(reported).toEqual(['open', 'trouble', 'open', 'closed']);
  });

  it('is unplugged while frames are being sent, too', async () => {
    const line = new LinkedSerial();
    playAdapter(line);
    const port = await open(line);
    const gone = next(port.status, isTrouble);
    line.isPluggedIn = false;
    port.send(frame(1));
    await gone;
    playAdapter(line);
    line.isPluggedIn = true;
    await next(port.status, (status) => status.kind === 'open');
  });

  it('can be closed while it is unplugged', async () => {
    const line = new LinkedSerial();
    playAdapter(line);
    const port = await open(line);
    const gone = next(port.status, isTrouble);
    line.unplug();
    await gone;
    await port.close();
    expect(await next(port.status)).toMatchObject({ kind: 'closed', cause: 'requested' });
  });

  it('reports garbage on the line once, and takes the frames after it', async () => {
    const line = new LinkedSerial();
    playAdapter(line);
    const port = await open(line);
    const reported: PortStatus[] = [];
    port.status.subscribe((status) => reported.push(status));
    const received = nextFrames(port.frames, 2);
    line.say(`t5B0\rt5B02zz\r\0\xff${'x'.repeat(1_000)}\rt5B00\rt9990\rt5B10\r`);
    expect((await received).map(written)).toEqual(['5B0#', '5B1#']);
    expect(reported).toEqual([
      { kind: 'open' },
      { kind: 'trouble', reason: 'the adapter sent a line that is not a frame: "t5B0"' },
      { kind: 'trouble', reason: 'the adapter sent a line that is not a frame: "t9990"' },
    ]);
  });

  it('is taken as open where it answers nothing, which is said', async () => {
    const line = new LinkedSerial();
    const port = await open(line, 'slcan:/dev/ttyACM0', { answerTimeoutMs: 1 });
    expect(await next(port.status)).toMatchObject({
      kind: 'trouble',
      reason: expect.stringContaining('it has not answered; '),
    });
    const server = new OnePortServer(port);
    expect(observe(server).reported.at(-1)).toMatchObject({ kind: 'trouble' });
  });

  it('is not opened where it refuses, with the reason', async () => {
    const line = new LinkedSerial();
    line.onHeard = (text) => line.say('\x07'.repeat(text.split('\r').length - 1));
    await expect(open(line)).rejects.toMatchObject({ code: 'bench', hint: expect.stringContaining('500 kbit/s') });
  });

  const openings: readonly (readonly [string, string])[] = [
    ['No such file or directory, cannot open /dev/ttyACM0', 'there is no /dev/ttyACM0'],
    ['Permission denied, cannot open /dev/ttyACM0', 'permission denied to open /dev/ttyACM0'],
    ['Resource temporarily unavailable Cannot lock port', '/dev/ttyACM0 is in use'],
    ['Inappropriate ioctl for device', '/dev/ttyACM0 is not a serial port'],
    ['Something else', 'cannot open /dev/ttyACM0: Something else'],
  ];
  for (const [said, message] of openings) {
    it(`is the bench's trouble where the system says "${said}"`, async () => {
      const line = new LinkedSerial();
      line.open = () => Promise.reject(new Error(said));
      await expect(open(line)).rejects.toMatchObject({ code: 'bench', message });
    });
  }

  it('is a server with one client that is there already, for a car', async () => {
    const line = new LinkedSerial();
    playAdapter(line);
    const port = await open(line);
    const server = new OnePortServer(port);
    closers.push(() => server.close());
    const served = observe(server);
    expect(await next(served.clients)).toBe(port);
    const gone = next(server.status, (status) => status.kind === 'trouble');
    const back = next(server.status, (status) => status.kind === 'client-connected');
    line.unplug();
    await gone;
    playAdapter(line);
    line.isPluggedIn = true;
    await back;
    await server.close();
    expect(served.reported.map(({ kind }) => kind)).toEqual([
      'listening',
      'trouble',
      'client-connected',
      'client-left',
      'closed',
    ]);
  });
});

describe('the pseudo-terminal that a program plays an adapter on', () => {
  it('is opened as an adapter for 500 kbit/s and CAN FD', async () => {
    const line = new LinkedSerial();
    playAdapter(line);
    const port = await openSlcanPtyClient({ kind: 'slcan-pty', path: './car' }, { binding: line });
    closers.push(() => port.close());
    expect(port.url).toBe('slcan-pty:./car');
    expect(line.opened).toMatchObject([{ path: './car', baudRate: 115_200 }]);
    expect(line.heard).toBe('C\rS6\rO\r');
    expect(port.send(dataFrame(0x123, new Uint8Array(12), { fd: true }))).toBe(true);
  });
});
