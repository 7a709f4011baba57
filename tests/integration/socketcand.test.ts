import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openClientPort, openServerPort, type ServerPortOptions } from '../../can-bus/ports/open-port.ts';
import { openSocketcandClient } from '../../can-bus/ports/socketcand-client.ts';
import { openSocketcandServer } from '../../can-bus/ports/socketcand-server.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import { RawClient } from './support/raw-client.ts';
import { bridge, frame, next, nextFrames, observe, written, type Served } from './support/served-port.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(options: Partial<ServerPortOptions> = {}): Promise<Served> {
  const server = await openServerPort('socketcand:127.0.0.1:0', { vehicleTimeUs: () => 1_500_000, ...options });
  closers.push(() => server.close());
  return observe(server);
}

/** A client in raw mode, having read what comes before the frames. */
async function openRaw(served: Served): Promise<RawClient> {
  const raw = await RawClient.open(served.server.url);
  closers.push(() => Promise.resolve(raw.socket.destroy()));
  await raw.expectNext('< hi >');
  raw.send('< open can0 >');
  await raw.expectNext('< ok >');
  raw.send('< rawmode >');
  await raw.expectNext('< ok >');
  return raw;
}

describe('our socketcand client at our socketcand server', () => {
  it('passes frames of every kind both ways, in order', async () => {
    const served = await serve();
    const tool = await openClientPort(served.server.url);
    closers.push(() => tool.close());
    const car = await next(served.clients);
    const atTool = nextFrames(tool.frames, 3);
    expect(tool.send(frame(0x750, 0xb5, 0x02, 0x10, 0x03))).toBe(true);
    expect(tool.send(frame(0x18da10f1))).toBe(true);
    for (const id of [0x5b0, 0x620, 0x18daf110]) expect(car.send(frame(id, 1, 2, 3, 4, 5, 6, 7, 8))).toBe(true);
    expect((await nextFrames(served.frames, 2)).map(written)).toEqual(['750#B5021003', '18DA10F1#']);
    expect((await atTool).map(written)).toEqual([
      '5B0#0102030405060708',
      '620#0102030405060708',
      '18DAF110#0102030405060708',
    ]);
  });

  it('serves several at once, each of which sees the frames of the others and never its own', async () => {
    const served = await serve();
    bridge(served.server);
    const tools = await Promise.all([1, 2, 3].map(() => openClientPort(served.server.url)));
    for (const tool of tools) closers.push(() => tool.close());
    const heard = tools.map((tool) => nextFrames(tool.frames, 2));
    for (const [index, tool] of tools.entries()) tool.send(frame(0x100 + index));
    const ids = (await Promise.all(heard)).map((frames) => frames.map((f) => f.id).sort());
    expect(ids).toEqual([
      [0x101, 0x102],
      [0x100, 0x102],
      [0x100, 0x101],
    ]);
  });

  it('notifies each side when the other closes', async () => {
    const served = await serve();
    const first = await openClientPort(served.server.url);
    const car = await next(served.clients);
    await first.close();
    expect(await next(car.status, (status) => status.kind === 'closed')).toMatchObject({ cause: 'left' });
    const second = await openClientPort(served.server.url);
    await served.server.close();
    expect(await next(second.status, (status) => status.kind === 'closed')).toMatchObject({ cause: 'left' });
  });

  it('gives the reason where the daemon refuses the bus, does not greet, or hangs up', async () => {
    const greetings: readonly (readonly [(socket: Socket) => unknown, string])[] = [
      [(socket) => socket.write('< hi >< error could not open bus >'), 'could not open bus'],
      [() => undefined, 'does not answer as a socketcand does'],
      [(socket) => socket.end(), 'closed the connection'],
    ];
    for (const [greet, message] of greetings) {
      const daemon = createServer((socket) => greet(socket.on('error', () => socket.destroy()))).listen(0, '127.0.0.1');
      await once(daemon, 'listening');
      closers.push(() => Promise.resolve(daemon.close()));
      const address = daemon.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      const url = { kind: 'socketcand', host: '127.0.0.1', port, bus: 'can0', beacon: false } as const;
      await expect(openSocketcandClient(url, { answerTimeoutMs: 50 })).rejects.toMatchObject({
        code: 'bench',
        message: expect.stringContaining(message),
      });
    }
  });
});

describe('our socketcand client at another daemon', () => {
  it('continues after error frames and after errors in words, and reports each without control characters', async () => {
    const said = [
      '< error 004 12.345678 >',
      '< error unknown command >',
      '< error \x1b[2J >',
      '\n< frame 7BD 1.5 027E00 >',
    ];
    const daemon = createServer((socket) => {
      const answers = ['< ok >', '< ok >', said.join('')];
      socket.on('data', () => socket.write(answers.shift() ?? ''));
      socket.write('< hi >');
    }).listen(0, '127.0.0.1');
    await once(daemon, 'listening');
    closers.push(() => Promise.resolve(daemon.close()));
    const address = daemon.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const client = await openClientPort(`socketcand:127.0.0.1:${port}`);
    closers.push(() => client.close());
    const reported: string[] = [];
    client.status.subscribe((status) => status.kind === 'trouble' && reported.push(status.reason));
    const received = nextFrames(client.frames, 1);
    client.send(frame(0x7b5, 0x02, 0x3e, 0x00));
    expect((await received).map(written)).toEqual(['7BD#027E00']);
    expect(reported).toEqual([
      "the daemon's bus reports an error frame, class 004",
      'the daemon reports an error: unknown command',
      'the daemon reports an error: \\u001b[2J',
    ]);
  });
});

describe('the socketcand server (interfaces.md, "Buses")', () => {
  it('says so when its port is taken', async () => {
    const served = await serve();
    const taken = openServerPort(served.server.url, { vehicleTimeUs: () => 0 });
    await expect(taken).rejects.toMatchObject({ code: 'bench', context: { code: 'EADDRINUSE' } });
  });

  it('writes frames with time and one run of digits', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const car = await next(served.clients);
    raw.send('< send 7DF 3 2 1 0 >');
    expect((await nextFrames(served.frames, 1)).map(written)).toEqual(['7DF#020100']);
    car.send(frame(0x7e8, 0x06, 0x41));
    await raw.expectNext('\n< frame 7E8 1.500000 0641 >');
  });

  it('sends "ok" alone, however soon frames follow: python-can 4.1 takes the bus for broken otherwise', async () => {
    const served = await serve();
    const raw = await RawClient.open(served.server.url);
    closers.push(() => Promise.resolve(raw.socket.destroy()));
    const car = await next(served.clients);
    await raw.expectNext('< hi >');
    const chunks: string[] = [];
    raw.socket.on('data', (text) => chunks.push(String(text)));
    car.frames.subscribe(() => undefined);
    raw.send('< open can0 >< rawmode >');
    await raw.until((received) => received.includes('ok'));
    for (let i = 0; i < 100; i++) car.send(frame(0x5b0, i));
    await raw.until((received) => received.split('\n').length === 101);
    expect(chunks[0]).toBe('< ok >< ok >');
  });

  it('carries ISO-TP messages on its own bus (isotpmode)', async () => {
    const clock = new RealClock();
    closers.push(() => Promise.resolve(clock.close()));
    const served = await serve({ clock });
    bridge(served.server);
    const [tool, ecu] = [await RawClient.open(served.server.url), await RawClient.open(served.server.url)];
    for (const raw of [tool, ecu]) closers.push(() => Promise.resolve(raw.socket.destroy()));
    tool.send('< open can0 >< isotpmode >< isotpconf 750 758 206 0 0 0 CC 0 B5 B5 >< echo >');
    ecu.send('< open can0 >< isotpmode >< isotpconf 758 750 206 4 1 0 CC 0 B5 B5 >< echo >');
    for (const raw of [tool, ecu]) await raw.until((received) => received.endsWith('< echo >'));
    const message = Array.from({ length: 4_095 }, (_, i) => (i & 0xff).toString(16).padStart(2, '0')).join('');
    tool.send(`< sendpdu ${message} >`);
    const received = await ecu.until((all) => all.endsWith(`${message.toUpperCase()} >`));
    expect(received).toContain('< pdu 1.500000 0001');
    ecu.send('< sendpdu 7F2231 >');
    await tool.until((all) => all.endsWith('< pdu 1.500000 7F2231 >'));
  });

  it('counts frames and bytes in control mode', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const car = await next(served.clients);
    car.send(frame(0x5b0, 1, 2, 3));
    await raw.until((received) => received.includes('5B0'));
    raw.send('< send 123 2 1 2 >< controlmode >< statistics 10 >');
    await raw.until((received) => received.includes('< stat 3 1 2 1 >'));
    raw.send('< statistics 0 >< echo >');
    await raw.until((received) => received.includes('< echo >'));
  });

  it('cuts off a client that does not read, and nobody else', async () => {
    const served = await serve();
    const deaf = await openRaw(served);
    const deafPort = await next(served.clients);
    deaf.socket.pause();
    const other = await openRaw(served);
    let accepted = 0;
    while (accepted <= 200_000 && deafPort.send(frame(0x5b0, 1, 2, 3, 4, 5, 6, 7, 8))) accepted++;
    expect(await next(deafPort.status, (status) => status.kind === 'closed')).toMatchObject({ cause: 'cut-off' });
    other.send('< echo >');
    await other.expectNext('< echo >');
  });

  it('leaves a frame that cannot be without answer, and says so in its status', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const trouble = next(served.server.status, (status) => status.kind === 'trouble');
    raw.send('< send 7B5 3  >< echo >');
    await raw.expectNext('< echo >');
    expect(await trouble).toMatchObject({
      reason: expect.stringMatching(
        /^socketcand:127\.0\.0\.1:\d+: a command is ignored: the length says 3 bytes, and there are 0$/,
      ),
    });
  });

  it('refuses the 33rd client with the reason', async () => {
    const served = await serve();
    const present = await Promise.all(Array.from({ length: 32 }, () => RawClient.open(served.server.url)));
    for (const raw of present) closers.push(() => Promise.resolve(raw.socket.destroy()));
    await Promise.all(present.map((raw) => raw.expectNext('< hi >')));
    const late = await RawClient.open(served.server.url);
    expect(await late.untilClosed()).toBe(
      '< error busy: 32 clients are connected, and this bus has room for no more >',
    );
  });

  it('announces itself where asked to, as the manual of socketcand says', async () => {
    const listener = createSocket('udp4');
    await new Promise<void>((resolve) => {
      listener.bind(0, '127.0.0.1', resolve);
    });
    closers.push(() => Promise.resolve(listener.close()));
    const beacon = { targets: ['127.0.0.1'], port: listener.address().port };
    const url = { kind: 'socketcand', host: '127.0.0.1', port: 0, bus: 'body', beacon: true } as const;
    const clock = new RealClock();
    const heard = once(listener, 'message');
    const server = await openSocketcandServer(url, { vehicleTimeUs: () => 0, clock, beacon });
    closers.push(() => server.close());
    const [text] = await heard;
    const port = /^socketcand:127\.0\.0\.1:(\d+)$/.exec(server.url)?.[1] ?? 'none';
    expect(String(text)).toMatch(/^<CANBeacon name="[^"]*" type="adapter" description="virtual-smart-key">\n/);
    expect(String(text)).toContain(`<URL>can://127.0.0.1:${port}</URL><Bus name="body"/></CANBeacon>`);
  });
});
