import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../can-bus/frame/can-frame.ts';
import { encodeAsc } from '../../can-bus/trace/asc.ts';
import { encodeCandump } from '../../can-bus/trace/candump.ts';
import { encodePcapng } from '../../can-bus/trace/pcapng.ts';
import { CarProcess } from './support/car-process.ts';
import { findProgram, findPythonWithCan, needTool } from './support/external-tools.ts';
import { RawClient } from './support/raw-client.ts';
import { Recording } from './support/recording.ts';
import { runProgram } from './support/program.ts';

const CLIENT = fileURLToPath(new URL('python/all_keys_lost.py', import.meta.url));
const FRAMES = [
  { timeUs: 1_020_304, frame: dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x03)) },
  { timeUs: 2_000_000, frame: dataFrame(0x18da_10f1, new Uint8Array(8)) },
  { timeUs: 2_000_500, frame: remoteFrame(0x123, 4) },
  { timeUs: 3_000_000, frame: dataFrame(0x321, new Uint8Array(12), { fd: true, bitRateSwitch: true }) },
];
const CANDUMP = [...encodeCandump(FRAMES)].join('');
const ASC = [...encodeAsc(FRAMES, '2019-07-01T08:00:00Z')].join('');

let folder = '';
const path = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-traces-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000, cwd: folder });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** Each frame as `id length data`, by python-can's own reader. */
function pythonReads(python: string, file: string): readonly string[] {
  const code =
    'import can, sys\n' +
    'for m in can.LogReader(sys.argv[1]):\n' +
    '    print("%X %d %s %d" % (m.arbitration_id, m.dlc, bytes(m.data).hex(), m.is_remote_frame))\n';
  return run(python, '-c', code, file).trimEnd().split('\n');
}

const AS_PYTHON = ['7B5 3 021003 0', '18DA10F1 8 0000000000000000 0', '123 4  1', '321 12 000000000000000000000000 0'];

describe('our traces in other programs (interfaces, traces)', () => {
  it('python-can reads candump and ASC', (context) => {
    const python = needTool(findPythonWithCan(), context);
    writeFileSync(path('ours.log'), CANDUMP);
    writeFileSync(path('ours.asc'), ASC);
    // Its candump reader passes over the length of a remote frame.
    const loose = (lines: readonly string[]): readonly string[] =>
      lines.map((line) => line.replace(/^123 \d/, '123 _'));
    expect(loose(pythonReads(python, path('ours.log')))).toEqual(loose(AS_PYTHON));
    expect(pythonReads(python, path('ours.asc'))).toEqual(AS_PYTHON);
  });

  it('log2asc and asc2log read them, and what they write is read back', async (context) => {
    const [log2asc, asc2log] = [needTool(findProgram('log2asc'), context), needTool(findProgram('asc2log'), context)];
    writeFileSync(path('ours.log'), CANDUMP);
    writeFileSync(path('ours.asc'), ASC);
    run(log2asc, '-I', path('ours.log'), '-O', path('theirs.asc'), 'can0');
    run(asc2log, '-I', path('ours.asc'), '-O', path('theirs.log'));
    for (const name of ['theirs.asc', 'theirs.log']) {
      const end = await runProgram('convert', path(name), path('back.log'), '--zero');
      expect(end).toMatchObject({ exitCode: 0 });
      const ids = readFileSync(path('back.log'), 'utf8').match(/ [0-9A-F]+#/g);
      expect(ids).toEqual([' 7B5#', ' 18DA10F1#', ' 123#', ' 321#']);
    }
  }, 60_000);

  it('tshark reads pcapng, and what it writes again is read back', async (context) => {
    const tshark = needTool(findProgram('tshark'), context);
    writeFileSync(path('ours.pcapng'), Buffer.concat([...encodePcapng(FRAMES)]));
    const ids = run(tshark, '-r', path('ours.pcapng'), '-T', 'fields', '-e', 'can.id').trimEnd().split('\n');
    expect(ids.map(Number)).toEqual([0x7b5, 0x18da_10f1, 0x123, 0x321]);
    run(tshark, '-r', path('ours.pcapng'), '-w', path('theirs.pcapng'));
    expect((await runProgram('convert', path('theirs.pcapng'), path('back.log'))).exitCode).toBe(0);
    expect(readFileSync(path('back.log'), 'utf8')).toBe(CANDUMP);
  }, 60_000);
});

describe('smartkey convert', () => {
  it('goes through all formats and back', async () => {
    writeFileSync(path('a.log'), CANDUMP);
    for (const [from, to] of [
      ['a.log', 'b.asc'],
      ['b.asc', 'c.pcapng'],
      ['c.pcapng', 'd.jsonl'],
      ['d.jsonl', 'e.log'],
    ] as const) {
      expect((await runProgram('convert', path(from), path(to), '--quiet')).stderr).toBe('');
    }
    expect(readFileSync(path('e.log'), 'utf8')).toBe(CANDUMP);
  }, 60_000);

  it('names each bad line, leaves nothing behind, and keeps the rest when told to', async () => {
    writeFileSync(path('a.log'), `${CANDUMP}nonsense\n`);
    const refused = await runProgram('convert', path('a.log'), path('b.asc'));
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('line 5: "nonsense" is no line of it; expected (12.345678) can0');
    expect((await runProgram('convert', path('b.asc'), path('c.log'))).exitCode).toBe(2);
    const kept = await runProgram('convert', path('a.log'), path('b.asc'), '--skip-bad', '--json');
    expect([kept.exitCode, JSON.parse(kept.stdout)]).toEqual([
      0,
      { frames: 4, eventsLeftOut: 0, passedOver: {}, notKept: {}, bad: 1, cutOff: null },
    ]);
  }, 60_000);

  it('reads a file that is cut off up to the cut, and says so', async () => {
    const whole = Buffer.concat([...encodePcapng(FRAMES)]);
    writeFileSync(path('a.pcapng'), whole.subarray(0, whole.length - 10));
    const end = await runProgram('convert', path('a.pcapng'), path('b.log'));
    expect(end.exitCode).toBe(0);
    expect(end.stderr).toMatch(/warning: .*a\.pcapng is cut off at byte \d+/);
    expect(readFileSync(path('b.log'), 'utf8').split('\n')).toHaveLength(4);
  }, 60_000);

  it('ends with 5 on a full disk', async () => {
    writeFileSync(path('a.log'), CANDUMP);
    const end = await runProgram('convert', path('a.log'), '/dev/full', '--to', 'jsonl');
    expect(end.exitCode).toBe(5);
    expect(end.stderr).toMatch(/ENOSPC[^]*hint: make room/);
  }, 60_000);
});

describe('smartkey diff', () => {
  it('tells the first difference, and timing apart from content', async () => {
    writeFileSync(path('a.log'), CANDUMP);
    writeFileSync(path('late.log'), CANDUMP.replace('2.000500', '2.000900'));
    writeFileSync(path('less.log'), CANDUMP.split('\n').toSpliced(1, 1).join('\n'));
    const end = async (...args: readonly string[]): Promise<readonly [number | null, string]> => {
      const { exitCode, stdout } = await runProgram('diff', ...args);
      return [exitCode, stdout.split('\n')[0] ?? ''];
    };
    expect(await end(path('a.log'), path('a.log'))).toEqual([0, 'no difference in 4 records']);
    const [code, line] = await end(path('a.log'), path('late.log'));
    expect([code, line]).toEqual([1, expect.stringContaining('400 µs later')]);
    expect((await end(path('a.log'), path('late.log'), '--tolerance-us', '400'))[0]).toBe(0);
    expect((await end(path('a.log'), path('less.log')))[1]).toMatch(/after 1 records: .*less\.log lacks what/);
    expect((await end(path('a.log'), path('nowhere.log')))[0]).toBe(2);
  }, 120_000);
});

describe('a session of python-can (issue 6, point 6)', () => {
  it('is traced while it runs, recorded as a scenario that passes, and recorded from its trace again', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const [yaml, jsonl] = [path('session.yaml'), path('session.jsonl')];
    const car = await CarProcess.start('--time', 'virtual', '--record', yaml, '--trace', jsonl);
    const channel = `socket://${car.bus.slice('slcan-tcp:'.length)}`;
    const client = spawn(python, [CLIENT, 'slcan', channel, car.http], { stdio: 'ignore' });
    await once(client, 'close');
    expect(client.exitCode).toBe(0);
    expect(await car.end('SIGINT')).toBe(0);
    expect(car.stderr).toContain('it passes in virtual time');
    expect(readFileSync(yaml, 'utf8')).toMatch(/unlock: 1[^]*unlock: 2[^]*unlock: 3[^]*touch: \{ key: 'key1'/);
    expect((await runProgram('run', yaml, '--quiet')).exitCode).toBe(0);
    expect((await runProgram('record', '--from', jsonl, '--out', path('again.yaml'))).exitCode).toBe(0);
    expect((await runProgram('run', path('again.yaml'), '--quiet')).exitCode).toBe(0);
  }, 180_000);
});

describe('a session is recorded while it goes on (issue 6, point 6)', () => {
  it('of a car that runs already: what was heard becomes a scenario that passes', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const car = await CarProcess.start('--time', 'virtual');
    const recording = await Recording.start('--car', car.http, '--out', path('live.yaml'));
    const client = spawn(python, [CLIENT, 'slcan', `socket://${car.bus.slice('slcan-tcp:'.length)}`, car.http]);
    await once(client, 'close');
    expect(client.exitCode).toBe(0);
    const end = await recording.end();
    await car.end('SIGINT');
    expect(end).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('it passes in virtual time') });
    expect(readFileSync(path('live.yaml'), 'utf8')).toMatch(/unlock: 1[^]*unlock: 2[^]*touch: \{ key: 'key1'/);
    expect((await runProgram('run', path('live.yaml'), '--quiet')).exitCode).toBe(0);
  }, 180_000);

  it('of a bus: requests and the door that was opened become a scenario that passes', async () => {
    // A bus has room for one client.
    const car = await CarProcess.start('--bus', 'slcan-tcp:127.0.0.1:0');
    const recording = await Recording.start('--bus', car.buses[1] ?? '', '--out', path('bus.yaml'));
    const client = await RawClient.open(car.bus);
    client.send('S6\rO\r');
    client.send('t7508B502100300000000\r');
    await client.until((heard) => heard.includes('t7588B5065003'));
    expect(await car.post('/api/vehicle', { doors: { driver: true } })).toBe(200);
    client.send('t7508B50322F190000000\r');
    await client.until((heard) => heard.includes('t7588B5101462F190'));
    client.send('t7508B530000000000000\r');
    await client.until((heard) => heard.includes('t7588B522'));
    client.socket.destroy();
    const end = await recording.end();
    await car.end('SIGINT');
    expect(end).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('it passes in virtual time') });
    expect(readFileSync(path('bus.yaml'), 'utf8')).toMatch(/10 ?03[^]*driver[^]*22 ?F1 ?90/);
    expect((await runProgram('run', path('bus.yaml'), '--quiet')).exitCode).toBe(0);
  }, 60_000);
});

describe('smartkey replay of a log', () => {
  it('keeps its timing, each frame by its own deadline', async () => {
    const log = Array.from({ length: 100 }, (_, index) => ({
      timeUs: index * 20_000,
      frame: dataFrame(0x123, Uint8Array.of(index)),
    }));
    writeFileSync(path('a.log'), [...encodeCandump(log)].join(''));
    const car = await CarProcess.start('--trace', path('heard.log'));
    const end = await runProgram('replay', path('a.log'), '--bus', car.bus, '--json');
    expect(await car.end('SIGINT')).toBe(0);
    expect(end.exitCode).toBe(0);
    expect(JSON.parse(end.stdout)).toEqual({
      sent: 100,
      refused: 0,
      reasons: {},
      closed: null,
      clockJumps: 0,
      disordered: 0,
      bad: 0,
      seconds: 1.98,
      driftMsPerMinute: null,
      meanLateMs: expect.any(Number),
      mostLateMs: expect.any(Number),
    });
    const heard = readFileSync(path('heard.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes(' 123#'));
    expect(heard).toHaveLength(100);
    const [first, last] = [heard.at(0), heard.at(-1)].map((line) => Number(/\((\d+\.\d+)\)/.exec(line ?? '')?.[1]));
    expect(Math.abs((last ?? 0) - (first ?? 0) - 1.98)).toBeLessThan(0.1);
  }, 60_000);

  it('says what it needs', async () => {
    writeFileSync(path('a.log'), CANDUMP);
    const end = await runProgram('replay', path('a.log'));
    expect([end.exitCode, end.stderr]).toEqual([2, expect.stringContaining('give --bus once')]);
  });
});
