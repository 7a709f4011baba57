import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../can-bus/frame/can-frame.ts';
import { encodeCandump } from '../../can-bus/trace/candump.ts';
import { encodePcapng } from '../../can-bus/trace/pcapng.ts';
import { CarInProcess, runCommand } from './support/in-process.ts';
import { RawClient } from './support/raw-client.ts';
import { Recording } from './support/recording.ts';

const FRAMES = [
  { timeUs: 1_020_304, frame: dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x03)) },
  { timeUs: 2_000_000, frame: dataFrame(0x18da_10f1, new Uint8Array(8)) },
  { timeUs: 2_000_500, frame: remoteFrame(0x123, 4) },
  { timeUs: 3_000_000, frame: dataFrame(0x321, new Uint8Array(12), { fd: true, bitRateSwitch: true }) },
];
const CANDUMP = [...encodeCandump(FRAMES)].join('');

let folder = '';
const path = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-traces-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('smartkey convert', () => {
  it('goes through all formats and back', async () => {
    writeFileSync(path('a.log'), CANDUMP);
    for (const [from, to] of [
      ['a.log', 'b.asc'],
      ['b.asc', 'c.pcapng'],
      ['c.pcapng', 'd.jsonl'],
      ['d.jsonl', 'e.log'],
    ] as const) {
      expect((await runCommand('convert', path(from), path(to), '--quiet')).stderr).toBe('');
    }
    expect(readFileSync(path('e.log'), 'utf8')).toBe(CANDUMP);
  }, 60_000);

  it('names each bad line, leaves nothing behind, and keeps the rest on request', async () => {
    writeFileSync(path('a.log'), `${CANDUMP}nonsense\n`);
    const refused = await runCommand('convert', path('a.log'), path('b.asc'));
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('line 5: "nonsense" is not a line of this format; expected (12.345678) can0');
    expect((await runCommand('convert', path('b.asc'), path('c.log'))).exitCode).toBe(2);
    const kept = await runCommand('convert', path('a.log'), path('b.asc'), '--skip-bad', '--json');
    expect([kept.exitCode, JSON.parse(kept.stdout)]).toEqual([
      0,
      { frames: 4, eventsLeftOut: 0, passedOver: {}, notKept: {}, bad: 1, cutOff: null },
    ]);
  }, 60_000);

  it('reads a file that is cut off up to the cut, and says so', async () => {
    const whole = Buffer.concat([...encodePcapng(FRAMES)]);
    writeFileSync(path('a.pcapng'), whole.subarray(0, whole.length - 10));
    const end = await runCommand('convert', path('a.pcapng'), path('b.log'));
    expect(end.exitCode).toBe(0);
    expect(end.stderr).toMatch(/warning: .*a\.pcapng is cut off at byte \d+/);
    expect(readFileSync(path('b.log'), 'utf8').split('\n')).toHaveLength(4);
  }, 60_000);

  it('ends with 5 on a full disk', async () => {
    writeFileSync(path('a.log'), CANDUMP);
    const end = await runCommand('convert', path('a.log'), '/dev/full', '--to', 'jsonl');
    expect(end.exitCode).toBe(5);
    expect(end.stderr).toMatch(/ENOSPC[^]*hint: free disk space/);
  }, 60_000);
});

describe('smartkey diff', () => {
  it('reports the first difference, and timing apart from content', async () => {
    writeFileSync(path('a.log'), CANDUMP);
    writeFileSync(path('late.log'), CANDUMP.replace('2.000500', '2.000900'));
    writeFileSync(path('less.log'), CANDUMP.split('\n').toSpliced(1, 1).join('\n'));
    const end = async (...args: readonly string[]): Promise<readonly [number | null, string]> => {
      const { exitCode, stdout } = await runCommand('diff', ...args);
      return [exitCode, stdout.split('\n')[0] ?? ''];
    };
    expect(await end(path('a.log'), path('a.log'))).toEqual([0, 'no difference in 4 records']);
    const [code, line] = await end(path('a.log'), path('late.log'));
    expect([code, line]).toEqual([1, expect.stringContaining('400 µs later')]);
    expect((await end(path('a.log'), path('late.log'), '--tolerance-us', '400'))[0]).toBe(0);
    expect((await end(path('a.log'), path('less.log')))[1]).toMatch(/after 1 record: .*less\.log lacks what/);
    expect((await end(path('a.log'), path('nowhere.log')))[0]).toBe(2);
  }, 120_000);
});

describe('a session is recorded while it runs (interfaces, traces)', () => {
  it('of a bus: requests and the door that was opened become a scenario that passes', async () => {
    // A bus accepts one client.
    const car = await CarInProcess.start('--bus', 'slcan-tcp:127.0.0.1:0');
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
    expect((await runCommand('run', path('bus.yaml'), '--quiet')).exitCode).toBe(0);
  }, 60_000);
});

describe('smartkey replay of a log', () => {
  it('says what it needs', async () => {
    writeFileSync(path('a.log'), CANDUMP);
    const end = await runCommand('replay', path('a.log'));
    expect([end.exitCode, end.stderr]).toEqual([2, expect.stringContaining('give --bus once')]);
  });
});
