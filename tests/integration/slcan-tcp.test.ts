import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import type { CanPortServer } from '../../can-bus/ports/can-port.ts';
import { openClientPort, openServerPort } from '../../can-bus/ports/open-port.ts';
import { openSlcanTcpClient } from '../../can-bus/ports/slcan-tcp-client.ts';
import { openSlcanTcpServer } from '../../can-bus/ports/slcan-tcp-server.ts';
import { RawClient } from './support/raw-client.ts';
import { frame, next, nextFrames, observe, type Served } from './support/served-port.ts';

const LOOPBACK = { kind: 'slcan-tcp', host: '127.0.0.1', port: 0 } as const;

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function observed(server: CanPortServer): Served {
  closers.push(() => server.close());
  return observe(server);
}

async function serve(vehicleTimeUs: () => number = () => 0): Promise<Served> {
  return observed(await openServerPort('slcan-tcp:127.0.0.1:0', { vehicleTimeUs }));
}

async function openRaw(served: Served): Promise<RawClient> {
  const raw = await RawClient.open(served.server.url);
  closers.push(() => {
    raw.socket.destroy();
    return Promise.resolve();
  });
  return raw;
}

describe('our SLCAN client at our SLCAN server', () => {
  it('passes frames both ways, in order', async () => {
    const served = await serve();
    const tool = await openClientPort(served.server.url);
    closers.push(() => tool.close());
    const car = await next(served.clients);
    const atTool = nextFrames(tool.frames, 3);
    expect(tool.send(frame(0x750, 0xb5, 0x02, 0x10, 0x03))).toBe(true);
    expect(tool.send(dataFrame(0x18da10f1, Uint8Array.of(1)))).toBe(true);
    for (const id of [0x5b0, 0x620, 0x638]) expect(car.send(frame(id, 1, 2, 3, 4, 5, 6, 7, 8))).toBe(true);
    expect((await nextFrames(served.frames, 2)).map((f) => [f.id, ...f.data])).toEqual([
      [0x750, 0xb5, 0x02, 0x10, 0x03],
      [0x18da10f1, 1],
    ]);
    expect((await atTool).map((f) => f.id)).toEqual([0x5b0, 0x620, 0x638]);
  });

  it('notifies each side when the other closes, and accepts the next client at once', async () => {
    const served = await serve();
    const first = await openClientPort(served.server.url);
    const car = await next(served.clients);
    await first.close();
    expect(first.send(frame(1))).toBe(false);
    const second = await openClientPort(served.server.url);
    closers.push(() => second.close());
    expect(await next(car.status)).toMatchObject({ kind: 'closed', cause: 'left' });
    expect(car.send(frame(1))).toBe(false);
    await served.server.close();
    expect(await next(second.status, (status) => status.kind === 'closed')).toMatchObject({ cause: 'left' });
    expect(served.reported.map((status) => status.kind)).toEqual([
      'listening',
      'client-connected',
      'client-left',
      'client-connected',
      'client-left',
      'closed',
    ]);
  });

  it('is refused with the reason while another tool is there', async () => {
    const served = await serve();
    const first = await openClientPort(served.server.url);
    closers.push(() => first.close());
    await expect(openClientPort(served.server.url)).rejects.toMatchObject({
      code: 'bench',
      message: expect.stringContaining('busy: slcan-tcp:127.0.0.1:'),
      hint: 'it serves one client at a time: end the other tool',
    });
  });

  it('asks whether the car is running where nobody listens', async () => {
    const served = await serve();
    const { url } = served.server;
    await served.server.close();
    await expect(openClientPort(url)).rejects.toMatchObject({
      code: 'bench/unreachable',
      hint: expect.stringContaining('whether the car is running'),
      context: { url, code: 'ECONNREFUSED' },
    });
  });

  it('refuses frames, and stays, when the adapter stops reading', async () => {
    const accepted: Socket[] = [];
    const silent = createServer((socket) => accepted.push(socket.pause()));
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    closers.push(
      () =>
        new Promise((resolve) => {
          for (const socket of accepted) socket.destroy();
          silent.close(() => resolve());
        }),
    );
    const address = silent.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const tool = await openSlcanTcpClient({ ...LOOPBACK, port }, { answerTimeoutMs: 10 });
    closers.push(() => tool.close());
    let taken = 0;
    while (taken <= 200_000 && tool.send(frame(1, 1, 2, 3, 4, 5, 6, 7, 8))) taken++;
    expect(taken).toBe(200_000);
    expect(await next(tool.status)).toEqual({ kind: 'open' });
  });
});

describe('the SLCAN server (interfaces.md, "Buses")', () => {
  it('prints the port it has picked', async () => {
    const served = await serve();
    expect(served.server.url).toMatch(/^slcan-tcp:127\.0\.0\.1:[1-9]\d*$/);
    expect(served.reported).toEqual([{ kind: 'listening', url: served.server.url }]);
  });

  it('says so when its port is taken', async () => {
    const served = await serve();
    const taken = openServerPort(served.server.url, { vehicleTimeUs: () => 0 });
    await expect(taken).rejects.toMatchObject({ code: 'bench', context: { code: 'EADDRINUSE' } });
    await expect(taken).rejects.toMatchObject({ hint: expect.stringContaining('choose another port') });
  });

  it('speaks the protocol of the adapter', async () => {
    let nowUs = 0;
    const served = await serve(() => nowUs);
    const raw = await openRaw(served);
    const car = await next(served.clients);
    expect(car.send(frame(0x5b0, 0xaa))).toBe(true);
    raw.send('\r\rC\rV\rS6\rZ1\rO\r');
    await raw.expectNext('\x07V1010\r\r\r\r');
    nowUs = 61_234_999;
    car.send(frame(0x5b0, 0xaa));
    await raw.expectNext('t5B01AA04D2\r');
    raw.send('t12');
    raw.send('30\rt12x\r');
    await raw.expectNext('z\r\x07');
    raw.send('C\r');
    await raw.expectNext('\r');
    expect(car.send(frame(0x5b0, 0xaa))).toBe(true);
    raw.send('N\r');
    await raw.expectNext('NVSK1\r');
  });

  it('refuses a second client with BEL and a line, and reports it; the first notices nothing', async () => {
    const served = await serve();
    const first = await openRaw(served);
    first.send('O\r');
    await first.expectNext('\r');
    const second = await openRaw(served);
    second.send('C\rS6\rO\rt7DF0\r');
    const [bel, ...line] = await second.untilClosed();
    expect(bel).toBe('\x07');
    expect(line.join('')).toMatch(/^info: busy: slcan-tcp:127\.0\.0\.1:\d+ is connected.*\r$/);
    expect(served.reported.at(-1)).toMatchObject({ kind: 'client-refused', reason: expect.stringContaining('busy: ') });
    first.send('t1230\r');
    await first.expectNext('z\r');
    expect((await nextFrames(served.frames, 1)).map((f) => f.id)).toEqual([0x123]);
  });

  it('lets a client in that comes while the one before is leaving', async () => {
    const served = await serve();
    for (let i = 0; i < 5; i++) {
      const raw = await openRaw(served);
      raw.send('O\rV\r');
      await raw.expectNext('\rV1010\r');
      raw.leave();
    }
    expect(served.reported.filter((status) => status.kind === 'client-refused')).toEqual([]);
  });

  it('survives garbage and answers the next command', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const noise = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) & 0xff));
    raw.socket.write(noise);
    raw.send('\r');
    raw.send('V\r');
    await raw.until((all) => all.endsWith('V1010\r'));
  });

  it('passes a flood of frames on one by one, in order, and answers each', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, i) => `t1232${i.toString(16).padStart(4, '0')}\r`);
    raw.send(`O\r${lines.join('')}`);
    const frames = await nextFrames(served.frames, count);
    expect(frames.every((f, i) => ((f.data[0] ?? 0) << 8) + (f.data[1] ?? 0) === i)).toBe(true);
    await raw.until((all) => all.length >= 1 + 2 * count);
    expect(raw.received).toBe(`\r${'z\r'.repeat(count)}`);
  });

  it('lets a client go that does not read: after 200,000 frames, with the reason', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const car = await next(served.clients);
    raw.send('O\r');
    await raw.expectNext('\r');
    raw.socket.pause();
    let accepted = 0;
    while (accepted <= 200_000 && car.send(frame(0x5b0, 1, 2, 3, 4, 5, 6, 7, 8))) accepted++;
    expect(accepted).toBe(200_000);
    expect(await next(car.status)).toMatchObject({ kind: 'closed', cause: 'cut-off' });
    expect(served.reported.at(-1)).toMatchObject({
      kind: 'client-left',
      reason: expect.stringContaining('200000 frames'),
    });
    raw.socket.destroy();
    const after = await openRaw(served);
    after.send('V\r');
    await after.expectNext('V1010\r');
  });

  it('lets a client go that floods and never reads the answers', async () => {
    const limits = { frames: 1_000, bytes: 10_000 };
    const served = observed(await openSlcanTcpServer(LOOPBACK, { vehicleTimeUs: () => 0, limits }));
    const raw = await openRaw(served);
    raw.socket.pause();
    const car = await next(served.clients);
    raw.send('V\r'.repeat(1_000_000));
    expect(await next(car.status, (status) => status.kind === 'closed')).toMatchObject({ cause: 'cut-off' });
  });

  it('sends what is queued before it closes', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const car = await next(served.clients);
    raw.send('O\r');
    await raw.expectNext('\r');
    for (let i = 0; i < 1_000; i++) car.send(frame(0x5b0, i & 0xff));
    await served.server.close();
    expect((await raw.untilClosed()).split('\r')).toHaveLength(1_001);
  });

  it('answers a client that sends, stops sending and waits', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    raw.socket.end('V\rN\r', 'latin1');
    expect(await raw.untilClosed()).toBe('V1010\rNVSK1\r');
  });

  it('closes though a client neither reads nor leaves', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const car = await next(served.clients);
    raw.send('O\r');
    await raw.expectNext('\r');
    raw.socket.pause();
    for (let i = 0; i < 190_000; i++) car.send(frame(0x5b0, 1, 2, 3, 4, 5, 6, 7, 8));
    await served.server.close();
    expect(served.reported.at(-1)).toEqual({ kind: 'closed' });
    raw.socket.destroy();
  });

  it('notices a client that breaks the connection', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const car = await next(served.clients);
    raw.send('O\r');
    await raw.expectNext('\r');
    raw.socket.resetAndDestroy();
    expect(await next(car.status, (status) => status.kind === 'closed')).toMatchObject({ cause: 'left' });
    expect(await next(served.server.status, (status) => status.kind === 'client-left')).toMatchObject({
      cause: 'left',
    });
  });
});
