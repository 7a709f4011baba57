import { describe, expect, it } from 'vitest';
import { get, openEvents, post, serveCar, type EventReader } from '../virtual-control.ts';

describe('GET /api/trace', () => {
  it('gives a candump log unless asked for another', async () => {
    const { app } = serveCar();
    const response = await app.request('/api/trace');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="trace.log"');
    expect(response.headers.has('x-trace-dropped')).toBe(false);
    expect((await response.text()).split('\n')).toEqual([
      expect.stringMatching(/^\(0\.050\d{3}\) can0 5B0#[0-9A-F]{16}$/),
      expect.stringMatching(/^\(0\.050\d{3}\) can0 5B5#[0-9A-F]{16}$/),
      expect.stringMatching(/^\(0\.050\d{3}\) can0 620#[0-9A-F]{16}$/),
      expect.stringMatching(/^\(0\.05\d{4}\) can0 638#[0-9A-F]{16}$/),
      '',
    ]);
  });

  it('dates an ASC log by the vehicle, not by the wall', async () => {
    const { app } = serveCar();
    const text = await (await app.request('/api/trace?format=asc')).text();
    expect(text.split('\n')[0]).toBe('date Mon Jul 01 08:00:00.000 am 2019');
  });

  it('gives pcapng that begins with its section header', async () => {
    const { app } = serveCar();
    const response = await app.request('/api/trace?format=pcapng');
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.subarray(0, 4)]).toEqual([0x0a, 0x0d, 0x0d, 0x0a]);
    expect(response.headers.get('content-type')).toBe('application/x-pcapng');
  });

  it('gives JSON lines with frames and events in the order of happening', async () => {
    const { app } = serveCar();
    await post(app, '/api/vehicle', { doors: { driver: true } });
    const text = await (await app.request('/api/trace?format=jsonl')).text();
    const lines: unknown[] = text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines[0]).toEqual({ timeUs: 0, kind: 'state', source: 'smart-key', event: 'ecu', state: 'booting' });
    expect(lines[1]).toEqual({ timeUs: 50_000, kind: 'state', source: 'smart-key', event: 'ecu', state: 'running' });
    expect(lines[2]).toMatchObject({ kind: 'frame', source: 'body', id: '5B0' });
    expect(lines.at(-1)).toMatchObject({
      kind: 'stimulus',
      source: 'stimulus',
      event: 'vehicle-changed',
      change: { doors: { driver: true } },
    });
    expect(lines).toHaveLength(2 + 4 + 1);
  });

  it('says how many frames it has dropped, in a header and in the first JSON line', async () => {
    const { app } = serveCar({ logCapacity: 3 });
    const response = await app.request('/api/trace?format=jsonl');
    expect(response.headers.get('x-trace-dropped')).toBe('1');
    const lines = (await response.text()).split('\n');
    expect(lines[0]).toBe('{"timeUs":0,"kind":"dropped","frames":1,"events":0}');
    // The events of the boot, which came before the frame that is lost, and the frames that are left.
    expect(lines.slice(1, 6).map((line) => (/"kind":"(\w+)"/.exec(line) ?? [])[1])).toEqual([
      ...['state', 'state'],
      ...['frame', 'frame', 'frame'],
    ]);
  });

  it('begins after an event, if what follows it is kept', async () => {
    const { app, control } = serveCar();
    const { body } = await get(app, '/api/state');
    const since = (body as { readonly lastEventId: number }).lastEventId;
    await post(app, '/api/keys/A1000001/touch');
    control.advanceTo(control.car.nowUs + 100_000);
    const lines = (await (await app.request(`/api/trace?format=jsonl&since=${since}`)).text()).trimEnd().split('\n');
    expect(lines[0]).toContain('"event":"beeps-ordered"');
    expect(lines[1]).toContain('"event":"key-touched"');
    expect(lines.some((line) => line.includes('"event":"view"'))).toBe(false);
    const frames = await (await app.request(`/api/trace?since=${since}`)).text();
    expect(frames.trimEnd().split('\n')).toHaveLength(lines.filter((line) => line.includes('"kind":"frame"')).length);
    expect(await get(app, `/api/trace?since=${since + 1000}`)).toMatchObject({
      status: 409,
      body: { field: 'since', error: `the events after ${since + 1000} are not available: there is no such event` },
    });
  });

  it('is of the instant of the request, whatever comes while it is read', async () => {
    const { app, control } = serveCar();
    const response = await app.request('/api/trace');
    control.advanceTo(control.car.nowUs + 1_000_000);
    expect((await response.text()).trimEnd().split('\n')).toHaveLength(4);
  });

  it.each([
    ['format=mf4', 'format'],
    ['format=', 'format'],
    ['fromat=asc', 'fromat'],
    ['format=asc&format=jsonl', 'format'],
  ])('refuses ?%s', async (query, field) => {
    const { app } = serveCar();
    expect(await get(app, `/api/trace?${query}`)).toMatchObject({ status: 400, body: { field } });
  });
});

describe('GET /api/events', () => {
  it('serves what happens from then on', async () => {
    const { app } = serveCar();
    const response = await app.request('/api/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const client = await openEvents(app, '/api/events');
    await post(app, '/api/keys/A1000001/touch');
    const text = await client.read();
    expect(text).toMatch(/^event: stimulus\nid: 11\ndata: \{"id":11,"timeUs":/m);
    expect(text).toMatch(/^event: effect\nid: 10\ndata: \{"id":10,"timeUs":/m);
    await client.leave();
  });

  it('serves only the requested kinds, and refuses unknown ones', async () => {
    const { app, control } = serveCar();
    const client = await openEvents(app, '/api/events?kinds=stimulus,uds');
    control.advanceTo(control.car.nowUs + 1_000_000);
    await post(app, '/api/keys/A1000001/touch');
    expect((await client.read()).match(/^event: .*$/gm)).toEqual(['event: stimulus']);
    await client.leave();
    expect(await get(app, '/api/events?kinds=stimulus,udp')).toMatchObject({ status: 400, body: { field: 'kinds' } });
  });

  it('resumes after ?since=, and rather after Last-Event-ID', async () => {
    const { app } = serveCar();
    await post(app, '/api/keys/A1000001/touch');
    const idsOf = async (path: string, headers: Record<string, string> = {}): Promise<readonly string[]> => {
      const reader = (await app.request(path, { headers })).body?.getReader();
      await reader?.read();
      const portion: unknown = (await reader?.read())?.value;
      await reader?.cancel();
      return portion instanceof Uint8Array ? (new TextDecoder().decode(portion).match(/^id: \d+$/gm) ?? []) : [];
    };
    expect(await idsOf('/api/events?since=9')).toEqual(['id: 10', 'id: 11']);
    expect(await idsOf('/api/events?since=9&kinds=stimulus')).toEqual(['id: 11']);
    expect(await idsOf('/api/events?since=2&frames=none', { 'last-event-id': '10' })).toEqual(['id: 11']);
    expect(await get(app, '/api/events', { 'last-event-id': 'x' })).toMatchObject({
      status: 400,
      body: { field: 'Last-Event-ID' },
    });
    expect(await get(app, '/api/events?frames=some')).toMatchObject({ status: 400, body: { field: 'frames' } });
  });

  it('serves 64 clients, and another when one has left', async () => {
    const { app } = serveCar();
    const clients: EventReader[] = [];
    for (let i = 0; i < 64; i++) clients.push(await openEvents(app, '/api/events'));
    expect(await get(app, '/api/events')).toMatchObject({ status: 503 });
    await clients[0]?.leave();
    const last = await openEvents(app, '/api/events');
    expect(await get(app, '/api/events')).toMatchObject({ status: 503 });
    await Promise.all([last, ...clients].map(async (client) => client.leave()));
  });

  it('counts no client that asks for the head only', async () => {
    const { app, control } = serveCar();
    const watchers = control.watchers;
    for (let i = 0; i <= 64; i++) await app.request('/api/events', { method: 'HEAD' });
    expect((await app.request('/api/events')).status).toBe(200);
    expect(control.watchers).toBe(watchers);
  });
});
