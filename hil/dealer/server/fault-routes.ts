import type { Context } from 'hono';
import { readJson } from '../../http/read-json.ts';
import type { RouteDescription } from '../../http/route.ts';
import type { DealerFaults } from '../rules/dealer-faults.ts';
import { DEALER_FAULTS } from './dealer-answers.ts';
import { FAULTS_FORM } from './dealer-bodies.ts';

/** Routes for setting faults, only beside a car's HTTP: without roles and sessions. */
export const FAULTS_PATH = '/api/dealer/faults';

/** The holder of the faults that are set. */
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
    summary: 'list the dealer server’s faults',
    description: 'Counts are those still to come.',
    body: null,
  },
  {
    ...SHARED,
    method: 'post',
    summary: 'set the dealer server’s faults',
    description:
      'Faults not named stay as they are; 0, false and null end one. Responds even while the dealer is away.',
    body: FAULTS_FORM,
  },
];

/** Answers both routes. @throws HttpError for an invalid body */
export async function answerFaults(context: Context, board: FaultBoard): Promise<Response> {
  if (context.req.method === 'POST') board.orderFaults(FAULTS_FORM.read(await readJson(context)));
  return context.json(board.faults);
}
