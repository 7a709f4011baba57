import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runRecord, type RecordFlags } from '../../../../../hil/cli/commands/record-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { NewSignalListeners } from '../../../../support/signals.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { serveVirtualCar } from '../../../../support/virtual-car-server.ts';

const folder = temporaryFolder();
let signals: NewSignalListeners;
beforeEach(() => {
  signals = new NewSignalListeners();
});
afterEach(() => {
  vi.restoreAllMocks();
  signals.remove();
});

const flagsOf = (flags: Partial<RecordFlags>): RecordFlags => ({
  ...{ out: folder.path('s.yaml'), name: 'A recorded session', check: true },
  ...flags,
});

function record(flags: Partial<RecordFlags>): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => runRecord(flagsOf(flags), terminal));
}

/** Listens until this was done, and presses Ctrl-C. */
async function listen(flags: Partial<RecordFlags>, meanwhile: () => Promise<void>): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  const end = ended(terminal, () => runRecord(flagsOf(flags), terminal));
  while (!terminal.errLines.some((line) => line.includes('listening'))) {
    await turn();
  }
  await meanwhile();
  signals.send('SIGINT');
  return end;
}

const scenario = (): string => readFileSync(folder.path('s.yaml'), 'utf8');
const EXCHANGE = '(1.000000) can0 7B5#023E00\n(1.001000) can0 7BD#027E00\n';

/** The events of a car that were sent to a reader in this process. */
class EventStream {
  #text = '';

  constructor() {
    const { fetch } = globalThis;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const response = await fetch(input, init);
      if (!response.url.includes('/api/events') || response.body === null) return response;
      const noting = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          this.#text += new TextDecoder().decode(chunk);
          controller.enqueue(chunk);
        },
      });
      return new Response(response.body.pipeThrough(noting), { status: response.status });
    });
  }

  /** Resolves once this went by, and its reader has had its turn. */
  async carried(part: string): Promise<void> {
    while (!this.#text.includes(part)) await turn();
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('a session that is recorded', () => {
  it('from a log of the bus has its requests, and passes', async () => {
    const { exitCode, out, err } = await record({ from: folder.write('a.log', EXCHANGE), name: 'Alive' });
    expect([exitCode, out]).toEqual([0, []]);
    expect(err).toEqual([`recorded 2 steps to ${folder.path('s.yaml')}`, 'it passes in virtual time']);
    expect(scenario()).toMatch(/^name: 'Alive'\ndescription: 'Recorded with "npx smartkey record"\.'\n/);
    expect(scenario()).toContain("uds: { send: '3E 00'");
  });

  it('from a log needs the buses of --source to be in it', async () => {
    const from = folder.write('a.log', EXCHANGE);
    expect(await record({ from, source: 'can0,nope' })).toMatchObject({
      exitCode: 2,
      err: [`error: ${from} has no bus "nope"`, 'hint: choose with --source from can0 (2 frames)'],
    });
    const { exitCode, err } = await record({ bus: ['slcan-tcp:127.0.0.1:1'], source: 'can0' });
    expect([exitCode, err[0]]).toEqual([2, expect.stringContaining('--source has no effect: ')]);
  });

  it('from a log of several buses needs one of them', async () => {
    const from = folder.write('a.log', `${EXCHANGE}(1.002000) can1 7B5#021003\n`);
    const { exitCode, err } = await record({ from });
    expect([exitCode, err[0]]).toEqual([2, expect.stringContaining('can0 (2 frames), can1 (1 frame)')]);
    expect((await record({ from, source: 'can0', quiet: true })).exitCode).toBe(0);
    expect(scenario()).not.toContain('10 03');
  });

  it('from a virtual car has what is done to it, until Ctrl-C', async () => {
    const car = await serveVirtualCar();
    const events = new EventStream();
    const trace = folder.path('t.jsonl');
    const { exitCode, err } = await listen({ car: car.http, trace }, async () => {
      await events.carried('retry:');
      car.host.advanceTo(car.host.car.nowUs + 1_000_000);
      car.host.act((one) => one.setVehicle({ doors: { driver: true } }));
      await events.carried('"event":"vehicle-changed"');
    });
    await car.close();
    expect(err[0]).toBe(`listening to the car at ${car.http}; stop with Ctrl-C`);
    expect([exitCode, existsSync(trace)]).toEqual([0, true]);
    expect(scenario()).toContain('vehicle: { doors: { driver: true } }');
  });

  it('from a bus ends with Ctrl-C; without a step no scenario is written', async () => {
    const car = await serveVirtualCar();
    const { exitCode, err } = await listen({ bus: [car.bus] }, () => Promise.resolve());
    await car.close();
    expect(exitCode).toBe(3);
    expect(err).toEqual([
      `listening on ${car.bus}; stop with Ctrl-C. Keys are not on the bus: add steps for them by hand`,
      'warning: nothing was received from which a step could be made',
      'no scenario written: it would have no steps',
    ]);
    expect(existsSync(folder.path('s.yaml'))).toBe(false);
  });

  it.each(['/api/state', '/api/events'])(
    'from a car that does not answer %s yet ends with Ctrl-C, and 130',
    async (path) => {
      const car = await serveVirtualCar();
      const { fetch } = globalThis;
      const calls: string[] = [];
      vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input).pathname;
        if (url !== path) return fetch(input, init);
        calls.push(url);
        return new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        });
      });
      const terminal = new KeptTerminal();
      const end = ended(terminal, () => runRecord(flagsOf({ car: car.http }), terminal));
      while (calls.length === 0) await turn();
      signals.send('SIGINT');
      const { exitCode, err } = await end;
      await car.close();
      expect(exitCode).toBe(130);
      expect(err.at(-1)).toContain('nothing was recorded');
      expect(existsSync(folder.path('s.yaml'))).toBe(false);
    },
  );

  it('leaves nothing that listens to Ctrl-C', async () => {
    await record({ from: folder.write('a.log', EXCHANGE), quiet: true });
    expect([signals.count('SIGINT'), signals.count('SIGTERM')]).toEqual([0, 0]);
  });
});

describe('a session that cannot be recorded', () => {
  it.each([
    [{}, 2, 'record needs exactly one source'],
    [{ car: 'http://127.0.0.1:1', from: 'a.log' }, 2, 'record needs exactly one source'],
    [{ bus: ['slcan-tcp:a:1', 'slcan-tcp:b:1'] }, 2, 'record needs exactly one source'],
    [{ car: 'localhost:8080' }, 2, '"localhost:8080" is not the address of a car'],
    [{ car: 'ftp://127.0.0.1' }, 2, '"ftp://127.0.0.1" is not the address of a car'],
    [{ car: 'here' }, 2, '"here" is not the address of a car'],
    [{ car: 'http://127.0.0.1:1' }, 5, 'no car answers at http://127.0.0.1:1: '],
    [{ bus: ['slcan-tcp:127.0.0.1:1'] }, 5, 'slcan-tcp:127.0.0.1:1'],
  ])('with %j ends with %i', async (flags, code, message) => {
    const { exitCode, err } = await record(flags);
    expect([exitCode, err[0]]).toEqual([code, expect.stringContaining(message)]);
  });

  it('has a line that cannot be read, or a frame before time 0', async () => {
    const bad = await record({ from: folder.write('a.log', `${EXCHANGE}nonsense\n`) });
    expect([bad.exitCode, bad.err[0]]).toEqual([
      2,
      expect.stringContaining('a.log, line 3: "nonsense" is not a line of this format'),
    ]);
    const frame = { timeUs: -5, kind: 'frame', source: 'tool', id: '7B5', data: '023E00' };
    const early = await record({ from: folder.write('a.jsonl', `${JSON.stringify(frame)}\n`) });
    expect(early.exitCode).toBe(2);
  });
});

it('refuses a file that cannot be written before it listens', async () => {
  const { exitCode, err } = await record({ bus: ['no-such-bus:1'], out: folder.path('none/s.yaml') });
  expect([exitCode, err[0]]).toEqual([
    5,
    expect.stringMatching(/^error: recording .*none\/s\.yaml: it cannot be written/),
  ]);
});
