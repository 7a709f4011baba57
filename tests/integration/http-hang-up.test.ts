import { afterEach, describe, expect, it } from 'vitest';
import { CarProcess } from './support/car-process.ts';
import { RawClient } from './support/raw-client.ts';

let car: CarProcess | null = null;

afterEach(async () => {
  expect(await car?.end('SIGINT')).toBe(0);
  car = null;
});

describe('a program that hangs up on HTTP', () => {
  it('is quiet, wherever in a request or an answer it does', async () => {
    const served = await CarProcess.start('--demo', '--time', 'virtual');
    car = served;
    const address = served.http.replace('http://', 'tcp:');
    const head = `Host: ${new URL(served.http).host}\r\n`;
    const json = `${head}Content-Type: application/json\r\n`;
    const form = `${head}Content-Type: application/x-www-form-urlencoded\r\n`;
    for (const cut of [
      'GET / HTTP/1.1\r\nHo',
      `GET /api/events HTTP/1.1\r\n${head}\r\n`,
      `GET /api/trace?format=jsonl HTTP/1.1\r\n${head}\r\n`,
      `POST /api/vehicle HTTP/1.1\r\n${json}Content-Length: 50\r\n\r\n{`,
      `POST /api/vehicle HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n5\r\n{"bra`,
      `POST /api/dealer/sign-in HTTP/1.1\r\n${json}Content-Length: 50\r\n\r\n{`,
      `POST /dealer/sign-in HTTP/1.1\r\n${form}Content-Length: 50\r\n\r\naccount=`,
    ]) {
      const client = await RawClient.open(address);
      client.send(cut);
      // A request that asks for something else is answered after this one was begun.
      await served.get('/api/state');
      client.socket.resetAndDestroy();
      await served.get('/api/state');
    }
    expect({ stderr: served.stderr, stdout: served.stdout.trim().split('\n').length }).toEqual({
      stderr: '',
      stdout: 1,
    });
  });
});
