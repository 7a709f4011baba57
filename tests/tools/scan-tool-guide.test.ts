import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findPtys, needTool } from './support/external-tools.ts';
import { CTRL_C, ENTER, Terminal } from './support/terminal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 180_000;
const guide = readFileSync(join(ROOT, 'docs/scan-tool.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'vsk-scan-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Block {
  readonly mark: string;
  readonly code: string;
  /** What the text block below it contains. */
  readonly prints: string;
}

function blocksOf(title: string): readonly Block[] {
  const section = guide.split(/^## /m).find((part) => part.startsWith(title)) ?? '';
  const found = [...section.matchAll(/(?:<!-- (\w+) -->\n)?```(sh|text)\n([^]*?)```/g)];
  return found.flatMap(([, mark = '', language, code = ''], index) => {
    if (language !== 'sh') return [];
    const below = found[index + 1];
    return [{ mark, code, prints: below?.[2] === 'text' ? (below[3] ?? '') : '' }];
  });
}

/** The guide's pictures of screens, in order. */
function picturedScreens(): readonly string[] {
  return [...guide.matchAll(/<!-- screen -->\n```text\n([^]*?)```/g)].map(([, screen = '']) => screen);
}

/** What is the same in every run: a seed and an id have other digits. */
function structureOf(screen: string): string {
  return screen.replaceAll(/[0-9A-F]{8,}/g, (digits) => '#'.repeat(digits.length)).trimEnd();
}

interface StartedCar {
  readonly process: ChildProcess;
  readonly http: string;
  /** The guide's text with the addresses of this car in it. */
  readonly adapt: (code: string) => string;
}

/** Runs the guide's own command, on ports that the system picks. */
async function startCar(command: string): Promise<StartedCar> {
  const line = `exec ${command.trim()} --json --http 127.0.0.1:0 --bus slcan-tcp:127.0.0.1:0`;
  const car = spawn('bash', ['-c', line], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  for await (const first of createInterface({ input: car.stdout })) {
    const { http, buses } = JSON.parse(first) as { readonly http: string; readonly buses: readonly string[] };
    const adapt = (code: string): string =>
      code
        .replaceAll('http://127.0.0.1:8080', http)
        .replaceAll('reset.json', join(folder, 'reset.json'))
        .replaceAll(/npx smartkey tool (\w+)/g, `npx smartkey tool $1 --bus ${buses[0] ?? ''}`);
    return { process: car, http, adapt };
  }
  throw new Error(`the car did not start: ${line}`);
}

async function end({ process: car }: StartedCar): Promise<void> {
  const ended = once(car, 'close');
  if (car.pid !== undefined) process.kill(-car.pid, 'SIGINT');
  await ended;
}

describe('docs/scan-tool.md', () => {
  it(
    'TEC-2: each guided command leads to a first screen, and Ctrl-C out of it',
    async (context) => {
      needTool(findPtys(), context);
      const [carBlock, ...blocks] = blocksOf('Guided step by step');
      expect(blocks.map(({ mark }) => mark)).toEqual(['terminal', 'terminal', 'terminal', 'terminal']);
      const car = await startCar(carBlock?.code ?? '');
      try {
        for (const { code } of blocks) {
          const args = car.adapt(code).trim().split(/\s+/).slice(2);
          const terminal = await Terminal.run(args);
          await terminal.answer('? Choose:', CTRL_C);
          expect(await terminal.ended(), terminal.text).toBe(130);
        }
      } finally {
        await end(car);
      }
    },
    PATIENCE_MS,
  );

  it(
    'TEC-1, TEC-2: its pictures are the screens that the tool shows',
    async (context) => {
      needTool(findPtys(), context);
      const [seed = '', functions = ''] = picturedScreens();
      const [carBlock] = blocksOf('Guided step by step');
      const car = await startCar(carBlock?.code ?? '');
      const post = async (path: string, body: unknown): Promise<void> => {
        const headers = { 'content-type': 'application/json' };
        await fetch(`${car.http}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      };
      const run = (utility: string): Promise<Terminal> => {
        const secret = '--passcode-secret virtual-car-fleet-secret';
        return Terminal.run(
          car.adapt(`npx smartkey tool ${utility} --car http://127.0.0.1:8080 ${secret}`).split(' ').slice(2),
        );
      };
      try {
        const reset = await run('reset');
        await reset.press('Next');
        await reset.answer('I agree? (y/N)', `y${ENTER}`);
        await reset.answer('I understand? (y/N)', `y${ENTER}`);
        await reset.answer("[d] move the virtual car's door", 'd');
        await reset.press('Get Pass-Code');
        await reset.until(/Seed number[^]*⏎ select/);
        expect(structureOf(reset.screen)).toBe(structureOf(seed));
        reset.kill();

        await post('/api/keys', { id: 'C0FFEE09' });
        const register = await run('register');
        await register.press('Next');
        await register.check('A registered key is here.', 'The new key is here', 'The battery is charged');
        await register.answer('I understand? (y/N)', `y${ENTER}`);
        await register.press('Get Pass-Code');
        await register.until('Data3');
        await register.press('Next');
        await register.press('Next');
        await register.check('The new key is outside the vehicle', 'One registered key is in the vehicle.');
        await register.press('Next');
        await register.until('Touch the engine switch with a registered key.');
        await post('/api/keys/A1000001/touch', {});
        await register.press('Pre-Start CHK');
        await register.press('Start');
        await register.until('♪ no beep yet');
        await post('/api/keys/C0FFEE09/touch', {});
        await register.until('♪ beep beep (2 beeps; 2 in this run)');
        await register.press('Function check');
        for (const name of ['lock', 'unlock', 'panic']) await register.answer(`❯ ${name}`, ENTER);
        await register.until(/❯ trunk[^]*⏎ select/);
        expect(structureOf(register.screen)).toBe(structureOf(functions));
        register.kill();
      } finally {
        await end(car);
      }
    },
    PATIENCE_MS,
  );

  it(
    'TEC-2, DLR-3 to DLR-7: each script works as pasted, in order',
    async () => {
      const [carBlock, ...blocks] = blocksOf('In a script');
      expect(blocks.length).toBeGreaterThanOrEqual(5);
      const car = await startCar(carBlock?.code ?? '');
      try {
        for (const { code, prints } of blocks) {
          const { status, stdout, stderr } = spawnSync('bash', ['-ec', car.adapt(code)], {
            cwd: ROOT,
            encoding: 'utf8',
            timeout: PATIENCE_MS,
          });
          expect(status, `${code}\n${stdout}${stderr}`).toBe(0);
          expect(stdout, stderr).toBe(prints);
        }
      } finally {
        await end(car);
      }
    },
    PATIENCE_MS,
  );
});
