import { setTimeout as delay } from 'node:timers/promises';
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
import { Car } from '../../hil/car/car.ts';
import { openCarBus } from '../../hil/car/host/open-car-bus.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { RawClient } from './support/raw-client.ts';
import { frame, next, observe, written, type Served } from './support/served-port.ts';

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

  it('names a line that is not a message, and continues', async () => {
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

/** A car in real time or in virtual time, on as many buses of UDS lines, and one of SLCAN last. */
async function car(time: 'real' | 'virtual', count: number): Promise<{ urls: readonly string[]; host: CarHost }> {
  const options = {
    car: new Car(),
    onFatal: (error: unknown): never => {
      throw error;
    },
  };
  const host = new CarHost({ ...options, timeMode: time });
  host.start();
  closers.push(() => Promise.resolve(host.close()));
  const urls: string[] = [];
  for (const kind of [...new Array<string>(count).fill('uds-lines'), 'slcan-tcp']) {
    const server = await openCarBus(`${kind}:127.0.0.1:0`, host);
    closers.push(() => server.close());
    urls.push(server.url);
  }
  return { urls, host };
}

async function connectTo(url: string | undefined, opening = ''): Promise<RawClient> {
  const raw = await RawClient.open(url ?? '');
  closers.push(() => Promise.resolve(raw.socket.destroy()));
  if (opening === '') return raw;
  raw.send(opening);
  await raw.expectNext('\r\r');
  return raw;
}

/** Reads the VIN as a tool on CAN. */
async function readVinOn(slcan: RawClient): Promise<void> {
  slcan.received = '';
  slcan.send('t7508B50322F190CCCCCC\r');
  await slcan.until((received) => received.includes('t7588B51014'));
  slcan.send('t7508B5300000CCCCCCCC\r');
  await slcan.until((received) => received.includes('t7588B522'));
}

function framesLike(host: CarHost, pattern: RegExp): readonly string[] {
  return [...host.car.log].map(({ frame: logged }) => written(logged)).filter((text) => pattern.test(text));
}

describe.each(['real', 'virtual'] as const)('the server of UDS lines on a car in %s time', (time) => {
  it.each([
    { after: 'a suppressed request', request: '3E80' },
    { after: 'an answered request', request: '3E00' },
    { after: 'a refused suppressed request', request: '3E81' },
    { after: 'nothing', request: '' },
  ])('takes no part in what another tool asks after $after', async ({ request }) => {
    const { urls, host } = await car(time, 1);
    const [lines, slcan] = [await connectTo(urls[0]), await connectTo(urls[1], 'S6\rO\r')];
    if (request !== '') lines.send(`${request}\n`);
    await slcan.until((received) => request === '' || received.includes(`t7508B502${request}`));
    await readVinOn(slcan);
    expect(lines.received).toBe({ '3E00': '7E00\n', '3E81': '7F3E12\n' }[request] ?? '');
    expect(framesLike(host, /^750#B530/)).toHaveLength(1);
    lines.received = '';
    lines.send('221001\n');
    await lines.until((received) => received.endsWith('\n'));
    expect(lines.received).toMatch(/^621001/);
  });

  it('gives two clients on two such buses each its own answers, one flow control each', async () => {
    const { urls, host } = await car(time, 2);
    const clients = [await connectTo(urls[0]), await connectTo(urls[1])];
    const asked = ['22F190', '221001'];
    for (let round = 0; round < 20; round++) {
      const [first = '', second = ''] = round % 2 === 0 ? asked : asked.toReversed();
      clients[0]?.send(`3E80\n${first}\n`);
      await clients[0]?.until((received) => received.endsWith('\n'));
      clients[1]?.send(`3E80\n${second}\n`);
      await clients[1]?.until((received) => received.endsWith('\n'));
      for (const client of clients) client.received = client.received.trimEnd() + ' ';
    }
    const prefixes = clients.map(({ received }) =>
      received
        .trimEnd()
        .split(' ')
        .map((line) => line.slice(0, 6)),
    );
    const expected = (own: number): string[] =>
      Array.from({ length: 20 }, (_, round) => ((round + own) % 2 === 0 ? '62F190' : '621001'));
    expect(prefixes).toEqual([expected(0), expected(1)]);
    expect(framesLike(host, /^750#B530/)).toHaveLength(20);
  });

  it('answers each of several lines in one write, in order, also to a client that has closed its sending side', async () => {
    const { urls } = await car(time, 1);
    const lines = await connectTo(urls[0]);
    lines.send('22F190\n22F18C\n3E80\n22F187\n22F190\n3E00\n');
    lines.leave();
    const answers = (await lines.untilClosed()).trim().split('\n');
    expect(answers.map((answer) => answer.slice(0, 6))).toEqual(['62F190', '62F18C', '62F187', '62F190', '7E00']);
  });

  it('continues to answer after a client leaves in the middle of an answer', async () => {
    const { urls } = await car(time, 1);
    const first = await connectTo(urls[0]);
    first.send('22F190\n22F190\n22F190\n');
    first.socket.destroy();
    let second = await connectTo(urls[0]);
    // The ECU waits for the first one's flow control until N_Bs has run out, and hears no request meanwhile.
    while (!second.received.includes('621001')) {
      // On a busy machine the server hears of the second one's coming before the first one's end.
      if (second.received.startsWith('busy')) second = await connectTo(urls[0]);
      second.send('221001\n');
      await delay(200);
    }
    expect(second.received).not.toContain('62F190');
  });

  it('lets a client that sends thousands of lines wait, and loses none of them', async () => {
    const { urls, host } = await car(time, 1);
    const lines = await connectTo(urls[0]);
    const count = 2_000;
    lines.send('3E80\n'.repeat(count));
    lines.send('221001\n');
    await lines.until((received) => received.includes('621001'));
    expect(framesLike(host, /^750#B5023E80/)).toHaveLength(count);
  }, 30_000);
});

describe('an answer that does not come in time', () => {
  it('is not passed on when it comes, and is reported; the next request has its own', async () => {
    const served = await serve();
    playEcu(served, () => []);
    const raw = await connect(served);
    const client = await next(served.clients);
    const isTrouble = next(client.status, (status) => status.kind === 'trouble');
    raw.send('22F190\n');
    expect(await isTrouble).toMatchObject({
      reason: 'no response to 22F190 in time; a later one is not passed on',
    });
    client.send(frame(0x758, 0xb5, 0x04, 0x62, 0xf1, 0x90, 0x41));
    raw.send('3E00\n');
    await next(served.frames, ({ data }) => data[2] === 0x3e);
    await delay(20);
    client.send(frame(0x758, 0xb5, 0x02, 0x7e, 0x00));
    await raw.expectNext('7E00\n');
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
