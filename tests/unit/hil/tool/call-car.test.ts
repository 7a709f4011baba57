import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callCar, carRefuses, fetchFromCar } from '../../../../hil/tool/call-car.ts';
import { withServer } from '../../../support/with-server.ts';

const HINT = 'start it with "npx smartkey car", and give the address it prints as http';
const NOWHERE = 'http://127.0.0.1:1';

describe('an exchange with a car', () => {
  it('has the body and returns the checked answer', async () => {
    const seen: string[] = [];
    const answer = await withServer(
      (request, response) => {
        request.on('data', (part: Buffer) => seen.push(`${request.method} ${request.url} ${part.toString()}`));
        request.on('end', () => response.end('{"n":3,"more":true}'));
      },
      (url) => callCar(url, 'POST', '/api/vehicle', { brake: true }, z.object({ n: z.int() })),
    );
    expect([seen, answer]).toEqual([['POST /api/vehicle {"brake":true}'], { n: 3 }]);
  });

  it('with an answer that breaks off is one without an answer', async () => {
    const exchanged = withServer(
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"n":', () => response.destroy());
      },
      (url) => callCar(url, 'GET', '/api/state', undefined, z.unknown()),
    );
    await expect(exchanged).rejects.toMatchObject({ code: 'bench', hint: HINT });
  });

  it('ends when it is aborted', async () => {
    const leaving = new AbortController();
    const exchanged = withServer(
      () => leaving.abort(),
      (url) => callCar(url, 'GET', '/api/state', undefined, z.unknown(), leaving.signal),
    );
    await expect(exchanged).rejects.toMatchObject({ code: 'bench' });
    expect(leaving.signal.aborted).toBe(true);
  });

  it('without a car has one hint in each form', async () => {
    await expect(fetchFromCar(NOWHERE, '/api/events', {})).rejects.toMatchObject({
      message: expect.stringMatching(/^no car answers at http:\/\/127\.0\.0\.1:1: /) as string,
      ...{ code: 'bench', hint: HINT },
    });
    expect(carRefuses(NOWHERE, 'is busy')).toMatchObject({ message: `the car at ${NOWHERE} is busy`, hint: HINT });
  });
});
