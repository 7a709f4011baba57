import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TimedFrame } from '../../can-bus/trace/frame-record.ts';
import { encodePcapng } from '../../can-bus/trace/pcapng.ts';
import { parseProfile } from '../../ecu-sim/profile.ts';
import { Car } from '../../hil/car/car.ts';
import { driveInVirtualTime } from '../../hil/tool/drive-in-virtual-time.ts';
import { demoDealerPassCodes } from '../../hil/bench/demo-dealer-pass-codes.ts';
import { read } from '../../hil/tool/read.ts';
import { register } from '../../hil/tool/register.ts';
import { reset } from '../../hil/tool/reset.ts';
import { findProgram, needTool } from './support/external-tools.ts';

const NEW_KEYS = [0x1000_0001, 0x1000_0002];
const AS_UDS = ['-d', 'iso15765.subdissector,uds'];
/** The address byte of the `oem` endpoint leads its frames. */
const EXTENDED_ADDRESSING = ['-o', 'iso15765.addressing:Extended addressing'];
const ENDPOINTS = [
  { endpoint: 'generic', ids: [0x7b5, 0x7bd], preferences: [] },
  { endpoint: 'oem', ids: [0x750, 0x758], preferences: EXTENDED_ADDRESSING },
] as const;

interface Trace {
  readonly frames: readonly TimedFrame[];
  /** Requests and responses in order, as `22` and `62` for short: the service, and whether it is a reply. */
  readonly messages: readonly string[];
}

/** Everything read, all keys lost, two new ones registered: with 0x78 and answers of many frames among it. */
function fullProcedure(endpoint: 'oem' | 'generic'): Trace {
  const messages: string[] = [];
  const profile = parseProfile({ resetDuration: 10, actionDurations: { readFaults: '60 ms', resetArm: '200 ms' } });
  const car = new Car({
    profile,
    observer: {
      event: ({ event }) => {
        if (event.kind !== 'uds') return;
        const [first = 0, about = 0] = event.payload;
        const sid = event.direction === 'request' ? first : first === 0x7f ? about : first - 0x40;
        messages.push(`${event.direction} ${sid.toString(16).padStart(2, '0')}`);
      },
    },
  });
  car.start();
  const passCodes = demoDealerPassCodes({ passcodeSecret: profile.passcodeSecret });
  const run = { car, passCodes, endpoint };
  for (const id of NEW_KEYS) car.makeKey({ id });
  expect(driveInVirtualTime(read(), run).kind).toBe('done');
  car.setVehicle({ doors: { driver: true } });
  expect(driveInVirtualTime(reset(), run).kind).toBe('done');
  expect(driveInVirtualTime(register({ touch: NEW_KEYS }), run).kind).toBe('done');
  return { frames: [...car.log], messages };
}

/** tshark's fields of the frames that a display filter lets through, a line each. */
function tshark(path: string, frames: readonly TimedFrame[], args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'vsk-tshark-'));
  try {
    const file = join(folder, 'trace.pcapng');
    writeFileSync(file, Buffer.concat([...encodePcapng(frames)]));
    const { stdout, status, stderr } = spawnSync(path, ['-r', file, ...AS_UDS, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `request 22`, `response 22`: what tshark takes for UDS, in order; a refusal counts for the service refused. */
function udsMessages(path: string, frames: readonly TimedFrame[], args: readonly string[]): readonly string[] {
  const fields = ['-T', 'fields', '-e', 'uds.reply', '-e', 'uds.sid', '-e', 'uds.err.sid'];
  return tshark(path, frames, [...args, '-Y', 'uds', ...fields]).map((line) => {
    const [reply = '', sid = '', refused = ''] = line.split('\t');
    return `${reply === '0x01' ? 'response' : 'request'} ${(sid === '0x3f' ? refused : sid).slice(2)}`;
  });
}

const FAULTS = '_ws.malformed || _ws.expert.severity == error || iso15765.message_type.bad';

describe('tshark at our pcapng', () => {
  for (const { endpoint, ids, preferences } of ENDPOINTS) {
    const boundIds = ids.map((id) => `0x${id.toString(16)}`).join(',');
    it(`names every request and response on ${endpoint} as UDS in a whole trace, and finds nothing malformed`, (context) => {
      const path = needTool(findProgram('tshark'), context);
      const { frames, messages } = fullProcedure(endpoint);
      // By its ids: a broadcast frame among the others must not be taken for a part of a message.
      const args = [...preferences, '-o', `iso15765.can.ids:${boundIds}`];
      expect(udsMessages(path, frames, args)).toEqual(messages);
      expect(messages.length).toBeGreaterThan(60);
      expect(tshark(path, frames, [...args, '-Y', FAULTS])).toEqual([]);
    }, 60_000);

    it(`does so with -d can.subdissector,iso15765 where only frames of ${endpoint} are in the trace`, (context) => {
      const path = needTool(findProgram('tshark'), context);
      const { frames, messages } = fullProcedure(endpoint);
      const diagnostics = frames.filter(({ frame }) => frame.id === ids[0] || frame.id === ids[1]);
      const args = [...preferences, '-d', 'can.subdissector,iso15765'];
      expect(udsMessages(path, diagnostics, args)).toEqual(messages);
      expect(tshark(path, diagnostics, [...args, '-Y', FAULTS])).toEqual([]);
    }, 60_000);
  }
});
