import { describe, expect, it } from 'vitest';
import { get, serveCar } from '../server/virtual-control.ts';

describe('the Host header', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:8080', 200],
    ['127.0.0.1', 'localhost:8080', 200],
    ['127.0.0.1', 'LOCALHOST', 200],
    ['127.0.0.1', '127.1.2.3:9', 200],
    ['127.0.0.1', '[::1]:8080', 200],
    ['127.0.0.1', '[::ffff:7f00:1]:8080', 200],
    ['127.0.0.1', '127.evil.example:8080', 403],
    ['127.0.0.1', 'evil.example:8080', 403],
    ['127.0.0.1', '192.168.1.20:8080', 403],
    ['127.0.0.1', '127.0.0.1.evil.example', 403],
    ['127.0.0.1', 'localhost.evil.example', 403],
    ['127.0.0.1', 'localhost@evil.example', 403],
    ['127.0.0.1', '', 403],
    ['bench-7', 'bench-7:8080', 200],
    ['192.168.1.20', '192.168.1.20:8080', 200],
    ['192.168.1.20', '192.168.1.21:8080', 403],
    ['0.0.0.0', '192.168.1.20:8080', 200],
    ['0.0.0.0', 'evil.example', 403],
    ['::', '[fe80::1]:8080', 200],
  ])('listening on %s, "%s" is answered %i', async (listenHost, host, status) => {
    const { app } = serveCar({}, 'virtual', listenHost);
    expect((await get(app, '/api/state', { host })).status).toBe(status);
  });

  it('says what was wrong with it', async () => {
    const { app } = serveCar();
    expect(await get(app, '/api/state', { host: 'evil.example' })).toEqual({
      status: 403,
      body: { error: 'unknown host name for this server', field: 'host', hint: 'call it 127.0.0.1' },
    });
  });
});

describe('a browser on another origin', () => {
  const host = '127.0.0.1:8080';

  it.each([
    [{ origin: 'http://127.0.0.1:8080' }, 200],
    [{ origin: 'http://127.0.0.1:3000' }, 403],
    [{ origin: 'https://127.0.0.1:8080' }, 403],
    [{ origin: 'http://localhost:8080' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
    [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 200],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
  ])('that sends %j is answered %i', async (headers: Record<string, string>, status) => {
    const { app } = serveCar();
    expect((await get(app, '/api/state', { host, ...headers })).status).toBe(status);
  });

  it('changes nothing, and gets no CORS header', async () => {
    const { app, control } = serveCar();
    const headers = { origin: 'https://evil.example', 'content-type': 'application/json' };
    const response = await app.request('/api/vehicle', { method: 'POST', headers, body: '{"doors":{"driver":true}}' });
    expect(response.status).toBe(403);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(control.car.body.inputs.doors.driver).toBe(false);
  });
});
