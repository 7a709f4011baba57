import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openServerPort } from '../../can-bus/ports/open-port.ts';
import { CarProcess } from '../integration/support/car-process.ts';
import { findPythonWithCan, needTool } from './support/external-tools.ts';
import { bridge, frame, observe, written } from '../integration/support/served-port.ts';

interface Run {
  readonly exitCode: unknown;
  readonly errors: string;
  readonly lines: readonly string[];
}

async function run(python: string, program: string, url: string, ...args: readonly string[]): Promise<Run> {
  const [, host = '', port = ''] = url.split(':');
  const tool = spawn(python, ['-c', program, host, port, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [exitCode]] = await Promise.all([text(tool.stdout), text(tool.stderr), once(tool, 'exit')]);
  return { exitCode, errors, lines: output.split('\n').filter((line) => line !== '') };
}

const OPEN = `
import sys, time, can
bus = can.Bus(interface="socketcand", channel="can0", host=sys.argv[1], port=int(sys.argv[2]))
`;

/** Sends two frames, then counts what it receives up to id 7FF. */
const COUNTING_TOOL = `${OPEN}
bus.send(can.Message(arbitration_id=0x7DF, data=[2, 1, 0], is_extended_id=False))
bus.send(can.Message(arbitration_id=0x18DA10F1, data=range(8), is_extended_id=True))
time.sleep(0.3)
expected = 0
while True:
    message = bus.recv(timeout=20)
    if message is None:
        sys.exit("nothing received")
    if message.arbitration_id == 0x7FF:
        break
    number = int.from_bytes(message.data, "big")
    if number != expected:
        sys.exit("received %d, not %d" % (number, expected))
    expected += 1
print(expected, "%.6f" % message.timestamp, len(message.data))
bus.shutdown()
`;

/** Sends its own id until it has heard the other's. */
const PAIRED_TOOL = `${OPEN}
own, other = int(sys.argv[3], 16), int(sys.argv[4], 16)
heard = set()
deadline = time.time() + 20
while other not in heard and time.time() < deadline:
    bus.send(can.Message(arbitration_id=own, data=[1], is_extended_id=False))
    message = bus.recv(timeout=0.05)
    if message is not None:
        heard.add(message.arbitration_id)
bus.send(can.Message(arbitration_id=own, data=[1], is_extended_id=False))
print(" ".join("%X" % id for id in sorted(heard)))
bus.shutdown()
`;

/** Sends for about a second, as fast as the bus carries it. */
const FLOODING_TOOL = `${OPEN}
for _ in range(4000):
    bus.send(can.Message(arbitration_id=0x600, data=[0] * 8, is_extended_id=False))
deadline = time.time() + 2
while time.time() < deadline:
    bus.recv(timeout=0.1)
bus.shutdown()
`;

describe('python-can at our socketcand server', () => {
  it('sends and receives in raw mode, and loses none of 5000 frames that come while it does not read', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const served = observe(await openServerPort('socketcand:127.0.0.1:0', { vehicleTimeUs: () => 12_345_678 }));
    served.clients.subscribe((client) => {
      client.frames.subscribe(({ id }) => {
        if (id !== 0x18da10f1) return;
        // Five bytes: the chunks that python-can reads must not end where frames do.
        for (let i = 0; i < 5_000; i++) client.send(frame(0x5b0, 0, 0, 0, i >> 8, i & 0xff));
        client.send(frame(0x7ff));
      });
    });
    const heard: string[] = [];
    served.frames.subscribe((received) => heard.push(written(received)));
    const result = await run(python, COUNTING_TOOL, served.server.url);
    await served.server.close();
    expect(result.lines).toEqual(['5000 12.345678 0']);
    expect(result.exitCode).toBe(0);
    expect(result.errors).not.toMatch(/Could not parse|Invalid Frame|Traceback/);
    expect(heard).toEqual(['7DF#020100', '18DA10F1#0001020304050607']);
  }, 60_000);

  it('is two programs at once, each seeing the frames of the other and not its own', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const server = await openServerPort('socketcand:127.0.0.1:0', { vehicleTimeUs: () => 0 });
    bridge(server);
    const [first, second] = await Promise.all([
      run(python, PAIRED_TOOL, server.url, '101', '102'),
      run(python, PAIRED_TOOL, server.url, '102', '101'),
    ]);
    await server.close();
    expect(first).toMatchObject({ exitCode: 0, lines: ['102'] });
    expect(second).toMatchObject({ exitCode: 0, lines: ['101'] });
  }, 60_000);

  it('is not warned of anything while it floods a car whose broadcast frames it receives', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const car = await CarProcess.start('--bus', 'socketcand:127.0.0.1:0');
    try {
      const { exitCode, errors } = await run(python, FLOODING_TOOL, car.buses[1] ?? '');
      expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    } finally {
      await car.end('SIGINT');
    }
  }, 60_000);
});
