import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { SocketcandUrl } from '../../../../can-bus/ports/bus-url.ts';
import { openSocketcandClient } from '../../../../can-bus/ports/socketcand-client.ts';
import { nextFrames, written } from '../../../integration/support/served-port.ts';
import { serveLoopback } from '../../../support/loopback.ts';
import { TextEnd } from './text-end.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A daemon that greets so, and then answers each chunk with the next of these; null hangs up. */
class Daemon {
  readonly url: SocketcandUrl;
  #end: TextEnd | null = null;

  private constructor(port: number) {
    this.url = { kind: 'socketcand', host: '127.0.0.1', port, bus: 'body', beacon: false };
  }

  static async play(greeting: string | null, ...answers: readonly string[]): Promise<Daemon> {
    const rest = [...answers];
    let daemon: Daemon | null = null;
    const server = await serveLoopback((socket) => {
      const end = new TextEnd(socket);
      if (daemon !== null) daemon.#end = end;
      socket.on('data', () => end.say(rest.shift() ?? ''));
      if (greeting === null) end.end();
      else end.say(greeting);
    });
    closers.push(() => server.close());
    daemon = new Daemon(server.port);
    return daemon;
  }

  get end(): TextEnd {
    if (this.#end === null) throw new Error('nobody has connected');
    return this.#end;
  }
}

describe('our connection to a socketcand', () => {
  it('opens the bus and enters raw mode, then carries frames both ways', async () => {
    const daemon = await Daemon.play('< hi >', '< ok >', '< ok >');
    const client = await openSocketcandClient(daemon.url);
    closers.push(() => client.close());
    expect(client.url).toBe(`socketcand:127.0.0.1:${daemon.url.port}?bus=body`);
    expect(daemon.end.received).toBe('< open body >< rawmode >');
    client.send(dataFrame(0x7b5, fromHex('02 3E 00')));
    client.send(dataFrame(0x18da10f1, fromHex('01')));
    await daemon.end.until('< open body >< rawmode >< send 7B5 3 02 3E 00 >< send 18DA10F1 1 01 >');
    const received = nextFrames(client.frames, 2);
    daemon.end.say('< frame 7BD 1.5 027E00 >\n< frame 18DAF110 2.0 >');
    expect((await received).map(written)).toEqual(['7BD#027E00', '18DAF110#']);
  });

  it('reports what the daemon says of errors, and frames that cannot be, and goes on', async () => {
    const daemon = await Daemon.play('< hi >', '< ok >', '< ok >');
    const client = await openSocketcandClient(daemon.url);
    closers.push(() => client.close());
    const reported: unknown[] = [];
    client.status.subscribe((status) => status.kind === 'trouble' && reported.push(status));
    const received = nextFrames(client.frames, 1);
    daemon.end.say('< error 004 12.345678 >< error unknown command >< frame 7BD 1.5 0Z >< frame 123 1.5 AB >');
    expect((await received).map(written)).toEqual(['123#AB']);
    expect(reported).toMatchObject([
      { reason: "the daemon's bus reports an error frame, class 004" },
      { reason: 'the daemon reports an error: unknown command', refusedFrames: 1 },
      { reason: expect.stringContaining('the daemon sent an invalid frame: ') },
    ]);
  });

  it.each([
    ['< hi >', '< error could not open bus >', 'does not open its bus; it says "could not open bus"', 'body'],
    [
      '< error busy: 32 clients >',
      '',
      'does not open its bus; it says "busy: 32 clients"',
      'it serves no more clients',
    ],
    ['SSH-2.0', '', 'does not answer as a socketcand does', 'is a socketcand listening there?'],
    [null, '', 'closed the connection', 'is a socketcand listening there?'],
  ])('is refused where the greeting is %j and the first answer %j', async (greeting, answer, problem, hint) => {
    const daemon = await Daemon.play(greeting, answer);
    await expect(openSocketcandClient(daemon.url, { answerTimeoutMs: 50 })).rejects.toMatchObject({
      code: 'bench',
      message: `socketcand:127.0.0.1:${daemon.url.port}?bus=body ${problem}`,
      hint: expect.stringContaining(hint),
    });
  });
});
