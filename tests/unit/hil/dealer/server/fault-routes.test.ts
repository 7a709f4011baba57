import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../../../hil/http/http-error.ts';
import { type DealerFaults, NO_FAULTS } from '../../../../../hil/dealer/rules/dealer-faults.ts';
import { answerFaults, FAULT_ROUTES, FAULTS_PATH } from '../../../../../hil/dealer/server/fault-routes.ts';

class Board {
  faults: DealerFaults = NO_FAULTS;

  orderFaults(faults: Partial<DealerFaults>): void {
    this.faults = { ...this.faults, ...faults };
  }
}

async function send(board: Board, body?: object): Promise<readonly [number, unknown]> {
  const app = new Hono().all(FAULTS_PATH, async (context) => answerFaults(context, board));
  app.onError((error, context) => {
    if (error instanceof HttpError) return context.json(error.toBody(), error.status);
    throw error;
  });
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await app.request(FAULTS_PATH, init);
  return [answer.status, await answer.json()];
}

describe('the faults of a dealer server', () => {
  it('are set one by one, and answered with all that are set', async () => {
    const board = new Board();
    expect(await send(board)).toEqual([200, NO_FAULTS]);
    expect(await send(board, { lateMs: 100 })).toEqual([200, { ...NO_FAULTS, lateMs: 100 }]);
    expect(await send(board, { wrongPassCodes: 2, approval: 'declined' })).toEqual([
      200,
      { ...NO_FAULTS, lateMs: 100, wrongPassCodes: 2, approval: 'declined' },
    ]);
    expect(await send(board, { lateMs: 0, approval: null })).toEqual([200, { ...NO_FAULTS, wrongPassCodes: 2 }]);
  });

  it('are refused whole where one is wrong, with the field', async () => {
    const board = new Board();
    const [status, body] = await send(board, { wrongPassCodes: 1, away: 'yes' });
    expect([status, body]).toEqual([422, expect.objectContaining({ field: 'away' })]);
    expect(board.faults).toEqual(NO_FAULTS);
  });

  it('are documented as one path to read and to set, without a token', () => {
    expect(FAULT_ROUTES.map(({ method, path, wantsToken }) => [method, path, wantsToken])).toEqual([
      ['get', '/api/dealer/faults', undefined],
      ['post', '/api/dealer/faults', undefined],
    ]);
  });
});
