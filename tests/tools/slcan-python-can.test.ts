import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { openServerPort } from '../../can-bus/ports/open-port.ts';
import { findPythonWithCan, needTool } from './support/external-tools.ts';

/** Sends four frames, then prints what it receives up to id 7FF. */
const PYTHON_TOOL = `
import sys, can
bus = can.Bus(interface="slcan", channel=sys.argv[1], bitrate=500000, sleep_after_open=0)
bus.send(can.Message(arbitration_id=0x7DF, data=[2, 1, 0], is_extended_id=False))
bus.send(can.Message(arbitration_id=0x18DA10F1, data=range(8), is_extended_id=True))
bus.send(can.Message(arbitration_id=0x123, is_remote_frame=True, dlc=4, is_extended_id=False))
bus.send(can.Message(arbitration_id=0x7FF, data=[], is_extended_id=False))
while True:
    message = bus.recv(timeout=20)
    if message is None:
        sys.exit("nothing received")
    kind = "R%d" % message.dlc if message.is_remote_frame else bytes(message.data).hex()
    print("%X %s %s" % (message.arbitration_id, "x" if message.is_extended_id else "b", kind))
    if message.arbitration_id == 0x7FF:
        break
bus.shutdown()
`;

describe('python-can at our SLCAN server', () => {
  it('sends and receives frames of every kind over socket://, and leaves in peace', async (context) => {
    const python = needTool(findPythonWithCan(), context);
    const server = await openServerPort('slcan-tcp:127.0.0.1:0', { vehicleTimeUs: () => 0 });
    const fromPython: string[] = [];
    server.clients.subscribe((client) => {
      client.frames.subscribe((frame) => {
        const kind = frame.kind === 'remote' ? `R${frame.length}` : Buffer.from(frame.data).toString('hex');
        fromPython.push(`${frame.id.toString(16).toUpperCase()} ${frame.extended ? 'x' : 'b'} ${kind}`);
        client.send(frame);
        if (frame.id === 0x7df) client.send(dataFrame(0x7e8, Uint8Array.of(6, 0x41, 0, 0xbe, 0x1f, 0xa8, 0x13)));
      });
    });
    const channel = `socket://${server.url.slice('slcan-tcp:'.length)}`;
    const tool = spawn(python, ['-c', PYTHON_TOOL, channel], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [output, errors, [exitCode]] = await Promise.all([text(tool.stdout), text(tool.stderr), once(tool, 'exit')]);
    await server.close();
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    expect(fromPython).toEqual(['7DF b 020100', '18DA10F1 x 0001020304050607', '123 b R4', '7FF b ']);
    expect(
      output
        .trimEnd()
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual(['7DF b 020100', '7E8 b 064100be1fa813', '18DA10F1 x 0001020304050607', '123 b R4', '7FF b']);
  }, 60_000);
});
