import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CarProcess } from './support/car-process.ts';
import { CarInProcess, runCommand } from './support/in-process.ts';
import { MAIN } from './support/main-file.ts';
import { quickFolder } from './support/quick-folder.ts';
import { RawClient } from './support/raw-client.ts';

const folder = quickFolder('smartkey-car-');
const running: CarProcess[] = [];
const here: CarInProcess[] = [];

/** A process of its own, which may be killed. */
async function startProcess(...args: readonly string[]): Promise<CarProcess> {
  const car = await CarProcess.start(...args);
  running.push(car);
  return car;
}

async function startCar(...args: readonly string[]): Promise<CarInProcess> {
  const car = await CarInProcess.start(...args);
  here.push(car);
  return car;
}

/** The program reads its flags and ends; it never gets so far as to listen on the standard ports. */
const ANY_PORTS = ['--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0'];

afterEach(async () => {
  for (const car of running.splice(0)) await car.end('SIGKILL');
  for (const car of here.splice(0)) await car.end('SIGINT');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('smartkey car', () => {
  it('prints one line of JSON when ready, answers a tool and accepts stimuli, and ends with 0 at Ctrl-C', async () => {
    const car = await startProcess();
    expect(car.stdout).toMatch(
      /^\{"ready":true,"http":"http:\/\/127\.0\.0\.1:\d+","buses":\["slcan-tcp:127\.0\.0\.1:\d+"\]\}\n$/,
    );
    const tool = await RawClient.open(car.bus);
    tool.send('S6\rO\rt7B53023E00\r');
    await tool.until((text) => text.includes('t7BD8027E00'));
    expect(JSON.parse(await car.get('/api/state'))).toMatchObject({ timeMode: 'real', rate: 1, procedure: 'none' });
    expect(await car.end('SIGINT')).toBe(0);
    expect(car.stdout.split('\n')).toHaveLength(2);
    expect(car.stderr).toMatch(/^slcan-tcp:127\.0\.0\.1:\d+ connected\n/);
  });

  it('ends in order at a SIGTERM that comes as soon as it says that it is ready', async () => {
    for (const name of ['one', 'two', 'three']) {
      const record = join(folder, `${name}.yaml`);
      const args = ['car', ...ANY_PORTS, '--json', '--record', record];
      const car = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
      car.stdout.once('data', () => car.kill('SIGTERM'));
      await once(car, 'close');
      expect([car.exitCode, car.signalCode, existsSync(record)]).toEqual([0, null, true]);
    }
  });

  it('refuses a second client with the reason, and says so on stderr', async () => {
    const car = await startCar();
    const first = await RawClient.open(car.bus);
    first.send('O\r');
    await first.until((text) => text.startsWith('\r'));
    const second = await RawClient.open(car.bus);
    expect(await second.untilClosed()).toMatch(/busy: .* is connected/);
    first.send('t7B53023E00\r');
    await first.until((text) => text.includes('t7BD8027E00'));
    await car.end('SIGTERM');
    expect(car.stderr).toMatch(/refused: busy/);
  });

  it('keeps virtual time standing until a frame or an advance moves it', async () => {
    const car = await startCar('--time', 'virtual');
    const before = await car.get('/api/state');
    expect(await car.get('/api/state')).toBe(before);
    expect(await car.post('/api/time/advance', { seconds: 1.5 })).toBe(200);
    const timeOf = (state: string): number => Number(/"timeUs":(\d+)/.exec(state)?.[1]);
    expect(timeOf(await car.get('/api/state')) - timeOf(before)).toBe(1_500_000);
  });

  it('gives the same trace byte for byte, however the same frames are cut into chunks', async () => {
    const dialogue = [
      'S6',
      'O',
      't7B58021003CCCCCCCCCC',
      't7B58022701CCCCCCCCCC',
      't7B53300000',
      't7B580322F190CCCCCCCC',
    ];
    const text = [...dialogue, 't7B53300000', 't12310A', 't7B58023E00CCCCCCCCCC'].map((line) => `${line}\r`).join('');
    const traceOf = async (chunkLength: number): Promise<string> => {
      const car = await startCar('--time', 'virtual');
      const tool = await RawClient.open(car.bus);
      for (let at = 0; at < text.length; at += chunkLength) {
        tool.send(text.slice(at, at + chunkLength));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await tool.until((all) => all.includes('t7BD8027E00'));
      await car.post('/api/time/advance', { seconds: 2 });
      return car.get('/api/trace?format=candump');
    };
    const inOne = await traceOf(text.length);
    expect(inOne).toContain('can0 7BD#10');
    expect(inOne.split('\n').length).toBeGreaterThan(40);
    expect(await traceOf(1)).toBe(inOne);
    expect(await traceOf(17)).toBe(inOne);
  });
});

describe('smartkey car, when it cannot start', () => {
  let takenPort = 0;
  const taken = createServer();
  beforeAll(async () => {
    await new Promise<void>((resolve) => taken.listen({ host: '127.0.0.1', port: 0 }, resolve));
    const address = taken.address();
    takenPort = address !== null && typeof address === 'object' ? address.port : 0;
  });
  afterAll(() => taken.close());

  it.each(['--bus', '--http'])(
    'ends with 5 where the port of %s is in use, and names the flag to change',
    async (flag) => {
      const address = `127.0.0.1:${takenPort}`;
      const [bus, http] = flag === '--bus' ? [address, '127.0.0.1:0'] : ['127.0.0.1:0', address];
      const end = await runCommand('car', '--bus', `slcan-tcp:${bus}`, '--http', http);
      expect(end).toMatchObject({ exitCode: 5, stdout: '' });
      expect(end.stderr).toContain(`port ${takenPort} is in use`);
      expect(end.stderr).toMatch(new RegExp(`^hint: .*${flag}`, 'm'));
    },
  );

  it.each([
    ['an unknown flag', ['--htpp', '127.0.0.1:0'], /there is no option --htpp\nhint: did you mean --http\?/],
    ['a rate in virtual time', ['--time', 'virtual', '--rate', '2'], /--rate has no meaning/],
    ['an address that is none', ['--http', 'here'], /--http: "here" is not HOST:PORT/],
    ['a bus that is none', ['--bus', 'slcan-tpc:127.0.0.1:0'], /did you mean slcan-tcp/],
    ['a profile that is not there', ['--profile', join(folder, 'none.yaml')], /profile not found: ".*none\.yaml"/],
  ])('ends with 2 for %s', async (_what, args, message) => {
    const end = await runCommand('car', ...args);
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toMatch(message);
  });

  it('ends with 2 for a profile with an impossible value, and names file and field; as JSON with --json', async () => {
    const profile = join(folder, 'bad.yaml');
    writeFileSync(profile, 'keySlots: 99\n');
    const end = await runCommand('car', '--json', '--profile', profile, ...ANY_PORTS);
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    const printed: unknown = JSON.parse(end.stderr);
    expect(printed).toEqual({
      error: `profile ${profile}: keySlots must be a whole number from 1 to 15, not 99`,
      hint: 'leave it out for the default, 7',
    });
  });

  it('ends with 5 where the memory file cannot be written, and says which flag to change', async () => {
    const end = await runCommand('car', '--nvm', join(folder, 'no', 'car.nvm'), ...ANY_PORTS);
    expect(end).toMatchObject({ exitCode: 5, stdout: '' });
    expect(end.stderr).toContain('--nvm');
  });

  it('names the nearest command for one that does not exist', async () => {
    const end = await runCommand('cra');
    expect(end.exitCode).toBe(2);
    expect(end.stderr).toBe('error: there is no command "cra"\nhint: did you mean car?\n');
  });
});

describe('smartkey car --nvm', () => {
  /** First frame of the answer to 27 01: 67 01, then the seed counter. */
  const SEED = /t7BD8100A6701([0-9A-F]{4})/g;
  const ASK_FOR_SEED = 't7B58022701CCCCCCCCCC\rt7B53300000\r';

  function countersIn(text: string): readonly number[] {
    return [...text.matchAll(SEED)].map((match) => Number.parseInt(match[1] ?? '', 16));
  }

  /** In small portions, without waiting for answers, until the car is gone. */
  async function askForSeeds(tool: RawClient): Promise<void> {
    for (let portion = 0; portion < 40 && !tool.socket.destroyed; portion++) {
      tool.send(ASK_FOR_SEED.repeat(7));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('AUT-1: loses no acknowledged seed when killed at any moment, 20 times', async () => {
    const nvm = join(folder, 'killed.nvm');
    let highest = 0;
    for (let life = 1; life <= 20; life++) {
      const car = await startProcess('--time', 'virtual', '--nvm', nvm);
      const tool = await RawClient.open(car.bus);
      tool.send('O\rt7B58021003CCCCCCCCCC\r');
      const asking = askForSeeds(tool);
      // Killed after another number of seeds each time, while the next ones are being drawn.
      await tool.until((text) => countersIn(text).length >= 11 * life);
      await car.end('SIGKILL');
      await asking;
      const counters = countersIn(await tool.untilClosed());
      expect(counters[0]).toBeGreaterThan(highest);
      expect(counters).toEqual(counters.toSorted((a, b) => a - b));
      expect(new Set(counters).size).toBe(counters.length);
      highest = counters.at(-1) ?? 0;
    }
    expect(highest).toBeGreaterThanOrEqual((11 * 20 * 21) / 2);
  }, 120_000);

  it('VEH-4: has the engine’s code when HTTP has acknowledged its fault, and none when a tool has cleared it', async () => {
    const nvm = join(folder, 'engine.nvm');
    const storedCodes = async (car: { readonly bus: string }, clear: boolean): Promise<string> => {
      const tool = await RawClient.open(car.bus);
      tool.send(`O\r${clear ? 't7DF80104CCCCCCCCCCCC\r' : ''}t7DF80103CCCCCCCCCCCC\r`);
      const text = await tool.until((received) => /t7E88..43.*\r/.test(received));
      tool.socket.destroy();
      return /t7E88..(43....)/.exec(text)?.[1] ?? '';
    };
    const first = await startProcess('--time', 'virtual', '--nvm', nvm);
    await first.post('/api/faults', { fault: 'P0420', on: true });
    await first.end('SIGKILL');
    const second = await startProcess('--time', 'virtual', '--nvm', nvm);
    expect(await storedCodes(second, false)).toBe('430104');
    expect(await storedCodes(second, true)).toBe('4300CC');
    await second.end('SIGKILL');
    const third = await startCar('--time', 'virtual', '--nvm', nvm);
    expect(await storedCodes(third, false)).toBe('4300CC');
    await third.end('SIGINT');
  });

  it('VEH-4: is one car’s alone: a second is refused with the first one’s process and the fix', async () => {
    const nvm = join(folder, 'shared.nvm');
    symlinkSync(nvm, join(folder, 'alias.nvm'));
    const car = await startProcess('--time', 'virtual', '--nvm', nvm);
    for (const name of ['shared.nvm', 'alias.nvm']) {
      const second = await runCommand('car', '--nvm', join(folder, name), ...ANY_PORTS);
      expect(second).toMatchObject({ exitCode: 5, stdout: '' });
      expect(second.stderr).toContain(
        `process ${car.pid} is using it\nhint: stop that one, or give each car its own file`,
      );
    }
    await car.end('SIGKILL');
    const third = await startCar('--time', 'virtual', '--nvm', nvm);
    await third.end('SIGINT');
    expect(readdirSync(folder).filter((name) => name.startsWith('.shared'))).toEqual([]);
  });

  it('stops acknowledging when the file can no longer be written, and ends with 5', async () => {
    const place = mkdtempSync(join(folder, 'gone-'));
    const car = await startProcess('--time', 'virtual', '--nvm', join(place, 'car.nvm'));
    const tool = await RawClient.open(car.bus);
    tool.send('O\rt7B58021003CCCCCCCCCC\r');
    await tool.until((text) => text.includes('t7BD8065003'));
    rmSync(place, { recursive: true });
    tool.send(ASK_FOR_SEED);
    expect(await car.ended()).toBe(5);
    expect(countersIn(tool.received)).toEqual([]);
    expect(car.stderr).toContain('cannot be written');
  });
});
