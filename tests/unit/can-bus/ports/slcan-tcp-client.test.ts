import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { openSlcanTcpClient } from '../../../../can-bus/ports/slcan-tcp-client.ts';
import { nextFrames, written } from '../../../integration/support/served-port.ts';
import { serveLoopback } from '../../../support/loopback.ts';
import { TextEnd } from './text-end.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** An adapter that answers a tool's first words with these. */
async function adapter(answer: string): Promise<{ readonly port: number; readonly end: () => TextEnd }> {
  let end: TextEnd | null = null;
  const server = await serveLoopback((socket) => {
    end = new TextEnd(socket);
    socket.once('data', () => socket.write(answer, 'latin1'));
  });
  closers.push(() => server.close());
  return {
    port: server.port,
    end: () => {
      if (end === null) throw new Error('nobody has connected');
      return end;
    },
  };
}

describe('an SLCAN adapter on TCP', () => {
  it('is opened at 500 kbit/s, and carries frames both ways', async () => {
    const { port, end } = await adapter('\r\r\r');
    const tool = await openSlcanTcpClient({ kind: 'slcan-tcp', host: '127.0.0.1', port });
    expect(tool.url).toBe(`slcan-tcp:127.0.0.1:${port}`);
    expect(end().received).toBe('C\rS6\rO\r');
    tool.send(dataFrame(0x7b5, fromHex('02 3E 00')));
    await end().until('C\rS6\rO\rt7B53023E00\r');
    const received = nextFrames(tool.frames, 1);
    end().say('t7BD3027E00\r');
    expect((await received).map(written)).toEqual(['7BD#027E00']);
    await tool.close();
  });

  it('is taken as open where it answers nothing', async () => {
    const { port, end } = await adapter('');
    const url = { kind: 'slcan-tcp', host: '127.0.0.1', port } as const;
    const tool = await openSlcanTcpClient(url, { answerTimeoutMs: 1 });
    closers.push(() => tool.close());
    tool.send(dataFrame(0x123, new Uint8Array()));
    await end().until('C\rS6\rO\rt1230\r');
  });

  it('is refused where it does not open', async () => {
    const { port } = await adapter('\r\r\x07');
    await expect(openSlcanTcpClient({ kind: 'slcan-tcp', host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'bench',
      message: `slcan-tcp:127.0.0.1:${port} does not open its channel`,
    });
  });
});
