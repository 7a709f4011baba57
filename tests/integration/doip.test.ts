import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { NO_DOIP_FAULT } from '../../can-bus/doip/fault-plan.ts';
import { parseProfile } from '../../ecu-sim/profile.ts';
import { Car } from '../../hil/car/car.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { openCarBus } from '../../hil/car/host/open-car-bus.ts';
import { loadBench } from '../../hil/bench/bench-file.ts';
import { benchFactory } from '../../hil/bench/open-bench.ts';
import { loadScenario } from '../../hil/scenario/load-scenario.ts';
import { decidingStep } from '../../hil/scenario/result.ts';
import { runScenario } from '../../hil/scenario/run-scenario.ts';
import { eventRecordOf } from '../../hil/trace/record-of-car.ts';
import { CarInProcess, runCommand } from './support/in-process.ts';
import { RawClient } from './support/raw-client.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startCar(...args: readonly string[]): Promise<{ readonly car: CarInProcess; readonly doip: string }> {
  const car = await CarInProcess.start('--time', 'virtual', '--bus', ...args);
  closers.push(() => car.end('SIGINT'));
  return { car, doip: car.buses[1] ?? '' };
}

/** The car in this process, with a gateway. */
async function serve(car: Car): Promise<{ readonly host: CarHost; readonly server: { readonly url: string } }> {
  const host = new CarHost({
    car,
    timeMode: 'virtual',
    onFatal: (error) => {
      throw error;
    },
  });
  host.start();
  const server = await openCarBus('doip:127.0.0.1:0', host);
  closers.push(async () => {
    await server.close();
    host.close();
  });
  return { host, server };
}

/** The deciding step of a scenario on a bench in real time over DoIP; null where it passes. */
async function decision(...steps: readonly string[]): Promise<unknown> {
  const bench = loadBench('name: here\nbus: doip:127.0.0.1:0\n', 'here.yaml');
  const scenario = loadScenario(['name: x', 'steps:', ...steps].join('\n'), 'x.yaml');
  const step = decidingStep((await runScenario(scenario, benchFactory(bench, { profile: {} }))).steps);
  return step === null ? null : [step.verdict, step.line, step.expected, step.got];
}

const latin1 = (hex: string): string => Buffer.from(fromHex(hex)).toString('latin1');
const hex = (text: string): string => toHex(Buffer.from(text, 'latin1'));

/** A tester of its own, without our client. */
async function connect(url: string, tester: string): Promise<RawClient> {
  const raw = await RawClient.open(url);
  closers.push(() => Promise.resolve(void raw.socket.destroy()));
  raw.send(latin1(`02FD000500000007${tester}0000000000`));
  await raw.until((text) => hex(text) === `02FD000600000009${tester}10001000000000`);
  raw.received = '';
  return raw;
}

describe('our own programs over DoIP', () => {
  it('the scan tool reads, also with TLS', async () => {
    const { car, doip } = await startCar('doip:127.0.0.1:0?tls=on&tlsPort=0');
    for (const bus of [doip.split('?')[0] ?? '', doip]) {
      const ended = await runCommand('tool', 'read', '--bus', bus, '--car', car.http, '--json');
      expect([ended.exitCode, ended.stdout]).toEqual([0, expect.stringContaining('4T1BZ1FB4KU999999')]);
    }
  }, 60_000);

  it('the scan tool uses the addresses of a profile: on DoIP and on CAN', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'profile-'));
    closers.push(async () => rm(folder, { recursive: true }));
    const profile = join(folder, 'own.yaml');
    await writeFile(
      profile,
      'doip: { smartKey: 0x1234 }\naddressing: { oem: { kind: normal, requestId: 0x700, responseId: 0x708 } }\n',
    );
    const { car, doip } = await startCar('doip:127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0', '--profile', profile);
    const can = car.buses.find((url) => url.startsWith('slcan-tcp:')) ?? '';
    for (const bus of [doip, can]) {
      const read = ['tool', 'read', '--bus', bus, '--car', car.http, '--json', '--quiet'];
      const ended = await runCommand(...read, '--profile', profile);
      expect([ended.exitCode, ended.stdout]).toEqual([0, expect.stringContaining('4T1BZ1FB4KU999999')]);
    }
    const ended = await runCommand('tool', 'read', '--bus', doip, '--profile', join(folder, 'none.yaml'));
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('none.yaml')]);
  }, 60_000);

  it('DOIP-25: a tester waits for the ignition where the profile says so', async () => {
    const profile = parseProfile({ doip: { confirmation: 'ignition' } });
    const { host, server } = await serve(new Car({ profile }));
    host.act((car) => car.setVehicle({ powerMode: 'off' }));
    const raw = await RawClient.open(server.url);
    closers.push(() => Promise.resolve(void raw.socket.destroy()));
    raw.send(latin1('02FD0005000000070E010000000000'));
    await raw.until((text) => hex(text) === '02FD0006000000090E0110001100000000');
    host.act((car) => car.setVehicle({ powerMode: 'on' }));
    raw.send(latin1('02FD0005000000070E010000000000'));
    await raw.until((text) => hex(text).endsWith('02FD0006000000090E0110001000000000'));
  }, 60_000);

  it('conformance judges the rules of UDS, and says that those of ISO-TP need CAN frames', async () => {
    const { car, doip } = await startCar('doip:127.0.0.1:0');
    const ended = await runCommand('conformance', '--bus', doip, '--car', car.http, '--json', '--quiet');
    const { counts, rules } = JSON.parse(ended.stdout) as {
      readonly counts: Readonly<Record<string, number>>;
      readonly rules: readonly { readonly rule: number; readonly reason: string | null }[];
    };
    expect([ended.exitCode, counts['fail'], counts['inconclusive']]).toEqual([0, 0, 0]);
    expect(counts['pass']).toBeGreaterThanOrEqual(27);
    expect(rules[56]).toMatchObject({ rule: 57, reason: 'needs a bus with CAN frames' });
  }, 60_000);

  it.each(['explain', 'record --out x.yaml'])('%s names what works instead', async (command) => {
    const ended = await runCommand(...command.split(' '), '--bus', 'doip:127.0.0.1:13400');
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('CAN frames are needed here')]);
    expect(ended.stderr).toContain('hint: use slcan-tcp:HOST:PORT');
  });

  it('a bench runs scenarios, with faults of the gateway as steps', async () => {
    expect(
      await decision(
        "  - uds: { send: '10 03', expect: '50 03 00 32 01 F4' }",
        '  - unlock: 1',
        "  - fault: { doip: [{ message: ack, code: '05', count: 1 }] }",
        "  - uds: { send: '22 F1 86', expect: none }",
        "  - uds: { send: '22 F1 86', expect: '62 F1 86 03' }",
        '  - fault: { doip: [{ message: ack, drop: true }, { message: response, split: 3 }] }',
        "  - uds: { send: '22 F1 86', expect: '62 F1 86 03' }",
        '  - fault: { doip: [{ message: ack, join: true }] }',
        "  - uds: { send: '22 F1 86', expect: '62 F1 86 03' }",
        '  - fault: none',
        "  - uds: { send: '22 F1 86', expect: '62 F1 86 03' }",
      ),
    ).toBeNull();
  }, 60_000);

  it('a bench reports a connection that a fault ends', async () => {
    const outcome = await decision(
      '  - fault: { doip: [{ message: response, cut: 4 }] }',
      "  - uds: { send: '3E 00', expect: '7E 00' }",
    );
    expect(JSON.stringify(outcome)).toContain('the vehicle ended the connection within a message');
  }, 60_000);
});

describe('faults of the gateway in the car’s record', () => {
  it('are events of their own, each effect with its instant', async () => {
    const struck: unknown[] = [];
    const { host, server } = await serve(new Car());
    const client = await connect(server.url, '0E01');
    host.events.subscribe((happened) => {
      if (!('frame' in happened) && happened.event.kind === 'fault-struck') struck.push(eventRecordOf(happened));
    });
    const timeUs = host.car.nowUs;
    const fault = { ...NO_DOIP_FAULT, count: 1 };
    host.act((car) =>
      car.setFaults({
        doip: [
          { ...fault, message: 'ack', drop: true },
          { ...fault, message: 'response', wrongInverse: true, split: 3 },
        ],
      }),
    );
    client.send(latin1('02FD8001000000060E0117503E00'));
    await client.until((text) => hex(text) === '020280010000000617500E017E00');
    const record = { kind: 'bus', source: 'bus', event: 'fault-struck', node: 'doip', frame: null };
    expect(struck).toEqual([
      { ...record, timeUs, fault: 'doip-ack-dropped' },
      { ...record, timeUs: expect.toSatisfy((us: number) => us > timeUs), fault: 'doip-response-wrong-inverse' },
      { ...record, timeUs: expect.toSatisfy((us: number) => us > timeUs), fault: 'doip-response-split' },
    ]);
  }, 60_000);
});

describe.each(['real', 'virtual'])('a tester that does not wait for responses, in %s time', (time) => {
  it('DOIP-16: gets a response for each request, in order, also after it has closed its sending side', async () => {
    const car = await CarInProcess.start('--time', time, '--bus', 'doip:127.0.0.1:0');
    closers.push(() => car.end('SIGINT'));
    const tester = await connect(car.buses[1] ?? '', '0E01');
    const ids = ['F190', 'F18C', 'F187', 'F195', 'F197', 'F190'];
    tester.send(latin1(ids.map((id) => `02FD8001000000070E01175022${id}`).join('')));
    tester.leave();
    const received = hex(await tester.untilClosed());
    expect(received.match(/02FD80(?:02.{8}17500E0100|01.{8}17500E0162....)/g)?.map((text) => text.slice(-4))).toEqual(
      ids.flatMap((id) => ['0100', id]),
    );
  }, 60_000);
});

describe('a gateway with several testers', () => {
  it('DOIP-24: gives each tester the answers to its own requests', async () => {
    const { doip } = await startCar('doip:127.0.0.1:0');
    const [a, b] = [await connect(doip, '0E01'), await connect(doip, '0E02')];
    for (let round = 0; round < 20; round++) {
      a.send(latin1('02FD8001000000070E01175022F190'));
      b.send(latin1('02FD8001000000070E02175022F18C'));
      await Promise.all([
        a.until((text) => hex(text).endsWith('62F190345431425A314642344B55393939393939')),
        b.until((text) => hex(text).endsWith('62F18C05A17C0D')),
      ]);
      expect([hex(a.received).includes('62F18C'), hex(b.received).includes('62F190')]).toEqual([false, false]);
      a.received = '';
      b.received = '';
    }
  }, 60_000);

  it.each([
    ['1750', '22F190', 3],
    ['1000', `22${'F190'.repeat(30)}`, 1],
  ])(
    'DOIP-24: a tester that breaks its connection takes no answer of another one at %s with it',
    async (ecu, asked, times) => {
      const car = await CarInProcess.start('--bus', 'doip:127.0.0.1:0');
      closers.push(() => car.end('SIGINT'));
      const doip = car.buses[1] ?? '';
      const [a, b] = [await connect(doip, '0E01'), await connect(doip, '0E02')];
      const length = (4 + asked.length / 2).toString(16).padStart(8, '0');
      a.send(latin1(`02FD8001${length}0E01${ecu}${asked}`.repeat(times)));
      await a.until((text) => hex(text).startsWith(`02FD800200000005${ecu}0E0100`));
      a.socket.resetAndDestroy();
      b.send(latin1(`02FD8001000000070E02${ecu}22F18C`));
      expect(hex(await b.until((text) => hex(text).endsWith('62F18C05A17C0D')))).toContain(
        `02FD800200000005${ecu}0E0200`,
      );
    },
    60_000,
  );

  it('ends connections when the supply voltage is cut, and accepts new ones when it is back', async () => {
    const { host, server } = await serve(new Car());
    const first = await connect(server.url, '0E01');
    host.act((car) => car.cutPower(100_000));
    await first.untilClosed();
    host.act((car) => car.settle());
    const second = await connect(server.url, '0E01');
    second.send(latin1('02FD8001000000060E0117503E00'));
    await second.until((text) => hex(text).endsWith('7E00'));
  }, 60_000);

  it('goes on while others send half a message, speak TLS to the plain port, or fill all places', async () => {
    const { doip } = await startCar('doip:127.0.0.1:0');
    const good = await connect(doip, '0E01');
    const half = await RawClient.open(doip);
    half.send(latin1('02FD0005'));
    const tls = await RawClient.open(doip);
    tls.send(latin1('16030102000100000000000000000000'));
    expect(hex(await tls.untilClosed())).toBe('02FD00000000000100');
    const many = await Promise.all([...new Array<null>(200)].map(async () => RawClient.open(doip).catch(() => null)));
    good.send(latin1('02FD8001000000060E0117503E00'));
    await good.until((text) => hex(text).endsWith('7E00'));
    for (const client of [half, ...many]) client?.socket.destroy();
  }, 60_000);
});
