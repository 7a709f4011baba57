import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRecording, writeRecording } from '../../../../../hil/cli/commands/save-recording.ts';
import type { RecordedSession, YamlValue } from '../../../../../hil/record/recorded-step.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { FakeWall } from '../../car/host/fake-wall.ts';

const folder = temporaryFolder();
const HEAD = { name: 'Beeps', description: 'By a test.', profile: {}, seed: null, originUs: 0 };

/** A session of one step: an expectation. */
function session(value: YamlValue, warnings: readonly string[] = []): RecordedSession {
  const step = { verb: 'expect', value, startUs: 1_000_000, quietSinceUs: 0, poll: null };
  return { keys: [], given: {}, givenCodes: [], steps: [step], final: null, warnings };
}

function save(
  recorded: RecordedSession,
  path: string,
  { quiet = false }: { quiet?: boolean } = {},
): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  const { signal } = new AbortController();
  return ended(terminal, async () => {
    const written = await writeRecording(recorded, { path, head: HEAD, quiet }, terminal);
    return checkRecording(written, { quiet, signal }, terminal);
  });
}

/** At each look a second is over. */
class FastWall extends FakeWall {
  /** Called at each turn of the process, with its number. */
  constructor(onTurn: (turn: number) => void) {
    super();
    this.#onTurn = onTurn;
  }

  readonly #onTurn: (turn: number) => void;
  #turns = 0;

  override nowUs(): number {
    this.hang(1_000_000);
    return super.nowUs();
  }

  override wake(_afterUs: number, action: () => void): () => void {
    this.#turns += 1;
    this.#onTurn(this.#turns);
    action();
    return () => undefined;
  }
}

/** A session that only waits, for 300 s. */
const WAITS: RecordedSession = {
  ...session({}),
  steps: [],
  final: { timeUs: 300_000_000, expect: { beeps: { total: 0 } } },
};

/** Checks it as it is, and ends the check at a turn of the process. */
async function check(
  recorded: RecordedSession,
  path: string,
  {
    quiet = false,
    endAt = Infinity,
    isInteractive = true,
  }: { quiet?: boolean; endAt?: number; isInteractive?: boolean },
): Promise<{ readonly exitCode: number; readonly err: readonly string[]; readonly progress: readonly string[] }> {
  const terminal = new KeptTerminal(isInteractive);
  const controller = new AbortController();
  if (endAt === 0) controller.abort();
  const wall = new FastWall((turn) => {
    if (turn === endAt) controller.abort();
  });
  const written = await writeRecording(recorded, { path, head: HEAD, quiet }, terminal);
  const { exitCode } = await ended(terminal, () =>
    checkRecording(written, { quiet, signal: controller.signal, wall }, terminal),
  );
  return { exitCode, err: terminal.errLines.slice(quiet ? 0 : 1), progress: terminal.progressLines };
}

describe('the check of a recording that takes long', () => {
  it('says what it does, and how far it is', async () => {
    const path = folder.path('s.yaml');
    expect(await check(WAITS, path, {})).toEqual({
      exitCode: 0,
      err: [
        `checking ${path}: it is run once in virtual time; press Ctrl-C to keep it unchecked`,
        'it passes in virtual time',
      ],
      progress: [0, 100, 200].map((reached) => `checking ${path}: ${reached} of 300 s of vehicle time`),
    });
    expect(await check(WAITS, path, { quiet: true })).toEqual({ exitCode: 0, err: [], progress: [] });
  });

  it.each([0, 2])('is ended at once by a signal, at turn %i, and the recording is kept', async (endAt) => {
    const path = folder.path('my session.yaml');
    const { exitCode, err, progress } = await check(WAITS, path, { endAt });
    expect([exitCode, err.slice(-2)]).toEqual([
      130,
      [
        `warning: ${path} is kept, but unchecked: its check was ended`,
        `hint: check it with "npx smartkey run '${path}'"`,
      ],
    ]);
    expect(progress).toHaveLength(endAt);
    expect(readFileSync(path, 'utf8')).toContain('- at: 300.000000 s');
  });
});

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

  it('says nothing with --quiet', async () => {
    const path = folder.path('s.yaml');
    expect(await save(session({ beeps: { total: 0 } }), path, { quiet: true })).toEqual({
      exitCode: 0,
      out: [],
      err: [],
    });
  });

  it('is refused where it cannot be written', async () => {
    const path = folder.path('none/s.yaml');
    const { exitCode, err } = await save(session({ beeps: { total: 0 } }), path);
    expect([exitCode, err[1]]).toEqual([5, 'hint: check the name, and that its folder exists']);
    expect(err[0]).toContain(`error: recording ${path}: it cannot be written: ENOENT`);
  });
});
