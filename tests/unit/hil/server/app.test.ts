import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../../../hil/http/read-body.ts';
import { get, post, serveCar, textWith } from './virtual-control.ts';

async function send(app: ReturnType<typeof serveCar>['app'], type: string | null, body: string): Promise<Response> {
  const headers = new Headers();
  if (type !== null) headers.set('content-type', type);
  return app.request('/api/vehicle', { method: 'POST', headers, body: new TextEncoder().encode(body) });
}

describe('the body of a request', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/merge-patch+json', null])(
    'is taken as %s',
    async (type) => {
      const { app, control } = serveCar();
      expect((await send(app, type, '{"brake":true}')).status).toBe(200);
      expect(control.car.body.inputs.brake).toBe(true);
    },
  );

  it('is taken as curl -d sends it', async () => {
    const { app } = serveCar();
    expect((await send(app, 'application/x-www-form-urlencoded', '{"brake":true}')).status).toBe(200);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/xml'])(
    'is refused as %s: 415',
    async (type) => {
      const { app, control } = serveCar();
      expect((await send(app, type, '{"brake":true}')).status).toBe(415);
      expect(control.car.body.inputs.brake).toBe(false);
    },
  );

  it.each(['{', 'doors=open', '{"brake":true,}', 'NaN'])('is refused where it is no JSON: %s', async (text) => {
    const { app } = serveCar();
    const response = await send(app, 'application/json', text);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: textWith(/^the body is not JSON: /) });
  });

  it.each(['[]', 'null', '5', '"x"'])('is refused if it is not an object: %s', async (text) => {
    const { app } = serveCar();
    const response = await send(app, 'application/json', text);
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ error: 'the body must be a JSON object', hint: 'such as {}' });
  });

  it('is refused where a number is beyond all numbers', async () => {
    const { app } = serveCar();
    const response = await send(app, 'application/json', '{"speedKmh":1e400}');
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ field: 'speedKmh' });
  });

  it.each(['__proto__', 'constructor', 'toString'])('gets nothing by a field called %s', async (name) => {
    const { app } = serveCar();
    const response = await send(app, 'application/json', `{"${name}":{"brake":true}}`);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ field: name });
  });

  it('may have 64 KiB and not a byte more', async () => {
    const { app } = serveCar();
    const fitting = '{"brake":true}'.padEnd(MAX_BODY_BYTES);
    expect((await send(app, 'application/json', fitting)).status).toBe(200);
    const response = await send(app, 'application/json', `${fitting} `);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: 'the body is larger than 65536 bytes' });
  });

  it('is not repeated at length in an error', async () => {
    const { app } = serveCar();
    const { body } = await post(app, '/api/vehicle', { ['x'.repeat(10_000)]: 1, powerMode: 'y'.repeat(10_000) });
    expect(JSON.stringify(body).length).toBeLessThan(400);
  });
});

describe('files of the pages', () => {
  it.each([
    ['/favicon.svg', 'image/svg+xml', '<svg'],
    ['/favicon.ico', 'image/svg+xml', '<svg'],
    ['/api/', 'text/html; charset=utf-8', '<openapi-explorer spec-url="/api/openapi.json"'],
    ['/api/files/virtual-smart-key.dbc', 'text/plain; charset=utf-8', 'BO_ 1461 SMART_KEY_STATUS'],
    ['/api/files/virtual-smart-key.pdx', 'application/zip', 'SMART_KEY.odx-d'],
    ['/api/files/virtual-smart-key.json', 'application/json', '"SMART_KEY_STATUS"'],
  ])('%s is there', async (path, type, part) => {
    const { app } = serveCar();
    const response = await app.request(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    expect(await response.text()).toContain(part);
  });

  it('are downloads under their own names, of this car and not of a cache', async () => {
    const { app } = serveCar();
    for (const name of ['virtual-smart-key.pdx', 'virtual-smart-key.dbc', 'virtual-smart-key.json']) {
      const { headers } = await app.request(`/api/files/${name}`);
      expect([headers.get('content-disposition'), headers.get('cache-control')]).toEqual([
        `attachment; filename="${name}"`,
        'no-store',
      ]);
    }
  });

  it('load from this server only', async () => {
    const { app } = serveCar();
    const page = await (await app.request('/api/')).text();
    expect(page).not.toMatch(/(?:src|href|url)="(?!\/)/);
    const policy = (await app.request('/api/')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; ");
    expect(policy).toContain("style-src 'unsafe-inline'; ");
  });
});

describe('an unknown route', () => {
  it.each(['/api', '/api/keys/A1000001/', '/api/state/', '/API/STATE', '/api/keys//touch'])(
    'is answered 404 in JSON: %s',
    async (path) => {
      const { app } = serveCar();
      expect(await get(app, path)).toMatchObject({
        status: 404,
        body: { hint: textWith('openapi.json') },
      });
    },
  );

  it('is answered to a browser with a page that leads back', async () => {
    const { app } = serveCar();
    const response = await app.request('/<nowhere>', { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    const page = await response.text();
    expect(page).toContain('There is nothing at <code>/&lt;nowhere&gt;</code>.');
    expect(page).toContain('<a href="/">Go to the car</a>');
  });

  it.each([
    ['DELETE', '/api/state', 'GET, HEAD'],
    ['POST', '/api/state', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['GET', '/api/vehicle', 'POST'],
    ['GET', '/api/keys/A1000001', 'PATCH, DELETE'],
    ['PUT', '/api/keys/A1000001/touch', 'POST'],
    ['OPTIONS', '/api/vehicle', 'POST'],
  ])('is answered 405 where another method would do: %s %s', async (method, path, allow) => {
    const { app } = serveCar();
    const response = await app.request(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    expect(await response.json()).toMatchObject({ error: `${method} is not supported at ${path}` });
  });
});

describe('any answer', () => {
  it.each(['/', '/api/state', '/api/nothing', '/api/trace'])(
    'of %s is for no cache and no other origin',
    async (path) => {
      const { app } = serveCar();
      const { headers } = await app.request(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  it('is 500 in JSON for a bug, which is reported', async () => {
    const { app, control, bugs } = serveCar();
    const bug = new Error('out of order');
    control.advanceTo = () => {
      throw bug;
    };
    expect(await post(app, '/api/time/advance', { seconds: 1 })).toMatchObject({
      status: 500,
      body: { error: 'internal error: out of order' },
    });
    expect(bugs).toEqual([bug]);
  });
});

describe('the page at /', () => {
  it('says what this is, links to the interface, and loads nothing from elsewhere', async () => {
    const { app, control } = serveCar();
    const response = await app.request('/');
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    const page = await response.text();
    expect(page).toContain(control.car.profile.vin);
    expect(page).toContain('href="/api/openapi.json"');
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, path]) => path)).toEqual([
      '/favicon.svg',
      '/assets/dashboard.css',
      '/api/openapi.json',
      '/assets/dashboard.js',
    ]);
    expect(page).not.toMatch(/https?:|@import|<style|style=|<script>/);
  });
});
