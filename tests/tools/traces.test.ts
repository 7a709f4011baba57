import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../can-bus/frame/can-frame.ts';
import { encodeAsc } from '../../can-bus/trace/asc.ts';
import { encodeBlf } from '../../can-bus/trace/blf.ts';
import { encodeCandump } from '../../can-bus/trace/candump.ts';
import { encodePcapng } from '../../can-bus/trace/pcapng.ts';
import { CarProcess } from '../integration/support/car-process.ts';
import { findProgram, findPythonWithCan, needTool } from './support/external-tools.ts';
import { Recording } from '../integration/support/recording.ts';
import { runProgram } from '../integration/support/program.ts';

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

/** Of python-can's own writer: 5000 frames, a CAN FD frame, an error frame and a remote frame, in several containers. */
const WRITE_BLF = `
import can, sys
writer = can.BLFWriter(sys.argv[1], compression_level=int(sys.argv[2]), max_container_size=int(sys.argv[3]))
for i in range(5000):
    writer.on_message_received(can.Message(timestamp=i / 1000, arbitration_id=0x100 + i % 5, is_extended_id=False,
        data=bytes([i & 255] * (i % 9)), channel=1))
writer.on_message_received(can.Message(timestamp=10, arbitration_id=0x18DA10F1, is_fd=True, bitrate_switch=True,
    data=bytes(64), dlc=64, channel=0))
writer.on_message_received(can.Message(timestamp=11, is_error_frame=True))
writer.on_message_received(can.Message(timestamp=12, arbitration_id=5, is_remote_frame=True, is_extended_id=False, dlc=3))
writer.stop()
`;

describe('BLF and TRC of python-can (interfaces, traces)', () => {
  it('python-can reads our BLF, and its times and flags are ours', (context) => {
    const python = needTool(findPythonWithCan(), context);
    writeFileSync(path('ours.blf'), Buffer.concat([...encodeBlf(FRAMES, '2019-07-01T08:00:00Z')]));
    expect(pythonReads(python, path('ours.blf'))).toEqual(AS_PYTHON);
  });

  it('python-can reads every kind of frame from our BLF, over many containers', (context) => {
    const python = needTool(findPythonWithCan(), context);
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      timeUs: index * 100,
      frame: dataFrame(0x100 + (index % 7), Uint8Array.of(index & 0xff, index >> 8)),
    }));
    const kinds = [
      dataFrame(0x1abcdef, Uint8Array.of(1), { extended: true }),
      remoteFrame(0x18da_f110, 8, { extended: true }),
      dataFrame(0x44, new Uint8Array(64).fill(7), { fd: true }),
      dataFrame(0x18da_10f1, Uint8Array.of(9), { fd: true, bitRateSwitch: true, extended: true }),
      dataFrame(0x7ff, new Uint8Array(0)),
    ].map((frame, index) => ({ timeUs: 3_000_000 + index, frame }));
    writeFileSync(path('many.blf'), Buffer.concat([...encodeBlf([...many, ...kinds], '2019-07-01T08:00:00Z')]));
    const code =
      'import can, sys\n' +
      'ms = list(can.LogReader(sys.argv[1]))\n' +
      'print(len(ms), round((ms[19999].timestamp - ms[0].timestamp) * 1e6), bytes(ms[19999].data).hex())\n' +
      'for m in ms[20000:]: print("%X" % m.arbitration_id, m.is_extended_id, m.is_remote_frame, m.is_fd,' +
      ' m.bitrate_switch, m.dlc, bytes(m.data[:2]).hex(), m.is_error_frame)\n';
    expect(run(python, '-c', code, path('many.blf')).trimEnd().split('\n')).toEqual([
      '20005 1999900 1f4e',
      '1ABCDEF True False False False 1 01 False',
      '18DAF110 True True False False 8  False',
      '44 False False True False 64 0707 False',
      '18DA10F1 True False True True 1 09 False',
      '7FF False False False False 0  False',
    ]);
  });

  it('a BLF of its own is read with every kind of frame, and its error frames are counted', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const code =
      'import can, sys\nw = can.BLFWriter(sys.argv[1])\n' +
      'def m(t, i, **k): w.on_message_received(can.Message(timestamp=t, arbitration_id=i, **k))\n' +
      'm(0, 0x7E8, is_extended_id=False, data=bytes(8), channel=0, is_rx=False)\n' +
      'm(1, 0x18DAF110, data=b"\\x01", channel=3)\n' +
      'm(2, 0x18DAF110, is_remote_frame=True, dlc=8, channel=0)\n' +
      'm(3, 0x44, is_extended_id=False, is_fd=True, data=bytes(12), channel=0)\n' +
      'm(4, 0x18DA10F1, is_fd=True, bitrate_switch=True, error_state_indicator=True, data=bytes(64), channel=0)\n' +
      'm(5, 0, is_error_frame=True, channel=0)\nm(6, 0, is_error_frame=True, channel=1)\nw.stop()\n';
    run(python, '-c', code, path('kinds.blf'));
    const end = await runProgram('convert', path('kinds.blf'), path('back.log'));
    expect(end.exitCode).toBe(0);
    expect(end.stderr.split('\n').slice(0, 3)).toEqual([
      'passed over: an error frame (2 times)',
      'warning: not kept: the direction Tx of 1 frame',
      'warning: not kept: the error state indicator (ESI) of 1 frame',
    ]);
    expect(readFileSync(path('back.log'), 'utf8').trimEnd().split('\n')).toEqual([
      '(0.000000) can0 7E8#0000000000000000',
      '(1.000000) can3 18DAF110#01',
      '(2.000000) can0 18DAF110#R8',
      `(3.000000) can0 044##0${'00'.repeat(12)}`,
      `(4.000000) can0 18DA10F1##1${'00'.repeat(64)}`,
    ]);
  }, 60_000);

  for (const [name, level, size] of [
    ['compressed', '6', '131072'],
    ['not compressed', '0', '131072'],
    ['whose objects span small containers', '1', '1000'],
  ] as const) {
    it(`a BLF of its own is read: ${name}`, async (context) => {
      const python = needTool(findPythonWithCan(), context);
      run(python, '-c', WRITE_BLF, path('theirs.blf'), level, size);
      const end = await runProgram('convert', path('theirs.blf'), path('back.log'));
      expect(end.exitCode).toBe(0);
      expect(end.stderr).toContain('passed over: an error frame\n5002 frames');
      const lines = readFileSync(path('back.log'), 'utf8').trimEnd().split('\n');
      expect([lines[0], lines[4], lines[4999], lines[5000], lines[5001]]).toEqual([
        '(0.000000) can1 100#',
        '(0.004000) can1 104#04040404',
        '(4.999000) can1 104#87878787',
        `(10.000000) can0 18DA10F1##1${'00'.repeat(64)}`,
        '(12.000000) can0 005#R3',
      ]);
    }, 60_000);
  }

  it('a TRC of its own is read', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const code =
      'import can, sys\nw = can.TRCWriter(sys.argv[1])\n' +
      'w.on_message_received(can.Message(timestamp=1, arbitration_id=0x7B5, is_extended_id=False, data=b"\\x02\\x10\\x03"))\n' +
      'w.on_message_received(can.Message(timestamp=1.5, arbitration_id=0x18DA10F1, data=bytes(8)))\nw.stop()\n';
    run(python, '-c', code, path('theirs.trc'));
    expect((await runProgram('convert', path('theirs.trc'), path('back.log'))).exitCode).toBe(0);
    expect(readFileSync(path('back.log'), 'utf8')).toBe(
      '(0.000000) can0 7B5#021003\n(0.500000) can0 18DA10F1#0000000000000000\n',
    );
  }, 60_000);
});

describe('a session of python-can (interfaces, traces)', () => {
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

describe('a session is recorded while it runs (interfaces, traces)', () => {
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
});

// Two programs and the real clock.
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
    // Lateness of one frame is the machine's; were it passed on to the next, all of the last would be late.
    const offsets = heard.map((line, index) => Number(/\((\d+\.\d+)\)/.exec(line)?.[1]) - index * 0.02);
    const drift = Math.min(...offsets.slice(75)) - Math.min(...offsets.slice(0, 25));
    expect(Math.abs(drift)).toBeLessThan(0.05);
  }, 60_000);
});
