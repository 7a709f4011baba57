import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { servePtyPort } from '../../../../can-bus/ports/pty-port-server.ts';
import type { StreamProtocol } from '../../../../can-bus/ports/stream-port.ts';
import { next, observe, written } from '../../../integration/support/served-port.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { openTerminal } from './open-terminal.ts';
import { TextEnd } from './text-end.ts';

const folder = temporaryFolder();
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A frame for each chunk. */
const PROTOCOL: StreamProtocol = {
  farewell: 'bye',
  receive: (chunk, sink) => {
    sink.deliver(dataFrame(0x123, chunk.slice(0, 8)));
    return chunk.length;
  },
  encode: ({ id }) => `${id}\r`,
};

describe('a protocol on a pseudo-terminal', () => {
  it('is at its path, for one client from the start, until it is closed', async () => {
    const path = folder.path('port');
    const server = await servePtyPort({ url: `test:${path}`, path, protocol: PROTOCOL });
    closers.push(() => server.close());
    const served = observe(server);
    const { stream } = openTerminal(path);
    closers.push(() => Promise.resolve(void stream.destroy()));
    const tool = new TextEnd(stream);
    const port = await next(served.clients);
    tool.say('A');
    expect(written(await next(served.frames))).toBe('123#41');
    port.send(dataFrame(5, new Uint8Array(0)));
    await tool.until('5\r');
    await server.close();
    expect(existsSync(path)).toBe(false);
    expect(served.reported.map(({ kind }) => kind)).toEqual(['listening', 'client-left', 'closed']);
  });

  it('leaves no terminal open if the path is in use', async () => {
    const path = folder.write('port', 'something');
    const taken = servePtyPort({ url: `test:${path}`, path, protocol: PROTOCOL });
    await expect(taken).rejects.toMatchObject({ code: 'bench' });
  });
});
