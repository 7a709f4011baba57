import { afterEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import type { CanPort } from '../../../../can-bus/ports/can-port.ts';
import { openUdsLinesClient } from '../../../../can-bus/ports/uds-lines-client.ts';
import { next, nextFrames } from '../../../integration/support/served-port.ts';
import { serveLoopback } from '../../../support/loopback.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { TextEnd } from './text-end.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Rig {
  /** Towards the tester. */
  readonly port: CanPort;
  readonly server: TextEnd;
}

async function rig(): Promise<Rig> {
  const { promise: connected, resolve } = Promise.withResolvers<TextEnd>();
  const server = await serveLoopback((socket) => resolve(new TextEnd(socket)));
  closers.push(() => server.close());
  const port = await openUdsLinesClient(
    { kind: 'uds-lines', host: '127.0.0.1', port: server.port },
    {
      channel: isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd }),
      functional: isoTpConfig({ kind: 'normal', sendId: 0x7df, receiveId: 0x7bd }),
      clock: new VirtualClock(),
    },
  );
  closers.push(() => port.close());
  expect(port.url).toBe(`uds-lines:127.0.0.1:${server.port}`);
  return { port, server: await connected };
}

/** The tester sends this frame. */
function ask(port: CanPort, data: string, id: number = 0x7b5): boolean {
  return port.send(dataFrame(id, fromHex(data)));
}

describe('our connection to a server of UDS lines', () => {
  it('sends the tester’s message as a line, and the answer in frames of ISO-TP', async () => {
    const { port, server } = await rig();
    expect(ask(port, '02 3E 00 CC CC CC CC CC')).toBe(true);
    await server.until('3E00\n');
    const answer = nextFrames(port.frames, 1);
    server.say('7e00\n');
    const [frame] = await answer;
    expect([frame?.id, toHex(frame?.data ?? new Uint8Array(), ' ')]).toEqual([0x7bd, '02 7E 00 CC CC CC CC CC']);
  });

  it('sends requests in the order of the tester, whether to one ECU or to all', async () => {
    const { port, server } = await rig();
    ask(port, '02 3E 00');
    ask(port, '02 3E 80', 0x7df);
    ask(port, '02 10 03');
    while (!server.received.includes('1003')) await turn();
    expect(server.received).toBe('3E00\n3E80\n1003\n');
  });

  it('plays the ECU for long messages: flow control one way, and asked for the other way', async () => {
    const { port, server } = await rig();
    const flowControl = nextFrames(port.frames, 1);
    ask(port, '10 08 2E F1 99 26 11 29');
    expect(toHex((await flowControl)[0]?.data ?? new Uint8Array(), ' ')).toBe('30 00 00 CC CC CC CC CC');
    ask(port, '21 07 08 CC CC CC CC CC');
    await server.until('2EF1992611290708\n');
    const first = nextFrames(port.frames, 1);
    server.say('62F1904142434445\n');
    expect(toHex((await first)[0]?.data ?? new Uint8Array(), ' ')).toBe('10 08 62 F1 90 41 42 43');
    const rest = nextFrames(port.frames, 1);
    ask(port, '30 00 00 CC CC CC CC CC');
    expect(toHex((await rest)[0]?.data ?? new Uint8Array(), ' ')).toBe('21 44 45 CC CC CC CC CC');
  });

  it('sends functional requests by the same line', async () => {
    const { port, server } = await rig();
    ask(port, '02 3E 00 CC CC CC CC CC', 0x7df);
    await server.until('3E00\n');
  });

  it('reports a line that is no message, and goes on', async () => {
    const { port, server } = await rig();
    const trouble = next(port.status, ({ kind }) => kind === 'trouble');
    const answer = nextFrames(port.frames, 1);
    server.say('hello\n7E00\n');
    expect(await trouble).toMatchObject({
      reason: expect.stringContaining('a line from the server is not a UDS message: '),
    });
    expect(toHex((await answer)[0]?.data ?? new Uint8Array())).toBe('027E00CCCCCCCCCC');
  });

  it('gives up the answer that is on its way when the tester asks anew', async () => {
    const { port, server } = await rig();
    const first = nextFrames(port.frames, 1);
    server.say('62F1904142434445\n');
    await first;
    const frames: string[] = [];
    port.frames.subscribe(({ data }) => frames.push(toHex(data, ' ')));
    ask(port, '02 3E 00 CC CC CC CC CC', 0x7df);
    await server.until('3E00\n');
    ask(port, '30 00 00 CC CC CC CC CC');
    await turn();
    expect(frames).toEqual([]);
  });

  it('reports answers that nobody reads', async () => {
    const { port, server } = await rig();
    const trouble = next(port.status, ({ kind }) => kind === 'trouble');
    server.say('62F1904142434445\n'.repeat(18));
    expect(await trouble).toMatchObject({ reason: 'too many answers wait to be read' });
  });
});
