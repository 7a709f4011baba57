import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { openClientPort } from '../../can-bus/ports/open-port.ts';
import { frame, nextFrames } from './support/served-port.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Plays the other side of a port: answers what it hears, from the start. */
async function play(kind: string, answer: (heard: string) => string, greeting = ''): Promise<CanPort> {
  const server: Server = createServer((socket) => {
    socket.setEncoding('latin1').on('data', (text) => socket.write(answer(String(text)), 'latin1'));
    socket.write(greeting, 'latin1');
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  const port = await openClientPort(
    `${kind}:127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
  );
  closers.push(async () => {
    await port.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return port;
}

/** The ages of the next frames, each in whole 50 ms: time passes until they are read, though they are within one chunk. */
async function agesOf(port: CanPort, count: number): Promise<readonly (number | null)[]> {
  const ages: (number | null)[] = [];
  port.frames.subscribe(() => ages.push(port.receivedAgoUs ?? null));
  await nextFrames(port.frames, count);
  return ages.map((age) => (age === null ? null : Math.floor(age / 50_000)));
}

describe('the receive time stamps of a port', () => {
  it('are those of an SLCAN adapter, milliseconds that start again after EA5F; none where it gives none', async () => {
    // 59,900 ms; 20 ms (120 ms later); 59,970 ms (50 ms before that); none.
    const frames = 't1230E9FC\rt12300014\rt1230EA42\rt1230\r';
    const port = await play('slcan-tcp', (heard) => heard.replace(/[^\r]/g, '') + (heard.includes('t') ? frames : ''));
    const ages = agesOf(port, 4);
    port.send(frame(0x7ff));
    expect(await ages).toEqual([0, 0, 1, null]);
    expect(port.receivedAgoUs).toBeNull();
  });

  it('are missing if an SLCAN adapter gives them in its own unit; the frames are still received', async () => {
    const frames = 't7B53023E000001E240\rt7B53023E000001E500\r';
    const port = await play('slcan-tcp', (heard) => heard.replace(/[^\r]/g, '') + (heard.includes('t') ? frames : ''));
    const ages = agesOf(port, 2);
    port.send(frame(0x7ff));
    expect(await ages).toEqual([null, null]);
  });

  it('are those of a socketcand, seconds with six digits', async () => {
    const frames = '< frame 123 100.000000 01 >< frame 123 100.500000 02 >< frame 123 100.380000 03 >';
    const answer = (heard: string): string => (heard.includes('send') ? frames : '< ok >');
    const port = await play('socketcand', answer, '< hi >');
    const ages = agesOf(port, 3);
    port.send(frame(0x7ff));
    expect(await ages).toEqual([0, 0, 2]);
  });
});
