import { describe, expect, it } from 'vitest';
import { PROCEDURES, PROCEDURE_STATES } from '../../../../ecu-sim/description/codes.ts';
import { STATE } from '../../../../hil/server/answers.ts';
import { OpenApi } from '../server/openapi-document.ts';
import { ScanTool } from '../server/scan-tool.ts';
import { get, serveCar, type Served } from '../server/virtual-control.ts';

interface Step {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
}

function posted(path: string, body: unknown, status: number): Step {
  return { method: 'post', path, body, status };
}

function got(path: string, status: number): Step {
  return { method: 'get', path, status };
}

function patched(path: string, body: unknown, status: number): Step {
  return { method: 'patch', path, body, status };
}

function deleted(path: string, status: number): Step {
  return { method: 'delete', path, status };
}

/** Every route, well used and misused. */
const RUN: readonly Step[] = [
  got('/api/state', 200),
  got('/api/trace?since=1', 200),
  got('/api/state?at=1', 200),
  posted('/api/vehicle', { doors: { driver: true }, powerMode: 'on', batteryV: 12.2, brake: true, shiftP: true }, 200),
  posted('/api/vehicle', {}, 200),
  posted('/api/vehicle', { batteryV: 5 }, 422),
  posted('/api/vehicle', { speed: 5 }, 422),
  posted('/api/vehicle/start', {}, 200),
  posted('/api/vehicle/start', { now: true }, 422),
  posted('/api/keys', { id: 'BEEF', life: 'bound', batteryV: 2.5 }, 201),
  posted('/api/keys', { id: 'BEEF' }, 409),
  posted('/api/keys', { id: 'none' }, 422),
  posted('/api/keys/BEEF/touch', {}, 200),
  posted('/api/keys/CAFE/touch', {}, 404),
  posted('/api/keys/what/touch', {}, 400),
  posted('/api/keys/BEEF/move', { to: 'cabin' }, 200),
  posted('/api/keys/CAFE/move', { to: 'cabin' }, 404),
  posted('/api/keys/BEEF/move', { to: 'moon' }, 422),
  patched('/api/keys/BEEF', { batteryV: 2.1 }, 200),
  patched('/api/keys/BEEF', {}, 422),
  patched('/api/keys/CAFE', { batteryV: 2.1 }, 404),
  posted('/api/keys', { id: 'F00D' }, 201),
  deleted('/api/keys/F00D', 200),
  deleted('/api/keys/F00D', 404),
  deleted('/api/keys/BEEF', 409),
  deleted('/api/keys/what', 400),
  posted('/api/keys/A1000001/press', { button: 'unlock', holdMs: 20 }, 200),
  posted('/api/keys/CAFE/press', { button: 'lock' }, 404),
  posted('/api/keys/A1000001/press', { holdMs: 20 }, 422),
  posted('/api/faults', { fault: 'B2785', on: true }, 200),
  posted('/api/faults', { bus: { drop: 0.1, delayMs: 1, ids: ['750', 0x758] } }, 200),
  posted('/api/faults', { bus: { drop: 2 } }, 422),
  posted('/api/faults', { bus: {} }, 200),
  posted('/api/faults', { silent: ['engine'], answers: [{ request: '22 ..', delayMs: 10, count: 1 }] }, 200),
  posted('/api/faults', { keyBattery: [{ key: 'BEEF', batteryV: 2 }], seed: 7, supply: null }, 200),
  posted('/api/faults', { babble: { periodMs: -1 } }, 422),
  got('/api/faults', 200),
  deleted('/api/faults', 200),
  posted('/api/time/advance', { seconds: 1.5 }, 200),
  posted('/api/time/advance', { seconds: -1 }, 422),
  posted('/api/time/advance', { toDeadline: 'next', offsetUs: -1 }, 200),
  posted('/api/time/advance', { toDeadline: 'lockout' }, 409),
  posted('/api/time', { mode: 'real', rate: 20, paused: true }, 200),
  posted('/api/time', {}, 422),
  posted('/api/time', { rate: 0 }, 422),
  posted('/api/power-cycle', { offMs: 1 }, 200),
  posted('/api/power-cycle', { offMs: 0 }, 422),
  got('/api/technician', 200),
  posted('/api/technician/answer', { id: 1, answer: 'next' }, 409),
  posted('/api/technician', { utility: 'polish' }, 422),
  posted('/api/technician', { utility: 'clear', code: 'what' }, 422),
  posted('/api/technician', { utility: 'read' }, 200),
  posted('/api/technician', { utility: 'read' }, 409),
  posted('/api/technician/answer', { id: 1 }, 422),
  deleted('/api/technician', 200),
  posted('/api/technician', { utility: 'reset' }, 200),
  got('/api/technician', 200),
  posted('/api/technician/answer', { id: 1, answer: 'next' }, 200),
  deleted('/api/technician', 200),
  got('/api/scenarios', 200),
  got('/api/scenarios/run', 200),
  posted('/api/scenarios/run', { scenario: 'none' }, 404),
  posted('/api/scenarios/run', { scenario: 'none', paceMs: -1 }, 422),
  posted('/api/scenarios/run', { source: 'name: x\nsteps:\n  - advance: 1 s\n', paceMs: 0 }, 200),
  deleted('/api/scenarios/run', 200),
  got('/api/recording', 409),
  got('/api/recording/state', 200),
  posted('/api/recording', { on: true }, 200),
  posted('/api/recording', { on: 1 }, 422),
  got('/api/recording', 200),
  got('/api/bundle', 200),
  posted('/api/restart', {}, 200),
  posted('/api/restart', { seed: 2 }, 422),
  got('/api/state', 200),
  got('/api/events', 200),
  got('/api/events?kinds=none', 400),
  got('/api/trace?format=candump', 200),
  got('/api/trace?format=asc', 200),
  got('/api/trace?format=pcapng', 200),
  got('/api/trace?format=jsonl', 200),
  got('/api/trace?format=blf', 200),
  got('/api/trace?format=doc', 400),
  got('/api/trace?since=999999', 409),
  got('/api/state?at=x', 400),
  got('/api/state?at=999999', 404),
  got('/api/events?since=1&frames=none', 200),
  got('/api/events?since=-1', 400),
  got('/api/files/virtual-smart-key.pdx', 200),
  got('/api/files/virtual-smart-key.dbc', 200),
  got('/api/files/virtual-smart-key.json', 200),
  got('/api/openapi.json', 200),
];

async function request({ app }: Served, { method, path, body }: Step, host = 'localhost'): Promise<Response> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { host, 'content-type': 'application/json' };
  return app.request(path, { method: method.toUpperCase(), headers, ...content });
}

async function documentOf({ app }: Served): Promise<OpenApi> {
  return new OpenApi((await get(app, '/api/openapi.json')).body);
}

/** A car in an extended session, so that there is a deadline to go to. */
function servedCar(): Served {
  const served = serveCar();
  new ScanTool(served.control.car, false).request('10 03');
  return served;
}

describe('the OpenAPI document', () => {
  it('describes each answer of a run through all routes, and which requests are taken', async () => {
    const served = servedCar();
    const openApi = await documentOf(served);
    const well = new Set<string>();
    for (const step of RUN) {
      const response = await request(served, step);
      const { status } = response;
      expect({ ...step, status }).toEqual(step);
      const [name, operation] = openApi.operationOf(step.method, step.path);
      const type = (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
      const schema = operation.responses[String(status)]?.content[type]?.schema;
      const where = `${name} ${status}`;
      expect(operation.responses[String(status)]?.content, where).toHaveProperty([type]);
      if (schema !== undefined) expect(openApi.accepts(schema, await response.json()), where).toBe(true);
      else await response.body?.cancel();
      const asked = operation.requestBody?.content['application/json']?.schema;
      if (asked !== undefined) expect(openApi.accepts(asked, step.body), where).toBe(status !== 422);
      if (status < 300) well.add(name);
    }
    expect([...openApi.operations.keys()].filter((name) => !well.has(name))).toEqual([]);
  });

  it('describes the response to a foreign host name, whatever the route', async () => {
    const served = servedCar();
    const openApi = await documentOf(served);
    for (const step of RUN) {
      const response = await request(served, step, 'evil.example');
      expect(response.status).toBe(403);
      const [, { responses }] = openApi.operationOf(step.method, step.path);
      expect(openApi.accepts(responses['403']?.content['application/json']?.schema ?? {}, await response.json())).toBe(
        true,
      );
    }
  });

  it('accepts no answer that is otherwise: the comparison can fail', async () => {
    const served = servedCar();
    const openApi = await documentOf(served);
    const [, { responses }] = openApi.operationOf('get', '/api/state');
    const schema = responses['200']?.content['application/json']?.schema ?? {};
    const { body } = await get(served.app, '/api/state');
    expect(openApi.accepts(schema, body)).toBe(true);
    expect(openApi.accepts(schema, { ...Object(body), further: 1 })).toBe(false);
    expect(openApi.accepts(schema, { ...Object(body), state: 'asleep' })).toBe(false);
  });

  it('names each operation once', async () => {
    const openApi = await documentOf(servedCar());
    const ids = [...openApi.operations.values()].map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('postKeysIdTouch');
  });

  it('has examples that are as it says', async () => {
    const openApi = await documentOf(servedCar());
    const shown = [...openApi.operations].flatMap(([name, { requestBody, responses }]) =>
      [requestBody?.content, ...Object.values(responses).map(({ content }) => content)].flatMap((content) => {
        const { schema, example } = content?.['application/json'] ?? {};
        return schema === undefined || example === undefined ? [] : [[name, openApi.accepts(schema, example)] as const];
      }),
    );
    expect(shown.filter(([, isAccepted]) => !isAccepted)).toEqual([]);
    const of = new Set(shown.map(([name]) => name));
    expect([...of]).toEqual(expect.arrayContaining(['get /api/state', 'post /api/vehicle', 'post /api/time/advance']));
  });

  it('has the parameters of the path and of the query', async () => {
    const openApi = await documentOf(servedCar());
    const [, touch] = openApi.operationOf('post', '/api/keys/BEEF/touch');
    const [, trace] = openApi.operationOf('get', '/api/trace');
    expect(touch.parameters).toMatchObject([{ in: 'path', name: 'id' }]);
    expect(trace.parameters).toMatchObject([
      { in: 'query', name: 'format' },
      { in: 'query', name: 'since' },
    ]);
  });

  it('knows every procedure and every state the ECU has a name for', async () => {
    const { app } = serveCar();
    const { body } = await get(app, '/api/state');
    const says = (parts: object): boolean => STATE.schema.safeParse({ ...Object(body), ...parts }).success;
    expect(Object.keys(PROCEDURES).filter((procedure) => !says({ procedure }))).toEqual([]);
    expect(Object.keys(PROCEDURE_STATES).filter((state) => !says({ state }))).toEqual([]);
    expect(says({ state: 'asleep' })).toBe(false);
  });
});
