import { afterEach, describe, expect, it } from 'vitest';
import { CarInProcess, runCommand } from './support/in-process.ts';
import type { ProgramEnd } from './support/program.ts';

const SECRET = 'virtual-car-fleet-secret';
const cars: CarInProcess[] = [];

afterEach(async () => {
  for (const car of cars.splice(0)) await car.end('SIGINT');
});

async function aCar(...args: readonly string[]): Promise<CarInProcess> {
  const car = await CarInProcess.start(...args);
  cars.push(car);
  return car;
}

function tool(car: CarInProcess, utility: string, ...args: readonly string[]): Promise<ProgramEnd> {
  const where = ['--bus', car.bus, '--car', car.http];
  const yes = utility === 'read' ? [] : ['--yes', '--passcode-secret', SECRET];
  return runCommand('tool', utility, ...where, ...yes, '--json', ...args);
}

function json({ stdout, stderr }: ProgramEnd): unknown {
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    throw new Error(`no JSON: ${stdout} ${stderr}`);
  }
}

async function post(car: CarInProcess, path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${car.http}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

describe('smartkey tool over SLCAN on TCP', () => {
  it('TEC-2, TEC-3: resets a car in virtual time, registers two keys, adds one, and erases one', async () => {
    const car = await aCar('--time', 'virtual');
    const reset = await tool(car, 'reset');
    expect(json(reset)).toMatchObject({ kind: 'done', keysErased: 2, keys: { registered: 0, freeSlots: 7 } });
    expect(reset.exitCode).toBe(0);

    for (const id of ['10000001', '10000002', '10000003']) await post(car, '/api/keys', { id });
    const initial = await tool(car, 'register', '--touch', '10000001,10000002');
    expect(json(initial)).toMatchObject({ kind: 'done', mode: 'initial', added: ['10000001', '10000002'] });
    const added = await tool(car, 'register', '--touch', '10000001,10000003', '--endpoint', 'generic');
    expect(json(added)).toMatchObject({ kind: 'done', mode: 'additional', added: ['10000003'] });
    const erased = await tool(car, 'erase', '--touch', '10000001,10000003');
    expect(json(erased)).toMatchObject({ kind: 'done', keysErased: 1, keys: { registered: 2, freeSlots: 5 } });

    const read = await tool(car, 'read');
    expect(json(read)).toMatchObject({
      values: { slots: ['10000001', null, '10000003', null, null, null, null], retiredKeys: 3 },
    });
  });

  it('TEC-6: a refusal of the vehicle is exit code 1, and says that no key was erased', async () => {
    const car = await aCar('--time', 'virtual');
    await post(car, '/api/vehicle', { batteryV: 10.9 });
    const refused = await tool(car, 'reset');
    expect(refused.exitCode).toBe(1);
    expect(json(refused)).toMatchObject({ kind: 'failed', reason: 'battery', keysErased: 'no' });
  });

  it('shows each step with its screen number, and the result as a table', async () => {
    const car = await aCar('--time', 'virtual');
    const args = ['--bus', car.bus, '--car', car.http, '--yes', '--passcode-secret', SECRET, '--touch', 'A1000001'];
    const { exitCode, stdout, stderr } = await runCommand('tool', 'erase', ...args);
    expect(exitCode).toBe(0);
    const numbers = [...stderr.matchAll(/SMRT-\d\d-\d\d\d/g)].map(([number]) => number);
    expect(numbers).toEqual(['SMRT-42-007', 'SMRT-42-008', 'SMRT-41-001', 'SMRT-41-011']);
    expect(stdout).toMatch(/^result +done\n(.*\n)*keys erased +1\n/);
  });

  it('adds a key to a car in real time', async () => {
    const car = await aCar();
    await post(car, '/api/keys', { id: '10000001' });
    const added = await tool(car, 'register', '--touch', 'A1000001,10000001');
    expect(json(added)).toMatchObject({ kind: 'done', added: ['10000001'], keys: { registered: 3 } });
  });

  it('resets a car whose time runs 10 times faster, at the rate the car reports', async () => {
    const car = await aCar('--rate', '10', '--profile', 'tests/integration/support/quick-reset.yaml');
    const reset = await tool(car, 'reset');
    expect(json(reset)).toMatchObject({ kind: 'done', keysErased: 2 });
  });

  it('a bus or a car that does not exist is exit code 5 with a hint, and nothing on stdout', async () => {
    const noBus = await runCommand('tool', 'read', '--bus', 'slcan-tcp:127.0.0.1:1', '--json');
    expect(noBus).toMatchObject({ exitCode: 5, stdout: '' });
    expect(JSON.parse(noBus.stderr)).toMatchObject({ hint: expect.stringContaining('car') as string });
    const noCar = await runCommand('tool', 'read', '--car', 'http://127.0.0.1:1');
    expect(noCar).toMatchObject({ exitCode: 5, stdout: '' });
    expect(noCar.stderr).toContain('no car answers at http://127.0.0.1:1');
  });

  it('refuses an address of a car that is not http, and --rate with it', async () => {
    const car = await aCar('--time', 'virtual');
    const wrong = await runCommand('tool', 'read', '--car', car.http.replace('http:', 'ftp:'));
    expect(wrong).toMatchObject({ exitCode: 2 });
    const rate = await runCommand('tool', 'read', '--bus', car.bus, '--car', car.http, '--rate', '2');
    expect(rate).toMatchObject({ exitCode: 2 });
    expect(rate.stderr).toContain('--rate');
  });
});
