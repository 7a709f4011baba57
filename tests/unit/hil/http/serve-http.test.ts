import { once } from 'node:events';
import { createConnection } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serveHttp } from '../../../../hil/http/serve-http.ts';

const hello = (): Response => new Response('hello');

describe('serveHttp', () => {
  it('serves on a free port of 127.0.0.1 and names it, until it is closed', async () => {
    const server = await serveHttp(hello, '127.0.0.1', 0);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(await (await fetch(server.url)).text()).toBe('hello');
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });

  it('answers a request that waits while it is closed, and then ends its connection', async () => {
    const reached = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<Response>();
    const handler = async (): Promise<Response> => {
      reached.resolve(undefined);
      return answer.promise;
    };
    const server = await serveHttp(handler, '127.0.0.1', 0);
    const waiting = fetch(server.url);
    await reached.promise;
    const closed = server.close();
    answer.resolve(new Response('the reason', { status: 503 }));
    const response = await waiting;
    expect([response.status, await response.text()]).toEqual([503, 'the reason']);
    expect(response.headers.get('connection')).toBe('close');
    await closed;
  });

  it('ends a stream, and a client that sends nothing, at once', async () => {
    const stream = (): Response =>
      new Response(new ReadableStream({ start: (sink) => sink.enqueue(Buffer.from('a')) }));
    const server = await serveHttp(stream, '127.0.0.1', 0);
    const response = await fetch(server.url);
    const silent = createConnection(Number(new URL(server.url).port), '127.0.0.1');
    await once(silent, 'connect');
    await server.close();
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('names an address that reaches it where it listens on every network', async () => {
    const server = await serveHttp(hello, '0.0.0.0', 0);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await server.close();
  });

  it('refuses a port that is taken, with what to do', async () => {
    const server = await serveHttp(hello, '127.0.0.1', 0);
    const port = Number(new URL(server.url).port);
    await expect(serveHttp(hello, '127.0.0.1', port)).rejects.toThrow(
      expect.objectContaining({
        code: 'bench',
        message: `cannot serve http://127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
        hint: expect.stringContaining(`port ${port} is in use`),
      }),
    );
    await server.close();
  });
});
