import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runOne } from '../../../../hil/run/run-one.ts';
import { writeBundle } from '../../../../hil/run/write-bundle.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';

/** A folder of its own with the bundle of a run in it, as version 0.0.9 left it. */
export class LeftBundle {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'vsk-bundle-'));
  readonly bundle: string = join(this.folder, 'b');

  /** Runs a scenario that begins with this step, and fails in the end, or is ended by a guard. */
  async write(first = '{ advance: 0 s }', guardUs: number | null = null): Promise<void> {
    const steps = `[${first}, { advance: 1 s }, { expect: { beeps: { total: 9 } } }]`;
    const scenario = loadScenario(`name: x\nsteps: ${steps}`, 'x.yaml');
    const tracePath = join(this.folder, 'written.jsonl');
    const task = { scenario, seed: 1, profile: {}, guardUs, view: null, tracePath };
    const { result, guardEnd } = await runOne(task);
    const info = { bench: 'virtual', command: 'smartkey run x.yaml', commit: null, node: 'v24.0.0', version: '0.0.9' };
    const contents = { scenario, result, guardEnd, profile: {}, info, repeat: 'smartkey run x.yaml', tracePath };
    await writeBundle(this.bundle, { ...contents, calendarStart: '2019-07-01T08:00:00Z' });
  }

  text(name: string): string {
    return readFileSync(join(this.bundle, name), 'utf8');
  }

  /** Puts a text in place of another one, which has to be there. */
  change(name: string, from: string, to: string): void {
    const text = this.text(name);
    if (!text.includes(from)) throw new Error(`there is no ${from} in ${name}`);
    writeFileSync(join(this.bundle, name), text.replace(from, to));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
