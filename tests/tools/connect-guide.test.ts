import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { CarProcess } from '../integration/support/car-process.ts';
import { connectGuide, type Block, type Section } from './support/connect-guide.ts';
import { findProgram, findPtys, findPythonWithCan, findPythonWithScapy, needTool } from './support/external-tools.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BLOCK_TIMEOUT_MS = 60_000;
const sections = connectGuide(readFileSync(join(ROOT, 'docs/connect.md'), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'vsk-connect-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The addresses of the guide may be taken on this machine, and its paths are a person's. */
class Places {
  readonly #pairs: [string, string][] = [
    ['./car', join(folder, 'car')],
    ['./elm', join(folder, 'elm')],
    ['/dev/ttyACM0', join(folder, 'ttyACM0')],
  ];

  note(written: string, real: string): void {
    this.#pairs.push([written, real]);
  }

  in(code: string): string {
    return this.#pairs.reduce((text, [written, real]) => text.replaceAll(written, real), code);
  }
}

/** What the guide calls the port of each kind of bus, and how programs write that. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'slcan-tcp': ['127.0.0.1:3333', '127.0.0.1/3333'],
  socketcand: ['127.0.0.1:29536', 'port=29536'],
  'elm327-tcp': ['127.0.0.1:35000', '127.0.0.1/35000'],
  'uds-lines': ['127.0.0.1:20162', '127.0.0.1/20162'],
  doip: ['port=13400', 'port==13400', 'port 13400', '127.0.0.1/13400', '127.0.0.1:13400', '", 13400'],
};

interface StartedCar {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
}

/** Runs the guide's own command, on ports that the system picks. */
async function startCar(command: string, places: Places): Promise<StartedCar> {
  const given = command.includes('--bus') ? '' : ' --bus slcan-tcp:127.0.0.1:0 --bus socketcand:127.0.0.1:0';
  // On loopback, too, where the guide opens it to the network.
  const anyPort = command.replace(/(slcan-tcp|socketcand|uds-lines|elm327-tcp|doip):[\d.]+:\d+/g, '$1:127.0.0.1:0');
  const line = `exec ${places.in(anyPort)}${given} --json --http 127.0.0.1:0`;
  const car = spawn('bash', ['-c', line], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ended = once(car, 'close');
  const ready = await Promise.race([firstLine(car), ended.then(() => null)]);
  if (ready === null) throw new Error(`the car did not start: ${line}`);
  const { http, buses } = JSON.parse(ready) as { readonly http: string; readonly buses: readonly string[] };
  places.note('http://127.0.0.1:8080', http);
  for (const url of buses) {
    const port = /:(\d+)(\?|$)/.exec(url)?.[1] ?? '';
    for (const written of ADDRESSES[url.split(':')[0] ?? ''] ?? []) {
      places.note(written, written.replace(/\d+$/, port));
    }
  }
  return { process: car, ended };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the car has no output');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('the car said nothing');
}

/** Ctrl-C, for what npx has started too. */
async function end({ process: car, ended }: StartedCar): Promise<void> {
  if (car.pid !== undefined) process.kill(-car.pid, 'SIGINT');
  await ended;
}

function run({ language, code }: Block, places: Places, context: TestContext): string {
  const [program, flag] = language === 'python' ? [pythonFor(code, context), '-c'] : ['bash', '-ec'];
  const { status, stdout, stderr } = spawnSync(program, [flag, places.in(code)], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: BLOCK_TIMEOUT_MS,
  });
  expect(status, `${code}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

function pythonFor(code: string, context: TestContext): string {
  return needTool(code.includes('scapy') ? findPythonWithScapy() : findPythonWithCan(), context);
}

/** An adapter that is plugged in, with a car at the other end of its wire. */
async function plugAdapterIn(path: string): Promise<CarProcess> {
  return CarProcess.start('--bus', `slcan-pty:${path}`);
}

async function carryOut(section: Section, context: TestContext): Promise<void> {
  const runnable = ['here', 'car', ...(process.getuid?.() === 0 ? ['root'] : [])];
  const blocks = section.blocks.filter(({ place }) => runnable.includes(place));
  const everything = blocks.map(({ code }) => code).join('\n');
  if (/slcan-pty|elm327-pty|ttyACM0/.test(everything)) needTool(findPtys(), context);
  if (everything.includes('tshark')) needTool(findProgram('tshark'), context);
  const places = new Places();
  const adapter = everything.includes('/dev/ttyACM0') ? await plugAdapterIn(places.in('/dev/ttyACM0')) : null;
  const cars: StartedCar[] = [];
  try {
    for (const block of blocks) {
      if (block.place === 'car') cars.push(await startCar(block.code.trim(), places));
      else expect(run(block, places, context)).toBe(block.prints);
    }
  } finally {
    for (const car of cars) await end(car);
    await adapter?.end('SIGINT');
  }
}

describe('docs/connect.md', () => {
  it('has a section for each tool, and says of each block what it prints where it is run here', () => {
    const titles = sections.map(({ title }) => title).join('\n');
    const tools = ['python-can', 'SocketCAN', 'can-utils', 'slcand', 'SavvyCAN', 'scapy', 'gallia', 'CANoe'];
    for (const tool of [
      ...tools,
      'udsoncan',
      'CaringCaribou',
      'python-OBD',
      'Phone apps',
      'ddt4all',
      'cantools',
      'odxtools',
      'Wireshark',
      'DoIP',
    ])
      expect(titles).toContain(tool);
    const blocks = sections.flatMap((section) => section.blocks);
    expect(blocks.filter(({ place }) => place === 'here').length).toBeGreaterThanOrEqual(9);
    expect(blocks.filter(({ place, prints }) => place === 'here' && prints === '')).toEqual([]);
    expect(blocks.filter(({ place }) => place === 'guest').length).toBeGreaterThanOrEqual(4);
    expect(sections.filter((section) => section.blocks.length === 0)).toEqual([]);
  });

  for (const section of sections) {
    if (!section.blocks.some(({ place }) => place === 'here' || place === 'car')) continue;
    it(`${section.title}: works as pasted`, (context) => carryOut(section, context), 120_000);
  }
});
