import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { saveRecording } from '../../../../../hil/cli/commands/save-recording.ts';
import type { RecordedSession, YamlValue } from '../../../../../hil/record/recorded-step.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const HEAD = { name: 'Beeps', description: 'By a test.', profile: {}, seed: null, originUs: 0 };

/** A session of one step: an expectation. */
function session(value: YamlValue, warnings: readonly string[] = []): RecordedSession {
  const step = { verb: 'expect', value, startUs: 1_000_000, quietSinceUs: 0, poll: null };
  return { keys: [], given: {}, steps: [step], final: null, warnings };
}

function save(
  recorded: RecordedSession,
  path: string,
  how: { check?: boolean; quiet?: boolean } = {},
): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  const options = { path, head: HEAD, check: how.check ?? true, quiet: how.quiet ?? false };
  return ended(terminal, () => saveRecording(recorded, options, terminal));
}

describe('a recorded session', () => {
  it('is written as a scenario, which is tried', async () => {
    const path = folder.path('s.yaml');
    expect(await save(session({ beeps: { total: 0 } }, ['a key is unknown']), path)).toEqual({
      exitCode: 0,
      out: [],
      err: ['warning: a key is unknown', `recorded 2 steps to ${path}`, 'it passes in virtual time'],
    });
    expect(readFileSync(path, 'utf8')).toMatch(/^name: 'Beeps'\ndescription: 'By a test\.'\ntags: \[recorded\]\n/);
  });

  it('is kept where it does not pass, and the step is shown', async () => {
    const path = folder.path('s.yaml');
    const { exitCode, err } = await save(session({ beeps: { total: 9 } }), path);
    expect(exitCode).toBe(1);
    expect(err.slice(1)).toEqual([
      'the scenario does not pass in virtual time: fail',
      expect.stringMatching(/s\.yaml:\d+ {2}expect/),
      '  expected beeps.total 9, got beeps.total 0',
    ]);
    expect(readFileSync(path, 'utf8')).toContain('total: 9');
  });

  it('that cannot be a scenario is reported', async () => {
    const { exitCode, err } = await save(session({ nonsense: 1 }), folder.path('s.yaml'));
    expect([exitCode, err.at(-1)]).toEqual([
      2,
      expect.stringContaining('the session cannot be written as a scenario: '),
    ]);
  });

  it('is not tried without a check, and says nothing with --quiet', async () => {
    const path = folder.path('s.yaml');
    expect(await save(session({ beeps: { total: 9 } }), path, { check: false })).toEqual({
      exitCode: 0,
      out: [],
      err: [`recorded 2 steps to ${path}`],
    });
    expect(await save(session({ beeps: { total: 0 } }), path, { quiet: true })).toEqual({
      exitCode: 0,
      out: [],
      err: [],
    });
  });

  it('is refused where it cannot be written', async () => {
    const path = folder.path('none/s.yaml');
    const { exitCode, err } = await save(session({ beeps: { total: 0 } }), path);
    expect([exitCode, err[1]]).toEqual([2, 'hint: check the name, and that its folder exists']);
    expect(err[0]).toContain(`error: recording ${path}: it cannot be written: ENOENT`);
  });
});
