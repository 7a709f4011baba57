import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startSessionOutput } from '../../../../../hil/cli/commands/session-output.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import { NvmFileError } from '../../../../../hil/car/host/nvm-file-error.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const { signal } = new AbortController();

function hostOf(): CarHost {
  const onFatal = (error: unknown): void => {
    throw error;
  };
  return new CarHost({ timeMode: 'virtual', car: new Car(), onFatal });
}

describe('what is kept of the session of a car', () => {
  it('is nothing without flags', async () => {
    const terminal = new KeptTerminal();
    const output = await startSessionOutput(hostOf(), { seed: 1 }, terminal);
    expect([await output.save(), terminal.errLines]).toEqual([0, []]);
  });

  it('is a trace of its bus from the start to the end', async () => {
    const host = hostOf();
    const trace = folder.path('t.log');
    const output = await startSessionOutput(host, { seed: 1, trace }, new KeptTerminal());
    host.start();
    host.advanceTo(host.car.nowUs + 100_000);
    expect(await output.save()).toBe(0);
    const kept = readFileSync(trace, 'utf8');
    expect(kept).toMatch(/^\(0\.\d{6}\) can0 [\dA-F]{3}#[\dA-F]+\n/);
    host.advanceTo(host.car.nowUs + 100_000);
    output.close();
    expect(readFileSync(trace, 'utf8')).toBe(kept);
    host.close();
  });

  it('is a scenario, without the secret of the profile', async () => {
    const host = hostOf();
    const profile = folder.write('p.yaml', 'keySlots: 7\npasscodeSecret: mine\n');
    const record = folder.path('s.yaml');
    const terminal = new KeptTerminal();
    const output = await startSessionOutput(host, { seed: 3, record, profile }, terminal);
    host.start();
    host.advanceTo(host.car.nowUs + 100_000);
    host.act((car) => car.setVehicle({ doors: { driver: true } }));
    host.advanceTo(host.car.nowUs + 100_000);
    expect([await output.save(), terminal.errLines]).toEqual([0, [`recorded 4 steps to ${record}`]]);
    expect([await output.check(signal), terminal.errLines.at(-1)]).toEqual([0, 'it passes in virtual time']);
    // Once.
    expect([await output.check(signal), terminal.errLines]).toHaveLength(2);
    const text = readFileSync(record, 'utf8');
    expect(text).toContain(`description: 'Recorded with "npx smartkey car --record".'`);
    expect(text).toContain('seed: 3');
    expect(text).toContain('profile: { keySlots: 7 }');
    expect(text).not.toContain('mine');
    host.close();
  });

  it('is refused where the trace has no known format, or its folder is not there', async () => {
    const start = (trace: string): Promise<unknown> =>
      startSessionOutput(hostOf(), { seed: 1, trace }, new KeptTerminal());
    await expect(start(folder.path('t.txt'))).rejects.toMatchObject({ code: 'usage' });
    await expect(start(folder.path('none/t.log'))).rejects.toMatchObject({ code: 'bench' });
    expect(existsSync(folder.path('t.txt'))).toBe(false);
  });

  it.each(['none/s.yaml', '.'])(
    'is refused before the session where the recording cannot be written: %s',
    async (name) => {
      const record = folder.path(name);
      const started = startSessionOutput(hostOf(), { seed: 1, record }, new KeptTerminal());
      await expect(started).rejects.toMatchObject({ code: 'bench', message: expect.stringContaining('recording ') });
    },
  );

  it('is written on another disk than the memory that cannot be stored at the end', async () => {
    const trouble = new NvmFileError('bench', 'c.nvm', 'it cannot be written', 'free disk space');
    let isFull = false;
    const store = {
      markChanged: () => undefined,
      flush: () => {
        if (isFull) throw trouble;
      },
    };
    const host = new CarHost({ timeMode: 'virtual', car: new Car(), onFatal: () => undefined, store });
    const record = folder.path('s.yaml');
    const output = await startSessionOutput(host, { seed: 1, record, quiet: true }, new KeptTerminal());
    host.start();
    host.act((car) => car.setVehicle({ doors: { driver: true } }));
    expect(existsSync(record)).toBe(false);
    isFull = true;
    await expect(output.save()).rejects.toBe(trouble);
    expect(readFileSync(record, 'utf8')).toContain('vehicle: { doors: { driver: true } }');
    // Or the car has ended because of it, and this is what is done after.
    const again = folder.path('s.yaml');
    expect(await output.save(true)).toBe(0);
    expect(existsSync(again)).toBe(true);
  });

  it('of a car whose recording has become impossible to write is reported, and the next is written', async () => {
    const host = hostOf();
    const record = folder.path('s.yaml');
    const terminal = new KeptTerminal();
    const output = await startSessionOutput(host, { seed: 1, record, quiet: true }, terminal);
    host.start();
    host.act((car) => car.setVehicle({ brake: true }));
    host.restart();
    host.act((car) => car.setVehicle({ brake: true }));
    mkdirSync(record);
    expect(await output.save()).toBe(5);
    expect(await output.check(signal)).toBe(0);
    expect(terminal.errLines[0]).toContain(`error: recording ${record}: it cannot be written: EISDIR`);
    expect(existsSync(folder.path('s-2.yaml'))).toBe(true);
    host.close();
  });
});
