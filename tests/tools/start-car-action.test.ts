import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const ACTION = join(ROOT, '.github/actions/start-car/action.yml');
const NOBODY_LISTENS = 'ECONNREFUSED';

const named = z.object({ description: z.string().min(10), default: z.string() });
const action = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    inputs: z.record(z.string(), named),
    outputs: z.record(z.string(), z.object({ description: z.string().min(5), value: z.string() })),
    runs: z.strictObject({
      using: z.literal('composite'),
      steps: z.tuple([
        z.strictObject({
          id: z.string(),
          shell: z.literal('bash'),
          env: z.record(z.string(), z.string()),
          run: z.string(),
        }),
      ]),
    }),
  })
  .parse(parse(readFileSync(ACTION, 'utf8')));
const [step] = action.runs.steps;

const folder = mkdtempSync(join(tmpdir(), 'start-car-'));
const groups: number[] = [];
afterEach(() => {
  for (const group of groups.splice(0)) if (isThere(group)) process.kill(-group, 'SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether a process of the group runs; one that has ended and that nobody has collected does not. */
function isThere(group: number): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isRunningIn(group, name));
}

function isRunningIn(group: number, pid: string): boolean {
  try {
    // After the program's name, which may hold anything: state, parent, group (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(itsGroup) === group && state !== 'Z' && state !== 'X';
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

interface StepEnd {
  readonly exitCode: number | null;
  readonly output: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** What the runner does with the step: expressions replaced, bash with its flags, files for what comes out. */
async function runStep(inputs: Readonly<Record<string, string>>, path = process.env['PATH']): Promise<StepEnd> {
  const unknown = Object.keys(inputs).filter((name) => !(name in action.inputs));
  if (unknown.length > 0) throw new Error(`the action has no input ${unknown.join(', ')}`);
  const work = mkdtempSync(join(folder, 'step-'));
  const [script, output, env] = [join(work, 'step.sh'), join(work, 'output'), join(work, 'env')];
  writeFileSync(script, step.run);
  for (const file of [output, env]) writeFileSync(file, '');
  const variables = Object.entries(step.env).map(([name, value]) => [
    name,
    value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_all, input: string) => {
      return inputs[input] ?? action.inputs[input]?.default ?? `no input ${input}`;
    }),
  ]);
  const process_ = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: path,
      RUNNER_TEMP: work,
      GITHUB_OUTPUT: output,
      GITHUB_ENV: env,
      ...(Object.fromEntries(variables) as Record<string, string>),
    },
  });
  const [printed, errors, [exitCode]] = await Promise.all([
    text(process_.stdout),
    text(process_.stderr),
    once(process_, 'close') as Promise<[number | null]>,
  ]);
  const end = { exitCode, output: printed + errors, outputs: pairsOf(output), variables: pairsOf(env) };
  if (end.outputs['pid'] !== undefined) groups.push(Number(end.outputs['pid']));
  return end;
}

function pairsOf(file: string): Readonly<Record<string, string>> {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

async function stateAt(http: string | undefined): Promise<Readonly<Record<string, unknown>>> {
  const answer: unknown = await (await fetch(`${http ?? ''}/api/state`)).json();
  return z.record(z.string(), z.unknown()).parse(answer);
}

describe('the action start-car', () => {
  it('gives every input to the script as a variable, never as part of its text', () => {
    expect(step.run).not.toContain('${{');
    expect(Object.values(step.env)).toEqual(Object.keys(action.inputs).map((name) => `\${{ inputs.${name} }}`));
    expect(Object.values(action.outputs).map(({ value }) => value)).toEqual(
      Object.keys(action.outputs).map((name) => `\${{ steps.${step.id}.outputs.${name} }}`),
    );
    expect(spawnSync('bash', ['-n'], { input: step.run, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('starts a car that continues when the step has ended, and says where it is', async () => {
    const profile = join(folder, 'seven.yaml');
    writeFileSync(profile, 'keySlots: 7\n');
    const buses = 'slcan-tcp:127.0.0.1:0\nsocketcand:127.0.0.1:0';
    const { exitCode, output, outputs, variables } = await runStep({ buses, profile, seed: '5' });
    expect(exitCode, output).toBe(0);
    expect(Object.keys(outputs)).toEqual(Object.keys(action.outputs));
    expect(JSON.parse(outputs['buses'] ?? '')).toEqual([
      expect.stringMatching(/^slcan-tcp:127\.0\.0\.1:[1-9]\d+$/),
      expect.stringMatching(/^socketcand:127\.0\.0\.1:[1-9]\d+$/),
    ]);
    expect(variables).toEqual({ SMARTKEY_HTTP: outputs['http'], SMARTKEY_BUSES: outputs['buses'] });
    expect(await stateAt(outputs['http'])).toMatchObject({ timeMode: 'virtual', freeSlots: 5 });
    // As the guide ends it.
    spawnSync('bash', ['-c', `kill -INT -- -${outputs['pid'] ?? ''}`]);
    await expect.poll(() => isThere(Number(outputs['pid'])), { timeout: 10_000 }).toBe(false);
    await expect(stateAt(outputs['http'])).rejects.toMatchObject({ cause: { code: NOBODY_LISTENS } });
  }, 60_000);

  it.each([
    [{ time: 'soon' }, 2, /exit code 2: .*virtual.*soon/],
    [{ seed: 'x' }, 2, /exit code 2: .*--seed/],
    [{ buses: 'slcan-tcp:127.0.0.1' }, 2, /exit code 2: .*the port is missing.*slcan-tcp:127\.0\.0\.1:3333/],
    [{ 'http-port': '70000' }, 2, /exit code 2: .*127\.0\.0\.1:70000.*65535/],
    [{ profile: 'no-such.yaml' }, 2, /exit code 2: .*profile not found: .*no-such\.yaml/],
    [{ timeout: 'soon' }, 2, /timeout must be a whole number of seconds from 1 to 99999, not "soon"/],
    [{ 'working-directory': 'no-such-folder' }, 2, /working-directory "no-such-folder" does not exist/],
    [{ profile: '$(touch pwned)' }, 2, /exit code 2: .*profile not found: .*\$\(touch pwned\)/],
  ])(
    'fails with %j, saying what is wrong',
    async (inputs, code, message) => {
      const { exitCode, output, outputs } = await runStep(inputs);
      expect(output).toMatch(/^::error title=start-car::/m);
      expect(output).toMatch(message);
      expect(exitCode).toBe(code);
      expect(outputs).toEqual({});
    },
    60_000,
  );

  it('gives up on a car that is never ready, and leaves nothing behind', async () => {
    const programs = mkdtempSync(join(folder, 'programs-'));
    const note = join(programs, 'pid');
    writeFileSync(join(programs, 'npx'), `#!/bin/sh\necho $$ >${note}\nexec sleep 60\n`, { mode: 0o755 });
    const { exitCode, output } = await runStep({ timeout: '1' }, `${programs}:${process.env['PATH'] ?? ''}`);
    expect(output).toContain('the car was not ready within 1 s');
    expect(exitCode).toBe(5);
    const group = Number(readFileSync(note, 'utf8'));
    expect(group).toBeGreaterThan(1);
    await expect.poll(() => isThere(group), { timeout: 10_000 }).toBe(false);
  });
});
