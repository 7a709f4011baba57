import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PortError } from '../../can-bus/ports/port-error.ts';
import type { CarOptions } from '../../hil/car/car-options.ts';
import type { EventFeed } from '../../hil/server/event-feed.ts';
import { startHttpServer } from '../../hil/server/http-server.ts';
import type { HttpServer } from '../../hil/http/serve-http.ts';
import { textWith, VirtualControl } from '../unit/hil/server/virtual-control.ts';

const servers: HttpServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => server.close()));
});

async function serve(options: CarOptions = {}): Promise<{ url: string; control: VirtualControl; feed: EventFeed }> {
  const control = new VirtualControl(options);
  const server = await startHttpServer({ control, host: '127.0.0.1', port: 0 });
  servers.push(server);
  control.car.start();
  return { url: server.url, control, feed: server.feed };
}

async function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** Reads until the text holds that, or the connection ends. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, end: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes(end)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

async function listen(url: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  if (response.body === null) throw new Error('the stream has no body');
  const reader = response.body.getReader();
  await readUntil(reader, 'retry: 2000\n\n');
  return reader;
}

describe('the HTTP server', () => {
  it('says where it is when it was asked for any free port, and serves there', async () => {
    const { url } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const response = await fetch(`${url}/api/state`);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ timeMode: 'virtual', procedure: 'none' });
  });

  it('refuses a port that is in use, with what to do about it', async () => {
    const { url, control } = await serve();
    const port = Number(new URL(url).port);
    const taken = startHttpServer({ control, host: '127.0.0.1', port });
    await expect(taken).rejects.toThrow(PortError);
    await expect(taken).rejects.toMatchObject({
      code: 'bench',
      hint: textWith(`port ${port} is in use`),
      context: { url: `http://127.0.0.1:${port}`, code: 'EADDRINUSE' },
    });
    expect((await fetch(`${url}/api/state`)).status).toBe(200);
  });

  it('refuses an address that is not of this machine', async () => {
    const control = new VirtualControl();
    await expect(startHttpServer({ control, host: '192.0.2.1', port: 0 })).rejects.toMatchObject({ code: 'bench' });
    expect(control.watchers).toBe(0);
  });

  it('takes a power cycle and answers when the ECUs have booted', async () => {
    const { url, control } = await serve();
    const before = control.car.nowUs;
    const response = await postJson(`${url}/api/power-cycle`, {});
    expect(await response.json()).toMatchObject({ timeUs: before + 150_000 });
  });

  it('takes a request without any body, and one in chunks', async () => {
    const { url, control } = await serve();
    const bare = await fetch(`${url}/api/keys`, { method: 'POST' });
    expect([bare.status, await bare.json()]).toMatchObject([201, { id: '10000001' }]);
    const chunked = await new Promise<IncomingMessage>((resolve, reject) => {
      const sending = request(`${url}/api/vehicle`, { method: 'POST' }, resolve).on('error', reject);
      sending.write('{"doors":{"dri');
      sending.end('ver":true}}');
    });
    expect(chunked.statusCode).toBe(200);
    chunked.destroy();
    expect(control.car.body.inputs.doors.driver).toBe(true);
  });

  it('refuses 64 KiB and more without reading it, also without a declared length', async () => {
    const { url } = await serve();
    const large = ' '.repeat(65_537);
    expect((await postJson(`${url}/api/vehicle`, large)).status).toBe(413);
    const chunked = await new Promise<IncomingMessage>((resolve, reject) => {
      const sending = request(`${url}/api/vehicle`, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
      sending.on('response', resolve).on('error', reject);
      sending.write(large);
      sending.end(large);
    });
    expect(chunked.statusCode).toBe(413);
    chunked.destroy();
    expect((await fetch(`${url}/api/state`)).status).toBe(200);
  });

  it.each(['GET /api/state HTTP/1.1\r\nHost: evil.example\r\n', 'GET /api/state HTTP/1.1\r\nHost: a b\r\n'])(
    'has no answer for a foreign name: %j',
    async (head) => {
      const { url } = await serve();
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(`${head}Connection: close\r\n\r\n`);
      let text = '';
      for await (const part of socket.setEncoding('utf8')) text += String(part);
      expect(text).toMatch(/^HTTP\/1\.1 40[03] /);
      expect(text).not.toContain('timeUs');
    },
  );

  it('answers a HEAD of the event stream and forgets it', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/api/events`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

describe('GET /api/events over a socket', () => {
  it('reports each stimulus, at once and in order', async () => {
    const { url, control } = await serve();
    const reader = await listen(`${url}/api/events?kinds=stimulus,effect`);
    await postJson(`${url}/api/keys/A1000001/touch`, {});
    const text = await readUntil(reader, '"event":"key-touched"');
    const time = control.car.nowUs;
    expect(text).toContain(
      `event: effect\nid: 10\ndata: {"id":10,"timeUs":${time},"kind":"effect","source":"smart-key","event":"beeps-ordered","buzzer":"interior","count":1,"text":"The interior buzzer beeps once."}\n\n`,
    );
    expect(text.indexOf('beeps-ordered')).toBeLessThan(text.indexOf('key-touched'));
    await reader.cancel();
  });

  it('sends sixteen minutes at once to a client that reads', async () => {
    const { url, control } = await serve();
    const before = control.car.log.length;
    const reader = await listen(`${url}/api/events?kinds=frame`);
    await postJson(`${url}/api/time/advance`, { seconds: 960 });
    await postJson(`${url}/api/vehicle`, { doors: { trunk: true }, speedKmh: 655.35 });
    await postJson(`${url}/api/time/advance`, { seconds: 0.01 });
    const text = await readUntil(reader, 'FFFF');
    expect(text.match(/^event: frame$/gm)?.length).toBe(control.car.log.length - before);
    await reader.cancel();
  });

  it('lets a client leave, and hears no more of the car for it', async () => {
    const { url, feed } = await serve();
    const leaving = new AbortController();
    const response = await fetch(`${url}/api/events`, { signal: leaving.signal });
    await response.body?.getReader().read();
    expect(feed.listeners).toBe(1);
    leaving.abort();
    await expect.poll(() => feed.listeners).toBe(0);
  });

  it('cuts off a client that never reads, and the car goes on', async () => {
    const { url, feed } = await serve();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    await expect.poll(() => feed.listeners).toBe(1);
    // 18 frames a second: more than may wait.
    await postJson(`${url}/api/time/advance`, { seconds: 12_000 });
    await expect.poll(() => feed.listeners).toBe(0);
    let text = '';
    socket.on('data', (part) => (text += part.toString('latin1')));
    socket.resume();
    await expect.poll(() => text, { timeout: 10_000 }).toContain('event: overflow\n');
    expect((await fetch(`${url}/api/state`)).status).toBe(200);
    socket.destroy();
  });

  it('ends with the server', async () => {
    const { url } = await serve();
    const reader = await listen(`${url}/api/events`);
    await servers.pop()?.close();
    await expect(
      reader.read().then(
        ({ done }) => done,
        () => true,
      ),
    ).resolves.toBe(true);
    await expect(fetch(`${url}/api/state`)).rejects.toThrow();
  });
});

describe('GET /api/trace over a socket', () => {
  it('is the same for the same requests, byte for byte', async () => {
    const traceOf = async (format: string): Promise<string> => {
      const { url } = await serve();
      await postJson(`${url}/api/keys/A1000001/press`, { button: 'lock' });
      await postJson(`${url}/api/time/advance`, { seconds: 3.000001 });
      await postJson(`${url}/api/vehicle`, { doors: { driver: true } });
      await postJson(`${url}/api/power-cycle`, { offMs: 5 });
      return (await fetch(`${url}/api/trace?format=${format}`)).text();
    };
    for (const format of ['candump', 'jsonl']) {
      const first = await traceOf(format);
      expect(first.length).toBeGreaterThan(1000);
      expect(await traceOf(format)).toBe(first);
    }
  });

  it('comes whole, however long it is', async () => {
    const { url, control } = await serve();
    await postJson(`${url}/api/time/advance`, { seconds: 3000 });
    const text = await (await fetch(`${url}/api/trace?format=jsonl`)).text();
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('"kind":"frame"'))).toHaveLength(control.car.log.length);
    expect(lines.at(-1)).toMatch(/^\{.*\}$/);
  });
});
