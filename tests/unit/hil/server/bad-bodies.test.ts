import type { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { OpenApi } from './openapi-document.ts';
import { serveCar } from './virtual-control.ts';

interface BadBody {
  readonly what: string;
  readonly body: string | undefined;
  readonly type: string | undefined;
  readonly status: readonly number[];
}

const JSON_TYPE = 'application/json';

/** Bodies that no route takes. */
const BAD_BODIES: readonly BadBody[] = [
  { what: 'a list', body: '[]', type: JSON_TYPE, status: [400, 422] },
  { what: 'a text', body: '"reset"', type: JSON_TYPE, status: [400, 422] },
  { what: 'a number', body: '7', type: JSON_TYPE, status: [400, 422] },
  { what: 'null', body: 'null', type: JSON_TYPE, status: [400, 422] },
  { what: 'an unknown field', body: '{"nonsense":1}', type: JSON_TYPE, status: [400, 422] },
  { what: 'a prototype', body: '{"__proto__":{"on":true}}', type: JSON_TYPE, status: [400, 422] },
  { what: 'half of an object', body: '{"on":', type: JSON_TYPE, status: [400] },
  { what: 'lists in lists', body: '['.repeat(50_000), type: JSON_TYPE, status: [400, 413, 422] },
  { what: 'another type', body: 'on=true', type: 'application/x-www-form-urlencoded', status: [400, 415] },
  { what: 'too much', body: JSON.stringify({ nonsense: 'x'.repeat(5_000_000) }), type: JSON_TYPE, status: [413] },
];

interface Target {
  readonly method: string;
  readonly path: string;
}

/** Every route that takes a body, with a key that there is in its path. */
async function targets(app: Hono): Promise<readonly Target[]> {
  const { operations } = new OpenApi(await (await app.request('/api/openapi.json')).json());
  return [...operations]
    .filter(([, { requestBody }]) => requestBody !== undefined)
    .map(([name]) => {
      const [method = '', path = ''] = name.split(' ');
      return { method: method.toUpperCase(), path: path.replace('{id}', 'A1000001') };
    });
}

describe('a route that takes a body', () => {
  it.each(BAD_BODIES)(
    'refuses $what with a word and what to do, and nothing has changed',
    async ({ body, type, status }) => {
      const { app, bugs, control } = serveCar();
      const before = JSON.stringify(control.car.snapshot());
      const all = await targets(app);
      expect(all.length).toBeGreaterThan(10);
      for (const { method, path } of all) {
        const headers = type === undefined ? {} : { 'content-type': type };
        const response = await app.request(path, { method, headers, ...(body === undefined ? {} : { body }) });
        const answer = (await response.json()) as { readonly error?: unknown };
        expect(status, `${method} ${path}: ${response.status} ${JSON.stringify(answer)}`).toContain(response.status);
        expect(answer.error, `${method} ${path}`).toEqual(expect.stringMatching(/\w/));
        expect(JSON.stringify(answer).length, `${method} ${path}`).toBeLessThan(2_000);
      }
      expect(bugs).toEqual([]);
      expect(JSON.stringify(control.car.snapshot())).toBe(before);
    },
  );
});
