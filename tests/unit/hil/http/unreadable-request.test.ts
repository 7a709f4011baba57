import { duplexPair } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createConnection } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serveHttp } from '../../../../hil/http/serve-http.ts';
import { answerUnreadable } from '../../../../hil/http/unreadable-request.ts';

const hello = (): Response => new Response('hello');

/** What is answered to bytes on a connection of their own. */
async function answerTo(request: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const server = await serveHttp(hello, '127.0.0.1', 0);
  const socket = createConnection(Number(new URL(server.url).port), '127.0.0.1');
  socket.end(request);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  await server.close();
  expect(head).toMatch(/^content-type: application\/json$/im);
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body.replace(/^[0-9a-f]+\r\n|\r\n0$/g, '')) };
}

describe('what the parser of HTTP refuses', () => {
  it.each([
    ['FOO / HTTP/1.1\r\n\r\n', 400, 'the request is not HTTP'],
    ['GET /api\\state HTTP/1.1\r\nHost: a\r\n\u0001: x\r\n\r\n', 400, 'the request is not HTTP'],
    [`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'the path and headers of the request are too long'],
    [
      'GET / HTTP/1.1\r\nHost: a\r\nExpect: foo\r\nConnection: close\r\n\r\n',
      417,
      'the header Expect has another value than 100-continue',
    ],
  ])('%j is answered like other errors', async (request, status, error) => {
    expect(await answerTo(request)).toEqual({ status, body: { error, hint: expect.stringMatching(/^\w/) } });
  });

  it('ends a connection on which a response has begun, or which is broken, without a word', () => {
    for (const [error, isAnswering] of [
      [new Error('bad'), true],
      [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), false],
    ] as const) {
      const [near, far] = duplexPair();
      const heard: unknown[] = [];
      far.on('data', (chunk) => heard.push(chunk));
      answerUnreadable(error, near, isAnswering);
      expect([near.destroyed, heard]).toEqual([true, []]);
    }
  });
});
