import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openElm327PtyServer, openElm327TcpServer } from '../../../../can-bus/ports/elm327-server.ts';
import { RealClock } from '../../../../can-bus/time/real-clock.ts';
import { RawClient } from '../../../integration/support/raw-client.ts';
import { next, observe, written, type Served } from '../../../integration/support/served-port.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { openTerminal } from './open-terminal.ts';
import { TextEnd } from './text-end.ts';

const closers: (() => Promise<unknown>)[] = [];
const folder = temporaryFolder();

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Every answer is complete at once, as in virtual time. */
function options(): { clock: RealClock; vehicleTimeUs: () => number; settles: () => boolean; bitRate: number } {
  const clock = new RealClock();
  closers.push(() => Promise.resolve(clock.close()));
  return { clock, vehicleTimeUs: () => 0, settles: () => true, bitRate: 500_000 };
}

async function serve(limits = { frames: 1_000, bytes: 100_000 }): Promise<Served> {
  const url = { kind: 'elm327-tcp', host: '127.0.0.1', port: 0, version: '1.5' } as const;
  const server = await openElm327TcpServer(url, { ...options(), limits });
  closers.push(() => server.close());
  return observe(server);
}

async function connect(served: Served): Promise<RawClient> {
  const raw = await RawClient.open(served.server.url);
  closers.push(() => Promise.resolve(void raw.socket.destroy()));
  return raw;
}

describe('the ELM327 that we simulate on TCP', () => {
  it('serves one client, and sends its requests to the bus', async () => {
    const served = await serve();
    expect(served.server.url).toMatch(/^elm327-tcp:127\.0\.0\.1:\d+$/);
    const client = await connect(served);
    client.send('ATZ\r');
    await client.expectNext('ATZ\r\r\rELM327 v1.5\r\r>');
    client.send('ATE0\rATSP6\r0100\r');
    await client.until((text) => text.endsWith('CAN ERROR\r\r>'));
    expect(written(await next(served.frames))).toBe('7DF#0201000000000000');
  });

  it('ELM-24: refuses a second client with the reason, and without a prompt', async () => {
    const served = await serve();
    const first = await connect(served);
    first.send('ATI\r');
    await first.until((text) => text.endsWith('>'));
    const second = await connect(served);
    expect(await second.untilClosed()).toMatch(/^busy: elm327-tcp:127\.0\.0\.1:\d+ is connected, .*one client\r$/);
    first.send('ATI\r');
    await first.until((text) => text.endsWith('v1.5\r\r>ATI\rELM327 v1.5\r\r>'));
  });

  it('ELM-24: a client after half a line of another one finds a new adapter', async () => {
    const served = await serve();
    const first = await connect(served);
    first.send('ATE0\r01');
    await first.until((text) => text.endsWith('>'));
    first.socket.destroy();
    await next(served.clients);
    const second = await connect(served);
    second.send('ATI\r');
    await second.expectNext('ATI\rELM327 v1.5\r\r>');
  });

  it('cuts off a client that sends and does not read, with the reason', async () => {
    const served = await serve({ frames: 10, bytes: 1_000 });
    const client = await connect(served);
    client.socket.pause();
    const left = served.reported;
    client.send('ATPPS\rATI\r'.repeat(100_000));
    await client.untilClosed().catch(() => undefined);
    expect(left.find(({ kind }) => kind === 'client-left')).toMatchObject({
      cause: 'cut-off',
      reason: 'it lagged behind by more than 10 frames or 1000 bytes',
    });
  });
});

describe('the ELM327 that we simulate on a pseudo-terminal', () => {
  it('is at its path, keeps its settings, and removes its path when closed', async () => {
    const path = folder.path('elm');
    const server = await openElm327PtyServer({ kind: 'elm327-pty', path, version: '1.5' }, options());
    closers.push(() => server.close());
    expect(server.url).toBe(`elm327-pty:${path}`);
    const { stream } = openTerminal(path);
    closers.push(() => Promise.resolve(void stream.destroy()));
    const tool = new TextEnd(stream);
    tool.say('ATE0\rATI\r');
    await tool.until('ATE0\rOK\r\r>ELM327 v1.5\r\r>');
    await server.close();
    expect(existsSync(path)).toBe(false);
  });
});
