import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startSessionOutput } from '../../../../../hil/cli/commands/session-output.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

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
    expect([await output.save(), terminal.errLines.at(-1)]).toEqual([0, 'it passes in virtual time']);
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
    await expect(start(folder.path('none/t.log'))).rejects.toMatchObject({ code: 'usage' });
    expect(existsSync(folder.path('t.txt'))).toBe(false);
  });
});
