import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CarProcess } from '../../integration/support/car-process.ts';
import { background, candump, hasEnded, inOneOf, receivers, sh, shell, until, type Candump } from './bench.ts';
import { carOn, resultOf, scanTool, TEN_SECOND_RESET } from './car.ts';
import type { Check } from './check.ts';

/** The ids of the default car's cyclic frames. */
const BROADCAST_IDS: readonly string[] = ['5B0', '5B5', '620', '638'];
const TESTER_PRESENT = '7B5#023E00';
const TESTER_PRESENT_ANSWER = '7BD#027E00CCCCCCCCCC';

async function broadcastAndAnswer(): Promise<void> {
  await carOn('socketcan:vcan0');
  const dump = await candump('vcan0');
  const heard = (text: string): boolean => dump.heard.some((frame) => frame.startsWith(text));
  await until('all broadcast frames', () => BROADCAST_IDS.every((id) => heard(`${id}#`)));
  sh(`cansend vcan0 ${TESTER_PRESENT}`);
  await until('the answer', () => heard('7BD#'));
  assert.deepEqual(
    dump.heard.filter((frame) => /^7B[5D]#/.test(frame)),
    [TESTER_PRESENT, TESTER_PRESENT_ANSWER],
  );
}

/** What a tester sends to read the VIN, and how many frames come back for each. */
const DIALOGUE: readonly (readonly [frame: string, answers: number])[] = [
  [TESTER_PRESENT, 1],
  ['7B5#0322F190', 1],
  ['7B5#300000', 2],
];
/** A replay keeps the distances of the recording: so much later than the answer may come there. */
const RECORDED_SLACK_MS = 500;

async function conduct({ heard }: Candump): Promise<void> {
  let expected = 0;
  for (const [frame, answers] of DIALOGUE) {
    await delay(RECORDED_SLACK_MS);
    sh(`cansend vcan0 ${frame}`);
    expected += answers;
    await until(`an answer to ${frame}`, () => heard.length >= expected);
  }
}

async function replay(): Promise<void> {
  await carOn('socketcan:vcan0', '--time', 'virtual');
  const folder = mkdtempSync(join(tmpdir(), 'vsk-candump-'));
  const before = receivers('fil', 'raw');
  const recorder = background(`cd ${folder} && exec candump -l vcan0,7B5:7FF`);
  await until('the recorder listens', () => receivers('fil', 'raw') > before);
  const first = await candump('vcan0', '7BD:7FF');
  await conduct(first);
  await first.end();
  recorder.kill('SIGTERM');
  await until('the recorder has ended', () => hasEnded(recorder));
  const [log = ''] = readdirSync(folder);
  const second = await candump('vcan0', '7BD:7FF');
  await shell(`canplayer -I ${join(folder, log)}`);
  await until('the same answers', () => second.heard.length >= first.heard.length);
  assert.deepEqual(first.heard, [
    TESTER_PRESENT_ANSWER,
    '7BD#101462F190345431',
    '7BD#21425A314642344B',
    '7BD#2255393939393939',
  ]);
  assert.deepEqual(second.heard, first.heard);
}

/** How often the load's id occurs in the car's own record of the bus. */
async function countInTrace(car: CarProcess): Promise<number> {
  const trace = await car.get('/api/trace?format=candump');
  return trace.split('\n').filter((line) => line.includes(' 123#')).length;
}

const BATCH_FRAMES = 1_000;
/** The reset takes ten seconds of vehicle time, which a car of virtual time may make up for in less. */
const SHORTEST_LOAD_FRAMES = 3 * BATCH_FRAMES;
/** A thousand frames a second; each batch ends by itself, so that how many were sent is known. */
const BATCH = `cangen vcan0 -g 1 -I 123 -L 8 -D i -n ${BATCH_FRAMES}`;

/** @returns what the work came to, and how many frames went beside it */
async function besideLoad<T>(work: Promise<T>): Promise<readonly [result: T, sent: number]> {
  let isDone = false;
  const load = async (): Promise<number> => {
    let sent = 0;
    for (; !isDone; sent += BATCH_FRAMES) await shell(BATCH);
    return sent;
  };
  const done = work.finally(() => {
    isDone = true;
  });
  return Promise.all([done, load()]);
}

/** The car may have some of the load still before it when the procedure is done. */
async function untilAllAreCounted(car: CarProcess, sent: number): Promise<void> {
  let count = 0;
  for (let before = -1; before < count; await delay(RECORDED_SLACK_MS)) {
    before = count;
    count = await countInTrace(car);
  }
  assert.equal(count, sent, 'the car has seen every frame once');
}

async function resetBesideLoad(time: 'real' | 'virtual'): Promise<void> {
  const car = await carOn('socketcan:vcan0', '--profile', TEN_SECOND_RESET, '--time', time);
  const requests = await candump('vcan0', '750:7FF');
  const reset = scanTool('reset', 'socketcan:vcan0', car);
  await until('the tool asks', () => requests.heard.length > 0);
  const [end, sent] = await besideLoad(reset);
  assert.partialDeepStrictEqual(resultOf(end), { kind: 'done', keysErased: 2, keys: { registered: 0 } });
  assert.ok(sent >= SHORTEST_LOAD_FRAMES, `only ${sent} frames went beside the reset`);
  await untilAllAreCounted(car, sent);
}

export const CAN_UTILS_CHECKS: readonly Check[] = [
  { name: 'candump sees the broadcast frames, and the answer to a TesterPresent by cansend', run: broadcastAndAnswer },
  { name: 'canplayer replays a dialogue recorded by candump -l, and gets the same answers', run: replay },
  {
    name: 'a whole reset goes on beside 1000 frames a second of cangen, and none is lost',
    run: () => inOneOf(['real', 'virtual'] as const, resetBesideLoad),
  },
];
