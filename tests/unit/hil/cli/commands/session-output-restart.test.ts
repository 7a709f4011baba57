import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import { startSessionOutput } from '../../../../../hil/cli/commands/session-output.ts';
import type { Terminal } from '../../../../../hil/cli/terminal.ts';
import { FakePort } from '../../car/host/fake-port.ts';

let folder = '';
let errors: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-session-'));
  errors = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const terminal: Terminal = {
  out: () => undefined,
  err: (text) => errors.push(text),
  progress: () => undefined,
  style: (_style, text) => text,
  isInteractive: false,
};

const path = (name: string): string => join(folder, name);
const textOf = (name: string): string => readFileSync(path(name), 'utf8');

function createHost(): { readonly host: CarHost; readonly port: FakePort } {
  const host = new CarHost({ car: new Car(), timeMode: 'virtual', onFatal: () => undefined });
  const port = new FakePort();
  host.connect(port);
  return { host, port };
}

describe('what is kept of a session', () => {
  it('has files of its own for each car: after a restart they are numbered', async () => {
    const { host, port } = createHost();
    const output = await startSessionOutput(
      host,
      { trace: path('drive.log'), record: path('drive.yaml'), seed: 1, quiet: true },
      terminal,
    );
    host.start();
    port.says('7B5#021003CCCCCCCCCC');
    host.act((car) => car.setVehicle({ doors: { driver: true } }));
    host.restart();
    port.says('7B5#023E00CCCCCCCCCC');
    host.act((car) => car.setVehicle({ brake: true }));
    expect(await output.save()).toBe(0);
    expect(await output.check(new AbortController().signal)).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['drive-2.log', 'drive-2.yaml', 'drive.log', 'drive.yaml']);
    expect(textOf('drive.log')).toContain('7B5#021003');
    expect(textOf('drive.log')).not.toContain('7B5#023E00');
    expect(textOf('drive-2.log')).toContain('7B5#023E00');
    expect(textOf('drive.log').split('\n')[0]).toBe(textOf('drive-2.log').split('\n')[0]);
    expect(textOf('drive.yaml')).toContain('doors: { driver: true }');
    expect(textOf('drive-2.yaml')).toContain('brake: true');
    expect(textOf('drive-2.yaml')).not.toContain('doors: { driver: true }');
    expect(errors).toEqual([]);
  });

  it('goes on without a trace where the next file does not open, reports it, and ends with 5', async () => {
    const { host } = createHost();
    const output = await startSessionOutput(host, { trace: path('drive.jsonl'), seed: 1 }, terminal);
    host.start();
    mkdirSync(path('drive-2.jsonl'));
    host.restart();
    host.advanceTo(1_000_000);
    host.restart();
    expect(await output.save()).toBe(5);
    expect(errors).toEqual([expect.stringContaining('drive-2.jsonl')]);
    expect(textOf('drive-3.jsonl').split('\n').length).toBeGreaterThan(4);
  });
});
