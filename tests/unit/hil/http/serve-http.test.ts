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
