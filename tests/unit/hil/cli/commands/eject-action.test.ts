import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eject, type EjectFlags } from '../../../../../hil/cli/commands/eject-action.ts';
import { ejectScenario } from '../../../../../hil/scenario/eject-scenario.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const YAML = 'name: Lock\nsteps: [{ press: { key: master, button: lock } }]\n';

function run(file: string, flags: EjectFlags): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => eject(file, flags, terminal));
}

describe('a scenario that is converted to TypeScript', () => {
  it('is printed, as JSON with --json', async () => {
    const file = folder.write('lock.yaml', YAML);
    const source = ejectScenario(YAML, file);
    expect(await run(file, {})).toEqual({ exitCode: 0, out: [source.trimEnd()], err: [] });
    expect(await run(file, { force: true })).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'error: --force has no effect: it replaces a file, and without --out the scenario is printed',
        'hint: remove --force',
      ],
    });
    const { out } = await run(file, { json: true });
    expect(JSON.parse(out.join('\n'))).toEqual({ file, out: null, source });
  });

  it('is written to a file, and over one only with --force', async () => {
    const [file, out] = [folder.write('lock.yaml', YAML), folder.path('lock.scenario.ts')];
    expect(await run(file, { out })).toEqual({ exitCode: 0, out: [], err: [] });
    expect(readFileSync(out, 'utf8')).toBe(ejectScenario(YAML, file));
    folder.write('lock.scenario.ts', '// mine');
    expect(await run(file, { out })).toEqual({
      exitCode: 2,
      out: [],
      err: [`error: ${out} already exists`, 'hint: name another file, or use --force'],
    });
    expect(readFileSync(out, 'utf8')).toBe('// mine');
    expect((await run(file, { out, force: true })).exitCode).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(ejectScenario(YAML, file));
  });

  it('is refused if it is code already', async () => {
    const code = folder.write('mine.scenario.ts', 'export default 1;');
    expect(await run(code, {})).toEqual({
      exitCode: 2,
      out: [],
      err: [
        `error: ${code} is code already: eject turns a scenario in YAML into TypeScript`,
        'hint: give a scenario file in YAML',
      ],
    });
  });

  it('is refused if it is not a scenario (2), or cannot be written (5)', async () => {
    const wrong = folder.write('wrong.yaml', 'name: Wrong\ntag: [x]\nsteps: [{ touch: master }]\n');
    const refused = await run(wrong, {});
    expect(refused.exitCode).toBe(2);
    expect(refused.err[0]).toContain('wrong.yaml:2:1: ');
    expect(refused.err.at(-1)).toBe(`hint: fix these lines; check them with "npx smartkey validate ${wrong}"`);
    const nowhere = await run(folder.write('lock.yaml', YAML), { out: folder.path('none/a.scenario.ts') });
    expect([nowhere.exitCode, nowhere.err[1]]).toEqual([5, 'hint: create its folder, or name a file in another one']);
    const over = await run(folder.write('lock.yaml', YAML), { out: folder.path('.') });
    expect([over.exitCode, over.err[1]]).toEqual([5, 'hint: it is a folder: name a file in it']);
  });
});
