import { describe, expect, it } from 'vitest';
import { carEvents } from '../../../../hil/record/car-events.ts';
import { withServer } from '../../../support/with-server.ts';

async function all(url: string, signal = new AbortController().signal): Promise<unknown[]> {
  const entries: unknown[] = [];
  for await (const entry of carEvents(url, signal)) entries.push(entry);
  return entries;
}

const PRESSED = '{"timeUs":7,"kind":"stimulus","source":"stimulus","event":"power-cut"}';

describe('the events of a car', () => {
  it('are the data of the stream, however the network cuts it, until it ends', async () => {
    const entries = await withServer((request, response) => {
      response.write(`: ${request.method} ${request.url}\nevent: stimulus\ndata: ${PRESSED.slice(0, 20)}`);
      response.end(`${PRESSED.slice(20)}\n\ndata: ${PRESSED.replace('7', '8')}\n\ndata: {"cut`);
    }, all);
    expect(entries).toEqual([
      { timeUs: 7, kind: 'stimulus', source: 'stimulus', event: 'power-cut' },
      { timeUs: 8, kind: 'stimulus', source: 'stimulus', event: 'power-cut' },
    ]);
  });

  it('are asked for at /api/events', async () => {
    const paths: (string | undefined)[] = [];
    await withServer(({ url }, response) => {
      paths.push(url);
      response.end();
    }, all);
    expect(paths).toEqual(['/api/events?kinds=frame,uds,effect,state,stimulus,bus,memory,dealer']);
  });

  it('that cannot be read are a remark', async () => {
    const entries = await withServer((_request, response) => response.end('data: {"timeUs":-1}\n\n'), all);
    expect(entries).toMatchObject([
      { kind: 'bad', where: 'an event of the car', message: 'timeUs is not a whole number from 0' },
    ]);
  });

  it('end when they are no longer wanted, and when the car goes', async () => {
    const leaving = new AbortController();
    const received = await withServer(
      (_request, response) => void response.write(`data: ${PRESSED}\n\n`),
      async (url) => {
        const entries: unknown[] = [];
        for await (const entry of carEvents(url, leaving.signal)) {
          entries.push(entry);
          leaving.abort();
        }
        return entries;
      },
    );
    expect(received).toHaveLength(1);
    const until = await withServer((_request, response) => {
      response.write(`data: ${PRESSED}\n\n`, () => response.destroy());
    }, all);
    expect(until).toHaveLength(1);
  });

  it('are refused where no car answers, with what to do', async () => {
    const url = await withServer(
      (_request, response) => response.end(),
      (address) => Promise.resolve(address),
    );
    await expect(all(url)).rejects.toMatchObject({
      name: 'PortError',
      message: expect.stringMatching(/^no car answers at http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/) as string,
      hint: 'start it with "npx smartkey car", and give the address it prints as http',
    });
  });

  it('are refused where another program answers', async () => {
    const refused = withServer((_request, response) => response.writeHead(404).end('no'), all);
    await expect(refused).rejects.toThrow(/^the car at .* answers status 404 when asked for its events$/);
  });

  it('are an interruption where they are no longer wanted before the car answers', async () => {
    const leaving = new AbortController();
    const interrupted = withServer(
      () => leaving.abort(),
      (url) => all(url, leaving.signal),
    );
    await expect(interrupted).rejects.toMatchObject({ code: 'interrupted' });
  });
});
