import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonWithCan, needTool } from './support/external-tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The README's code blocks of one language, in order. */
function blocks(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map((match) => match[1] ?? '');
}

const shell = blocks('sh').flatMap((block) => block.trim().split('\n'));

/** Runs a line of the README as it is, except for the ports, which may be taken on this machine. */
function run(line: string, ports: Ports): { readonly status: number | null; readonly output: string } {
  const adapted = line
    .replaceAll('http://127.0.0.1:8080', ports.http)
    .replace(/^npx smartkey tool \w+/, (command) => `${command} --bus ${ports.bus}`);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', adapted], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, output: stdout + stderr };
}

interface Ports {
  readonly http: string;
  readonly bus: string;
}

async function startCar(commandLine: string): Promise<{ readonly car: ChildProcess; readonly ports: Ports }> {
  const line = `${commandLine} --json --http 127.0.0.1:0 --bus slcan-tcp:127.0.0.1:0`;
  const car = spawn('sh', ['-c', line], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ready = await new Promise<string>((resolve, reject) => {
    let text = '';
    car.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const line = text.split('\n').find((candidate) => candidate.startsWith('{'));
      if (line !== undefined && text.includes('}\n')) resolve(line);
    });
    car.once('exit', (code) => {
      reject(new Error(`the car ended with ${String(code)}: ${text}`));
    });
  });
  const { http, buses } = JSON.parse(ready) as { readonly http: string; readonly buses: readonly string[] };
  return { car, ports: { http, bus: buses[0] ?? '' } };
}

function end(car: ChildProcess): void {
  if (car.pid !== undefined && car.exitCode === null) process.kill(-car.pid, 'SIGINT');
}

describe('the README', () => {
  it('has commands, and each is known to this test', () => {
    const known = [/^npm ci && npm start$/, /^npm test$/, /^npx smartkey (car|tool|run)\b/, /^curl -sS http/];
    expect(shell.length).toBeGreaterThan(8);
    for (const line of shell)
      expect(
        known.some((pattern) => pattern.test(line)),
        line,
      ).toBe(true);
  });

  it('opens scapy as docs/connect.md does, where another test executes it', () => {
    const [opening = ''] = /CANSocket\([^`]*\)/.exec(readme) ?? [];
    expect(opening).toContain('127.0.0.1');
    expect(readFileSync(new URL('../../docs/connect.md', import.meta.url), 'utf8')).toContain(`bus = ${opening}\n`);
  });

  describe('npm start', () => {
    let started: Awaited<ReturnType<typeof startCar>>;
    beforeAll(async () => {
      started = await startCar('npm start --silent --');
    }, 60_000);
    afterAll(() => {
      end(started.car);
    });

    it('starts a car that the five lines of python-can reach', (context) => {
      const python = needTool(findPythonWithCan(), context);
      const port = new URL(started.ports.bus.replace('slcan-tcp:', 'tcp://')).port;
      const [program = ''] = blocks('python');
      expect(program).toContain('socket://127.0.0.1:3333');
      const { stdout, stderr } = spawnSync(python, ['-c', program.replace('3333', port)], {
        encoding: 'utf8',
        timeout: 30_000,
      });
      expect(stdout, stderr).toMatch(/7bd.*02 7e 00/i);
    });
  });

  describe('through the bulletin', () => {
    let started: Awaited<ReturnType<typeof startCar>>;
    beforeAll(async () => {
      started = await startCar(shell.find((line) => line.startsWith('npx smartkey car')) ?? '');
    }, 60_000);
    afterAll(() => {
      end(started.car);
    });

    it('each command works as pasted, in order', () => {
      const commands = shell.filter((line) => /^(npx smartkey tool|curl)/.test(line));
      expect(commands.length).toBeGreaterThanOrEqual(7);
      let output = '';
      for (const command of commands) {
        const result = run(command, started.ports);
        expect(result.status, `${command}\n${result.output}`).toBe(0);
        output = result.output;
      }
      const state = JSON.parse(output) as { slots: (string | null)[]; retired: string[]; beeps: { total: number } };
      expect(state.slots.filter((id) => id !== null)).toEqual(['C0FFEE01']);
      expect(state.retired).toContain('C0FFEE02');
      // One beep for each of two registered keys, one for the key kept.
      expect(state.beeps.total).toBe(3);
    }, 300_000);
  });

  it('the scenarios run', () => {
    const result = run(shell.find((line) => line.startsWith('npx smartkey run')) ?? 'false', { http: '', bus: '' });
    expect(result.status, result.output).toBe(0);
  }, 60_000);
});
