import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { MAIN } from './support/main-file.ts';
import { RawClient } from './support/raw-client.ts';

const folder = temporaryFolder();

/** A command whose standard output is this file. @returns exit code and standard error */
async function runInto(
  path: string,
  ...words: readonly string[]
): Promise<readonly [code: number | null, stderr: string]> {
  const output = openSync(path, 'w');
  try {
    const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', output, 'pipe'] });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await once(child, 'close');
    return [child.exitCode, stderr];
  } finally {
    closeSync(output);
  }
}

const FULL =
  'error: standard output: it cannot be written: ENOSPC: no space left on device, write\n' +
  'hint: free disk space, or write it to another disk\n';

describe('standard output on a full disk', () => {
  it.each(['list', 'export pdx -', 'help'])('ends "%s" with 5 and a message', async (command) => {
    expect(await runInto('/dev/full', ...command.split(' '))).toEqual([5, FULL]);
  });

  it('ends a run with 5, not as Ctrl-C does', async () => {
    const [code, stderr] = await runInto('/dev/full', 'run', 'scenarios/keys');
    expect([code, stderr.startsWith(FULL)]).toEqual([5, true]);
  });
});

/** A car that records and traces; ready when this is resolved. */
async function startCar(): Promise<{
  readonly car: ChildProcess;
  readonly bus: string;
  readonly record: string;
  readonly trace: string;
}> {
  const [record, trace] = [folder.path('s.yaml'), folder.path('t.log')];
  const flags = ['--json', '--time', 'virtual', '--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0'];
  const args = ['car', ...flags, '--record', record, '--trace', trace];
  const car = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [line] = (await once(createInterface({ input: car.stdout }), 'line')) as [string];
  const { http, buses } = JSON.parse(line) as { readonly http: string; readonly buses: readonly string[] };
  await post(`${http}/api/time/advance`, { seconds: 1 });
  await post(`${http}/api/vehicle`, { doors: { driver: true } });
  await post(`${http}/api/time/advance`, { seconds: 1 });
  return { car, bus: buses[0] ?? '', record, trace };
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(200);
}

describe('a car that records', () => {
  it.each(['reader', 'SIGHUP'] as const)('ends in order at the loss of its %s', async (loss) => {
    const { car, bus, record, trace } = await startCar();
    const end = once(car, 'close');
    if (loss === 'SIGHUP') {
      car.kill('SIGHUP');
      car.stderr?.resume();
    } else {
      car.stdout?.destroy();
      car.stderr?.destroy();
      // The car reports that a tool has connected, to nobody.
      await RawClient.open(bus);
    }
    await end;
    expect([car.exitCode, car.signalCode]).toEqual([0, null]);
    expect(readFileSync(record, 'utf8')).toContain('vehicle: { doors: { driver: true } }');
    expect(readFileSync(trace, 'utf8').split('\n').length).toBeGreaterThan(10);
  });
});
