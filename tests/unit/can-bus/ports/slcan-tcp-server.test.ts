import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { openSlcanTcpServer } from '../../../../can-bus/ports/slcan-tcp-server.ts';
import { RawClient } from '../../../integration/support/raw-client.ts';
import { next, observe, written, type Served } from '../../../integration/support/served-port.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(limits?: { readonly frames: number; readonly bytes: number }): Promise<Served> {
  const server = await openSlcanTcpServer(
    { kind: 'slcan-tcp', host: '127.0.0.1', port: 0 },
    { vehicleTimeUs: () => 1_999, ...(limits === undefined ? {} : { limits }) },
  );
  closers.push(() => server.close());
  return observe(server);
}

async function connect(served: Served): Promise<RawClient> {
  const raw = await RawClient.open(served.server.url);
  closers.push(() => Promise.resolve(void raw.socket.destroy()));
  return raw;
}

describe('the SLCAN adapter that we play on TCP', () => {
  it('answers commands, takes frames and gives out those of the bus, stamped by the car’s time', async () => {
    const served = await serve();
    const raw = await connect(served);
    const car = await next(served.clients);
    raw.send('C\rS6\rZ1\rO\r');
    await raw.expectNext('\x07\r\r\r');
    raw.send('t7B53023E00\r');
    expect(written(await next(served.frames))).toBe('7B5#023E00');
    await raw.expectNext('z\r');
    car.send(dataFrame(0x7bd, fromHex('02 7E 00')));
    await raw.expectNext('t7BD3027E000001\r');
  });

  it('informs a second tool with a line that is neither a response nor a frame', async () => {
    const served = await serve();
    await connect(served);
    await next(served.clients);
    const second = await connect(served);
    expect(await second.untilClosed()).toMatch(/^\x07info: busy: slcan-tcp:127\.0\.0\.1:\d+ is connected, .*\r$/);
  });

  it('disconnects a tool that lags too far behind', async () => {
    const served = await serve({ frames: 1, bytes: 1_000 });
    const raw = await connect(served);
    const car = await next(served.clients);
    raw.send('O\r');
    await raw.expectNext('\r');
    const frame = dataFrame(0x7bd, fromHex('02 7E 00'));
    expect([car.send(frame), car.send(frame)]).toEqual([true, false]);
    expect(await next(car.status)).toMatchObject({ kind: 'closed', cause: 'cut-off' });
  });
});
