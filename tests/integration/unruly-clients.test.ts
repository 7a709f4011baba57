import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { CarProcess } from './support/car-process.ts';
import { runProgram } from './support/program.ts';
import { listenRaw, openSlcan, type RawClient } from './support/raw-client.ts';

let car: CarProcess | null = null;

afterEach(async () => {
  expect(await car?.end('SIGINT')).toBe(0);
  car = null;
});

async function startCar(...args: readonly string[]): Promise<CarProcess> {
  car = await CarProcess.start(...args);
  return car;
}

async function expectGoodRead(served: CarProcess): Promise<void> {
  const read = await runProgram('tool', 'read', '--bus', served.bus, '--json');
  expect({ exitCode: read.exitCode, stderr: read.stderr }).toEqual({ exitCode: 0, stderr: '' });
}

describe('a client that is slow or floods (interfaces.md, "Buses")', () => {
  it('is cut off with the reason where it does not read; time does not wait, and the others miss nothing', async () => {
    const served = await startCar('--time', 'virtual', '--bus', 'socketcand:127.0.0.1:0');
    const [, socketcand] = served.buses;
    const [slow, quick] = [await listenRaw(socketcand), await listenRaw(socketcand)];
    slow.socket.pause();
    const isCutOff = (): boolean => served.stderr.includes('left: it lagged behind by more than');
    let frames = 0;
    quick.socket.removeAllListeners('data').on('data', (chunk) => {
      frames += String(chunk).split('\n').length - 1;
    });
    // Ten minutes of broadcasts at a time: more than what the system takes for one that does not read.
    for (let step = 0; step < 200 && !isCutOff(); step++) {
      expect(await served.post('/api/time/advance', { seconds: 600 })).toBe(200);
      await delay(5);
    }
    expect(served.stderr).toMatch(
      /^socketcand:127\.0\.0\.1:\d+ left: it lagged behind by more than 200000 frames or 8388608 bytes$/m,
    );
    expect(served.stderr.match(/ left: /g)).toHaveLength(1);
    const trace = await served.get('/api/trace?format=candump');
    const onTheBus = trace.split('\n').filter((line) => line.includes(' can0 ')).length;
    while (frames < Math.min(onTheBus, 100_000)) await delay(20);
    await expectGoodRead(served);
    slow.socket.destroy();
    quick.leave();
  }, 120_000);

  it('is held back where its frames come faster than the bus carries them; a tool beside it reads without a miss', async () => {
    const served = await startCar('--bus', 'socketcand:127.0.0.1:0');
    const flooder = await listenRaw(served.buses[1]);
    const tool = await openSlcan(served.bus);
    const end = new AbortController();
    const flood = floodUntil(flooder, '< send 7FF 8 1 2 3 4 5 6 7 8 >', end.signal);
    for (let read = 0; read < 100; read++) expect(await readVersion(tool)).toContain('t7BD');
    expect(await served.get('/api/state')).toContain('"procedure"');
    await until(() => served.stderr.includes('sends more than it carries'));
    end.abort();
    await flood;
    expect(served.stderr).toMatch(
      /^warning: the bus is at (100|9\d) % load: socketcand:127\.0\.0\.1:\d+ sends more than it carries/m,
    );
    expect(served.stderr).not.toContain(' left: ');
    tool.leave();
    flooder.socket.destroy();
    await expectGoodRead(served);
  }, 60_000);

  it.each(['real', 'virtual'])(
    'that wins the bus and goes leaves it to the others at once (%s time)',
    async (time) => {
      const served = await startCar('--time', time, '--bus', 'socketcand:127.0.0.1:0');
      const flooder = await listenRaw(served.buses[1]);
      const tool = await openSlcan(served.bus);
      const end = new AbortController();
      const flood = floodUntil(flooder, '< send 001 8 1 2 3 4 5 6 7 8 >', end.signal);
      await delay(1_000);
      expect(await served.get('/api/state')).toContain('"procedure"');
      end.abort();
      await flood;
      flooder.socket.destroy();
      expect(await readVersion(tool)).toContain('t7BD');
      tool.leave();
    },
    60_000,
  );
});

/** Asks the ECU for a data identifier of one frame. */
async function readVersion(tool: RawClient): Promise<string> {
  tool.received = '';
  tool.send('t7B5803221001CCCCCCCC\r');
  return tool.until((received) => received.includes('t7BD8'));
}

/** Sends as fast as the socket takes it. */
async function floodUntil({ socket }: RawClient, element: string, end: AbortSignal): Promise<void> {
  const burst = element.repeat(1_000);
  while (!end.aborted) {
    const hasRoom = socket.write(burst, 'latin1');
    await delay(hasRoom ? 1 : 20);
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(20);
}
