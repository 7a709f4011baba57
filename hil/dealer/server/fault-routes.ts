import type { Context } from 'hono';
import { readJson } from '../../http/read-json.ts';
import type { RouteDescription } from '../../http/route.ts';
import type { DealerFaults } from '../rules/dealer-faults.ts';
import { DEALER_FAULTS } from './dealer-answers.ts';
import { FAULTS_FORM } from './dealer-bodies.ts';

/** Where a bench orders faults, beside a car's HTTP only: no role of the dealer's, and no session. */
export const FAULTS_PATH = '/api/dealer/faults';

/** Whoever keeps the faults that are ordered. */
export interface FaultBoard {
  readonly faults: DealerFaults;
  orderFaults(faults: Partial<DealerFaults>): void;
}

const SHARED = {
  path: FAULTS_PATH,
  status: 200,
  answer: DEALER_FAULTS,
  query: [],
  errors: [],
} as const;

export const FAULT_ROUTES: readonly RouteDescription[] = [
  {
    ...SHARED,
    method: 'get',
    summary: 'faults of the dealer server that a bench has ordered',
    description: 'Counts say how many are still to come.',
    body: null,
  },
  {
    ...SHARED,
    method: 'post',
    summary: 'orders faults of the dealer server',
    description: 'Those not named stay as they are; 0, false and null end one. Answers at once even while it is away.',
    body: FAULTS_FORM,
  },
];

/** Answers both routes. @throws HttpError for a body that will not do */
export async function answerFaults(context: Context, board: FaultBoard): Promise<Response> {
  if (context.req.method === 'POST') board.orderFaults(FAULTS_FORM.read(await readJson(context)));
  return context.json(board.faults);
}
