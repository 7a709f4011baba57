import { describe, expect, it } from 'vitest';
import { get, post, send, serveCar, textWith } from '../virtual-control.ts';

async function turn(): Promise<void> {
  for (let round = 0; round < 300; round += 1) await Promise.resolve();
}

describe('the technician over HTTP', () => {
  it('has nothing to show before the first utility', async () => {
    const { app } = serveCar();
    expect(await get(app, '/api/technician')).toEqual({
      status: 200,
      body: { utility: null, running: false, log: [], question: null, result: null },
    });
  });

  it('asks, takes one answer, and refuses the second', async () => {
    const { app } = serveCar();
    expect(await post(app, '/api/technician', { utility: 'reset' })).toMatchObject({
      status: 200,
      body: { utility: 'reset', running: true },
    });
    await turn();
    expect(await get(app, '/api/technician')).toMatchObject({ body: { question: { id: 1, title: 'Vehicle' } } });
    const answer = { id: 1, answer: 'next' };
    expect(await post(app, '/api/technician/answer', answer)).toMatchObject({ status: 200 });
    expect(await post(app, '/api/technician/answer', answer)).toEqual({
      status: 409,
      body: {
        error: 'question 1 was already answered',
        field: 'id',
        hint: textWith(/^(?:nothing is asked now|answer question 2, )/),
      },
    });
    await turn();
    expect(await post(app, '/api/technician/answer', { id: 2, answer: 'perhaps' })).toMatchObject({
      status: 422,
      body: { field: 'answer', hint: 'choose one of next, exit' },
    });
    expect(await post(app, '/api/technician', { utility: 'read' })).toMatchObject({ status: 409 });
    expect(await send(app, 'DELETE', '/api/technician')).toMatchObject({
      status: 200,
      body: { running: false, result: { outcome: 'failed' } },
    });
  });

  it('clears one trouble code, and refuses an unknown name', async () => {
    const { app, control } = serveCar();
    control.car.setFault('B278D', true);
    control.car.setFault('B278D', false);
    expect(await post(app, '/api/technician', { utility: 'clear', code: 'ZZZZZ' })).toMatchObject({
      status: 422,
      body: { field: 'code' },
    });
    await post(app, '/api/technician', { utility: 'clear', code: 'B278D' });
    await turn();
    expect(await get(app, '/api/technician')).toMatchObject({ body: { result: { outcome: 'done' } } });
  });
});
