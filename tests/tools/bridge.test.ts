import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { NodeOnPort } from '../../can-bus/ports/node-on-port.ts';
import { openClientPort } from '../../can-bus/ports/open-port.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { TesterNode, type TesterEvent } from '../../can-bus/uds/tester-node.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { scanToolConfig } from '../../hil/tester/tester-config.ts';
import { CarProcess } from '../integration/support/car-process.ts';
import { findPtys, findPythonWithCan, needTool } from './support/external-tools.ts';
import { frame, next, written } from '../integration/support/served-port.ts';

const TALKER = fileURLToPath(new URL('python/talk_and_listen.py', import.meta.url));
const BEGIN = '6F0#00';
const END = '6F0#FF';

let folder = '';
const closers: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-bridge-'));
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

async function startCar(...urls: readonly string[]): Promise<CarProcess> {
  const car = await CarProcess.start(...urls.flatMap((url) => ['--bus', url]));
  closers.push(() => car.end('SIGINT'));
  return car;
}

/** A program on the bus of a URL, and what it hears. */
class Participant {
  readonly port: CanPort;
  readonly heard: string[] = [];

  private constructor(port: CanPort) {
    this.port = port;
    port.frames.subscribe((received) => this.heard.push(written(received)));
  }

  /** The car has it on its bus when it answers. */
  static async open(url: string | undefined): Promise<Participant> {
    const participant = new Participant(await openClientPort(url ?? ''));
    closers.push(() => participant.port.close());
    const answer = next(participant.port.frames, ({ id }) => id === 0x7bd);
    participant.port.send(frame(0x7b5, 0x02, 0x3e, 0x00));
    await answer;
    return participant;
  }

  /** From the first mark to the last; where it has set the marks itself, it does not hear them. */
  async heardBetween(begin: number): Promise<readonly string[]> {
    while (!this.heard.includes(END)) await delay(20);
    return this.heard.slice(begin, this.heard.indexOf(END) + 1);
  }
}

interface TracedFrame {
  readonly timeUs: number;
  readonly source: string;
  readonly text: string;
}

/** What was on the bus from the first mark to the last, in the one order there is. */
async function traceOf(car: CarProcess): Promise<readonly TracedFrame[]> {
  const lines = (await car.get('/api/trace?format=jsonl')).trimEnd().split('\n');
  const frames = lines
    .map((line) => JSON.parse(line) as { kind: string; timeUs: number; source: string; id?: string; data?: string })
    .filter(({ kind }) => kind === 'frame')
    .map(({ timeUs, source, id = '', data = '' }) => ({ timeUs, source, text: `${id}#${data}` }));
  const isMark = (mark: string) => (traced: TracedFrame) => traced.text === mark;
  return frames.slice(frames.findIndex(isMark(BEGIN)), frames.findIndex(isMark(END)) + 1);
}

/** The client that sends frames which begin so. */
function sourceOf(trace: readonly TracedFrame[], beginning: string): string {
  const source = trace.find(({ text: traced }) => traced.startsWith(beginning))?.source ?? 'nobody';
  expect(source).toMatch(/^client-\d$/);
  return source;
}

function others(trace: readonly TracedFrame[], source: string): readonly string[] {
  return trace.filter((traced) => traced.source !== source).map((traced) => traced.text);
}

describe('a car on several buses: a bridge (interfaces.md, "Buses")', () => {
  it('lets every participant see every frame of the others once, never its own, in the order of the trace', async (context) => {
    needTool(findPtys(), context);
    const count = 300;
    const car = await startCar('socketcand:127.0.0.1:0', `slcan-pty:${join(folder, 'car')}`);
    const [slcan, socketcand, pty] = car.buses;
    // Two on one bus, and one on each of the others; the last sets the marks.
    const programs: Participant[] = [];
    for (const url of [slcan, socketcand, socketcand, pty, socketcand]) programs.push(await Participant.open(url));
    const [marker] = programs.splice(-1);
    const begins = programs.map(({ heard }) => heard.length);
    marker?.port.send(frame(0x6f0, 0x00));
    for (let number = 0; number < count; number++) {
      programs.forEach(({ port }, index) => port.send(frame(0x100 + index, number >> 8, number & 0xff)));
      if (number % 20 === 0) await delay(5);
    }
    while ((marker?.heard.filter((text) => /^10[0-3]#/.test(text)).length ?? 0) < 4 * count) await delay(20);
    marker?.port.send(frame(0x6f0, 0xff));

    const heard = await Promise.all(programs.map((program, index) => program.heardBetween(begins[index] ?? 0)));
    const trace = await traceOf(car);
    heard.forEach((texts, index) => {
      const source = sourceOf(trace, `10${index}#`);
      expect(texts.slice(texts.indexOf(BEGIN))).toEqual(others(trace, source));
      expect(texts.filter((text) => text.startsWith(`10${index}#`))).toEqual([]);
    });
    for (let index = 0; index < programs.length; index++) {
      const own = trace.filter(({ text }) => text.startsWith(`10${index}#`)).map(({ text }) => text);
      const sent = Array.from({ length: count }, (_, number) =>
        written(frame(0x100 + index, number >> 8, number & 0xff)),
      );
      expect(own).toEqual(sent);
    }
    expect(new Set(trace.map(({ source }) => source)).size).toBeGreaterThanOrEqual(6);
  }, 60_000);

  it('is for python-can on socketcand and our own tool on slcan-tcp at once: one global order, which the trace shows', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const count = 400;
    const car = await startCar('socketcand:127.0.0.1:0');
    const [slcan, socketcand = ''] = car.buses;
    const tool = await Participant.open(slcan);
    const marker = await Participant.open(socketcand);
    const channel = socketcand.slice('socketcand:'.length);
    const talker = spawn(python, [TALKER, 'socketcand', channel, String(count)], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [output, errors] = [text(talker.stdout), text(talker.stderr)];
    await once(talker.stdout, 'data');
    marker.port.send(frame(0x6f0, 0x00));

    // While the one talks, the other reads the VIN again and again.
    const exchange = dialogueOn(tool.port);
    let reads = 0;
    while (marker.heard.filter((heard) => heard.startsWith('123#')).length < count) {
      expect(await exchange(0x22, 0xf1, 0x90)).toMatchObject({ kind: 'positive' });
      reads++;
    }
    marker.port.send(frame(0x6f0, 0xff));
    await once(talker, 'close');
    expect(talker.exitCode, await errors).toBe(0);
    expect(reads).toBeGreaterThan(5);

    const trace = await traceOf(car);
    const atPython = (await output)
      .trimEnd()
      .split('\n')
      .filter((line) => line !== 'ready');
    expect(atPython).toEqual(
      trace
        .filter(({ source }) => source !== sourceOf(trace, '123#'))
        .map(({ timeUs, text: traced }) => `${timeUs} ${traced}`),
    );
    const atTool = await tool.heardBetween(tool.heard.indexOf(BEGIN));
    expect(atTool).toEqual(others(trace, sourceOf(trace, '750#B50322F190')));
    expect(atTool.filter((heard) => heard.startsWith('123#'))).toHaveLength(count);
  }, 60_000);
});

/** One request after another, as our scan tool sends them. */
function dialogueOn(port: CanPort): (...payload: readonly number[]) => Promise<UdsOutcome> {
  const clock = new RealClock();
  const tester = new TesterNode(scanToolConfig(DEFAULT_PROFILE));
  let answer: (outcome: UdsOutcome) => void = () => undefined;
  const node = new NodeOnPort<TesterEvent>(tester, port, clock, ({ outcome }) => answer(outcome));
  closers.push(() => {
    node.detach();
    clock.close();
    return Promise.resolve();
  });
  return (...payload) =>
    new Promise((resolve) => {
      answer = resolve;
      node.apply((outbox, nowUs) => tester.request(Uint8Array.from(payload), {}, nowUs, outbox));
    });
}
