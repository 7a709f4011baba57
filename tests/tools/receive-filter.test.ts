import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { CarProcess } from '../integration/support/car-process.ts';
import { findPythonWithCan, needTool } from './support/external-tools.ts';

const cars: CarProcess[] = [];

afterEach(async () => {
  for (const car of cars.splice(0)) await car.end('SIGINT');
});

/** @returns the car, and the bus that it has beside the first one */
async function aCar(...args: readonly string[]): Promise<{ readonly car: CarProcess; readonly bus: string }> {
  const car = await CarProcess.start(...args);
  cars.push(car);
  return { car, bus: car.buses[1] ?? '' };
}

/**
 * Asks the car, jumps 16 minutes, and asks again: how often did something else come first, and how long did it take?
 * `argv`: channel, HTTP, and SLCAN lines to be sent before that.
 */
const PYTHON_JUMP = `
import json, sys, time, urllib.request, can
channel, http, *lines = sys.argv[1:]
bus = can.Bus(interface="slcan", channel=channel, bitrate=500000, sleep_after_open=0)
for line in lines:
    bus._write(line)
def ask():
    bus.send(can.Message(arbitration_id=0x7B5, data=[2, 0x3E, 0], is_extended_id=False))
    start, others = time.time(), 0
    while time.time() < start + 30:
        message = bus.recv(timeout=5)
        if message is not None and message.arbitration_id == 0x7BD:
            return others, time.time() - start
        if message is not None:
            others += 1
    sys.exit("no answer")
ask()
body = json.dumps({"seconds": 960}).encode()
headers = {"content-type": "application/json"}
urllib.request.urlopen(urllib.request.Request(http + "/api/time/advance", body, headers)).read()
others, seconds = ask()
print(json.dumps({"others": others, "atOnce": seconds < 1}))
bus.shutdown()
`;

async function jump(python: string, car: CarProcess, bus: string, ...lines: readonly string[]): Promise<unknown> {
  const channel = `socket://${bus.slice('slcan-tcp:'.length)}`;
  const args = ['-c', PYTHON_JUMP, channel, car.http, ...lines];
  const tool = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [exitCode]] = await Promise.all([text(tool.stdout), text(tool.stderr), once(tool, 'exit')]);
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
  return JSON.parse(output) as unknown;
}

describe('a client that receives a part of what is on the bus', () => {
  for (const options of ['?broadcast=off', '?ids=7BD,758']) {
    it(`continues at once after a jump of 16 minutes in virtual time, with ${options}`, async (context) => {
      const python = needTool(findPythonWithCan(), context);
      const { car, bus } = await aCar('--time', 'virtual', '--bus', `slcan-tcp:127.0.0.1:0${options}`);
      expect(await jump(python, car, bus)).toEqual({ others: 0, atOnce: true });
    }, 60_000);
  }

  it('continues at once with an acceptance filter that it has set itself, by M and m of SLCAN', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const { car } = await aCar('--time', 'virtual');
    expect(await jump(python, car, car.bus, 'MF7A0EB00', 'm001F001F')).toEqual({ others: 0, atOnce: true });
  }, 60_000);
});
