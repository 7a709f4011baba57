import { describe, expect, it } from 'vitest';
import { listScenarios, type ListFlags } from '../../../../../hil/cli/commands/list-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const LOCK = 'name: Lock\ntags: [keys, doors]\nsteps: [{ press: { key: master, button: lock }, rules: [KEY-5] }]\n';
const BEEP = 'name: Beep\ndescription: Once.\nsteps: [{ expect: { beeps: { total: 0 } } }]\n';

function list(flags: ListFlags, ...words: readonly string[]): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => listScenarios(words, flags, terminal));
}

describe('the list of scenarios', () => {
  it('is a block for each, then the tags and the rules that none names', async () => {
    const [lock, beep] = [folder.write('lock.yaml', LOCK), folder.write('beep.yaml', BEEP)];
    const { exitCode, out, err } = await list({}, lock, beep);
    expect([exitCode, err]).toEqual([0, []]);
    expect(out.slice(0, 9)).toEqual([
      `Lock  ${lock}`,
      '    @keys @doors',
      '    KEY-5',
      `Beep  ${beep}`,
      '    Once.',
      '',
      '2 scenarios; tags: @doors @keys',
      'rules that no scenario names:',
      '    KEY-1   a key is blank, then bound to one vehicle for good',
    ]);
    expect(out.some((line) => line.startsWith('    KEY-5 '))).toBe(false);
  });

  it('has a line for each with --quiet', async () => {
    const lock = folder.write('lock.yaml', LOCK);
    expect(await list({ quiet: true }, lock)).toEqual({ exitCode: 0, out: [`${lock}  Lock`], err: [] });
  });

  it('is one object with --json', async () => {
    const lock = folder.write('lock.yaml', LOCK);
    const { out } = await list({ json: true }, lock);
    const value: unknown = JSON.parse(out.join('\n'));
    expect(value).toMatchObject({
      scenarios: [{ file: lock, name: 'Lock', description: null, tags: ['keys', 'doors'], rules: ['KEY-5'], steps: 1 }],
      rulesNotNamed: expect.not.arrayContaining(['KEY-5']) as unknown,
      notRun: [],
    });
  });

  it('passes over TypeScript that is not named, and says so', async () => {
    const lock = folder.write('lock.yaml', LOCK);
    const code = folder.write('code.scenario.ts', 'throw new Error("it was run")');
    const { exitCode, err } = await list({}, folder.path('.'));
    expect([exitCode, err]).toEqual([
      0,
      [`not read: ${code} (reading a scenario in TypeScript runs it, so name its file to include it)`],
    ]);
    expect((await list({ quiet: true }, folder.path('.'))).err).toEqual([]);
    expect((await list({ quiet: true }, lock)).err).toEqual([]);
  });

  it('is refused with every problem of an invalid file (2), and without any scenario (4)', async () => {
    const wrong = folder.write('wrong.yaml', 'name: Wrong\nsteps: [{ pres: 1 }]\n');
    const refused = await list({}, wrong);
    expect(refused.exitCode).toBe(2);
    expect(refused.err[0]).toMatch(/^error: .*wrong\.yaml:2:\d+: /);
    expect(refused.err.at(-1)).toBe('hint: fix these lines');
    expect(await list({}, '@nobody')).toMatchObject({ exitCode: 4, out: [] });
  });
});
