import { afterEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { peerAddressing } from '../../can-bus/isotp/addressing.ts';
import type { IsoTpAddressing } from '../../can-bus/isotp/types.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { IsoTpLink } from '../../can-bus/ports/iso-tp-link.ts';
import { NodeOnPort } from '../../can-bus/ports/node-on-port.ts';
import { openClientPort, openServerPort, type DiagnosticChannel } from '../../can-bus/ports/open-port.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import { TesterNode, type TesterEvent } from '../../can-bus/uds/tester-node.ts';
import { RawClient } from './support/raw-client.ts';
import { frame, next, observe, type Served } from './support/served-port.ts';

const ADDRESSING: IsoTpAddressing = {
  kind: 'extended',
  sendId: 0x750,
  receiveId: 0x758,
  sendAddress: 0xb5,
  receiveAddress: 0xb5,
};
const FUNCTIONAL: IsoTpAddressing = { kind: 'normal', sendId: 0x7df, receiveId: 0x7e8 };
const diagnostics: DiagnosticChannel = {
  physical: isoTpConfig(ADDRESSING),
  functional: isoTpConfig(FUNCTIONAL, { singleFrameOnly: true }),
};

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function realClock(): RealClock {
  const clock = new RealClock();
  closers.push(() => Promise.resolve(clock.close()));
  return clock;
}

async function serve(): Promise<Served> {
  const options = { vehicleTimeUs: (): number => 0, clock: realClock(), diagnostics };
  const server = await openServerPort('uds-lines:127.0.0.1:0', options);
  closers.push(() => server.close());
  return observe(server);
}

/** An ECU behind each client, which answers at once, as in virtual time; `requests` is what it was asked. */
function playEcu(served: Served, answers: (request: string) => readonly string[]): string[] {
  const requests: string[] = [];
  const clock = realClock();
  served.server.clients.subscribe((client) => {
    const ecu = new IsoTpLink({
      config: isoTpConfig(peerAddressing(ADDRESSING)),
      clock,
      deliver: (sent) => client.send(sent),
      received: (payload) => {
        requests.push(toHex(payload));
        for (const answer of answers(toHex(payload))) ecu.send(fromHex(answer));
      },
      failed: (reason) => requests.push(reason),
    });
    client.frames.subscribe((received) => ecu.take(received));
  });
  return requests;
}

async function connect(served: Served): Promise<RawClient> {
  const raw = await RawClient.open(served.server.url);
  closers.push(() => Promise.resolve(raw.socket.destroy()));
  return raw;
}

describe('the server of UDS lines (interfaces.md, "Buses")', () => {
  it('puts each line on the bus as ISO-TP, and each answer on a line', async () => {
    const served = await serve();
    const requests = playEcu(served, (request) => (request === '22F190' ? [`62F190${'41'.repeat(17)}`] : ['7E00']));
    const raw = await connect(served);
    raw.send('3e00\n');
    await raw.expectNext('7E00\n');
    raw.send('22F190\n');
    await raw.expectNext(`62F190${'41'.repeat(17)}\n`);
    expect(requests).toEqual(['3E00', '22F190']);
    expect(await next(served.frames)).toMatchObject({ id: 0x750, data: fromHex('B5023E00CCCCCCCC') });
  });

  it('carries messages of 4095 bytes both ways', async () => {
    const served = await serve();
    const long = '36'.repeat(4_095);
    const requests = playEcu(served, () => [long]);
    const raw = await connect(served);
    raw.send(`${long}\n`);
    await raw.until((received) => received === `${long}\n`);
    expect(requests).toEqual([long]);
  });

  it('passes on every answer up to the final one, and nothing that answers another tool', async () => {
    const served = await serve();
    playEcu(served, () => ['7F3178', '7F3178', '71010203']);
    const raw = await connect(served);
    const car = await next(served.clients);
    car.send(frame(0x758, 0xb5, 0x02, 0x7e, 0x00));
    car.send(frame(0x758, 0xb5, 0x10, 0x14, 0x62));
    raw.send('31010203\n');
    await raw.expectNext('7F3178\n7F3178\n71010203\n');
    car.send(frame(0x758, 0xb5, 0x02, 0x7e, 0x00));
    raw.send('31010203\n');
    await raw.expectNext('7F3178\n7F3178\n71010203\n');
  });

  it('names a line that is no message, and goes on', async () => {
    const served = await serve();
    playEcu(served, () => ['7E00']);
    const raw = await connect(served);
    const car = await next(served.clients);
    raw.send('hello\n');
    expect(await next(car.status, (status) => status.kind === 'trouble')).toMatchObject({
      reason: expect.stringContaining('"h" at position 0'),
    });
    raw.send('3e00\n');
    await raw.expectNext('7E00\n');
  });

  it('refuses a second client with the reason; the first notices nothing', async () => {
    const served = await serve();
    playEcu(served, () => ['7E00']);
    const first = await connect(served);
    await next(served.clients);
    const second = await connect(served);
    expect(await second.untilClosed()).toMatch(/^busy: uds-lines:127\.0\.0\.1:\d+ is connected.*\n$/);
    first.send('3e00\n');
    await first.expectNext('7E00\n');
  });

  it('needs to know the way to the ECU', async () => {
    const refused = { code: 'usage', message: expect.stringContaining('it carries UDS messages') };
    await expect(openServerPort('uds-lines:127.0.0.1:0', { vehicleTimeUs: () => 0 })).rejects.toMatchObject(refused);
    await expect(openClientPort('uds-lines:127.0.0.1:1')).rejects.toMatchObject(refused);
  });
});

describe('our client of UDS lines', () => {
  async function tester(served: Served): Promise<{ port: CanPort; ask: (text: string) => Promise<string> }> {
    const clock = realClock();
    const port = await openClientPort(served.server.url, { clock, diagnostics });
    closers.push(() => port.close());
    const node = new TesterNode({ name: 'tester', ...diagnostics });
    const answered: ((event: TesterEvent) => void)[] = [];
    const driver = new NodeOnPort<TesterEvent>(node, port, clock, (event) => answered.shift()?.(event));
    closers.push(() => Promise.resolve(driver.detach()));
    const ask = async (text: string): Promise<string> => {
      const { promise, resolve } = Promise.withResolvers<TesterEvent>();
      answered.push(resolve);
      const target = text.startsWith('functional ') ? 'functional' : 'physical';
      const request = fromHex(text.replace('functional ', ''));
      driver.apply((outbox, nowUs) => node.request(request, { target }, nowUs, outbox));
      const { outcome } = await promise;
      return outcome.kind === 'positive' ? toHex(outcome.response) : outcome.kind;
    };
    return { port, ask };
  }

  it('is the ECU to a tester on a port: short messages, long ones, functional ones', async () => {
    const served = await serve();
    const long = `62F190${'41'.repeat(200)}`;
    const requests = playEcu(served, (request) => (request.startsWith('22') ? ['7F2278', long] : ['7E00']));
    const { ask } = await tester(served);
    expect(await ask('3E00')).toBe('7E00');
    expect(await ask(`22F190${'F191'.repeat(20)}`)).toBe(long);
    expect(await ask('functional 3E00')).toBe('7E00');
    expect(requests).toEqual(['3E00', `22F190${'F191'.repeat(20)}`, '3E00']);
  });
});
