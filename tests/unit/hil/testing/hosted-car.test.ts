import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Car } from '../../../../hil/car/car.ts';
import { EventFeed } from '../../../../hil/server/event-feed.ts';
import type { CarEvent } from '../../../../hil/testing/car-under-test.ts';
import { HostedCar } from '../../../../hil/testing/hosted-car.ts';
import { controlOf } from '../../../support/car-control.ts';

/** What the car's interface is asked, and answers next. */
interface Exchange {
  readonly asked: string[];
  status: number;
  answer: string;
}

let server: Server;
let http: string;
let exchange: Exchange;

beforeEach(async () => {
  exchange = { asked: [], status: 200, answer: '{}' };
  server = createServer((request, response) => {
    void text(request).then((body) => {
      exchange.asked.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`.trim());
      response.writeHead(exchange.status, { 'content-type': 'application/json' }).end(exchange.answer);
    });
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  http = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Rig {
  readonly car: HostedCar;
  /** What its events come from. */
  readonly inside: Car;
  readonly trouble: unknown[];
  closed: number;
}

function rig(): Rig {
  const inside = new Car();
  const feed = new EventFeed(controlOf(inside), { instance: 'test' });
  const trouble: unknown[] = [];
  const made: Rig = {
    car: new HostedCar({
      ...{ http, buses: ['slcan-tcp:127.0.0.1:3333'], feed, trouble },
      close: () => {
        made.closed++;
        return Promise.resolve();
      },
    }),
    ...{ inside, trouble, closed: 0 },
  };
  return made;
}

describe('a car of this process, operated over its HTTP interface', () => {
  it('has its addresses', () => {
    const { car } = rig();
    expect([car.http, car.buses]).toEqual([http, ['slcan-tcp:127.0.0.1:3333']]);
  });

  it('turns each method into its request, and the answer into its value', async () => {
    const { car } = rig();
    exchange.answer = '{"running":true,"reason":null}';
    expect(await car.start()).toEqual({ running: true, reason: null });
    exchange.answer = '{"id":"C0FFEE01","life":"blank","location":"outside","batteryV":3}';
    expect(await car.makeKey({ id: 'C0FFEE01' })).toEqual({
      ...{ id: 'C0FFEE01', life: 'blank', location: 'outside', batteryV: 3 },
    });
    exchange.answer = '{"reaction":"none","reason":"not-registered"}';
    expect(await car.touch('C0FFEE01')).toEqual({ reaction: 'none', reason: 'not-registered' });
    await car.move('C0FFEE01', 'cabin');
    await car.press('../state', 'panic', 1_000);
    exchange.answer = '{"timeUs":7}';
    expect([await car.advance(1.5), await car.advance({ toDeadline: 'session', offsetUs: -1 })]).toEqual([7, 7]);
    await car.faults({ silent: ['body'] });
    expect(exchange.asked).toEqual([
      'POST /api/vehicle/start {}',
      'POST /api/keys {"id":"C0FFEE01"}',
      'POST /api/keys/C0FFEE01/touch {}',
      'POST /api/keys/C0FFEE01/move {"to":"cabin"}',
      'POST /api/keys/..%2Fstate/press {"button":"panic","holdMs":1000}',
      'POST /api/time/advance {"seconds":1.5}',
      'POST /api/time/advance {"toDeadline":"session","offsetUs":-1}',
      'POST /api/faults {"silent":["body"]}',
    ]);
  });

  it('makes one message of what the car refuses with', async () => {
    const { car } = rig();
    exchange.status = 400;
    exchange.answer = '{"error":"there is no key C0FFEE99","hint":"create one"}';
    await expect(car.touch('C0FFEE99')).rejects.toThrow('there is no key C0FFEE99 (create one)');
  });

  it('gives the trace as text, and what it is refused with', async () => {
    const { car } = rig();
    exchange.answer = '(000.1) can0 123#AB';
    expect(await car.trace('candump')).toBe('(000.1) can0 123#AB');
    expect(exchange.asked).toEqual(['GET /api/trace?format=candump']);
    exchange.status = 404;
    exchange.answer = 'no such format';
    await expect(car.trace('asc')).rejects.toThrow('the trace is refused: no such format');
  });

  it('reports what happens as the interface does, until that is ended', () => {
    const { car, inside } = rig();
    const happened: CarEvent[] = [];
    const end = car.onEvent((event) => happened.push(event));
    inside.start();
    inside.setVehicle({ brake: true });
    end();
    inside.setVehicle({ brake: false });
    expect(happened.find(({ kind }) => kind === 'frame')).toMatchObject({ timeUs: 50_238, source: 'body', id: '5B0' });
    expect(happened.filter(({ kind }) => kind === 'stimulus')).toMatchObject([
      { event: 'vehicle-changed', change: { brake: true } },
    ]);
  });

  it('is stopped once, and does nothing afterwards', async () => {
    const made = rig();
    await made.car.stop();
    await made.car[Symbol.asyncDispose]();
    expect(made.closed).toBe(1);
    await expect(made.car.state()).rejects.toThrow('the car was stopped: GET /api/state came too late');
    expect(exchange.asked).toEqual([]);
  });

  it('reports at its end what had ended it before', async () => {
    const { car, trouble } = rig();
    const bug = new Error('a bug');
    trouble.push(bug, new Error('another'));
    await expect(car.stop()).rejects.toMatchObject({
      message: 'the car ended by itself, or failed behind a request',
      cause: bug,
    });
  });
});
