import { describe, expect, it } from 'vitest';
import { DEALER_API_ROUTES, dealerDocumentation } from '../../../../../hil/dealer/server/dealer-api.ts';

function nameOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}

describe('the JSON routes of the dealer', () => {
  it('are accounts, requests and administration, in this order', () => {
    expect(DEALER_API_ROUTES.map(nameOf)).toEqual([
      'post /api/dealer/sign-in',
      'post /api/dealer/sign-out',
      'get /api/dealer/me',
      'post /api/dealer/password',
      'post /api/dealer/tabs/{tab}',
      'get /api/dealer/forms',
      'get /api/dealer/inbox',
      'get /api/dealer/requests',
      'post /api/dealer/requests',
      'get /api/dealer/requests/{number}',
      'post /api/dealer/requests/{number}/approve',
      'post /api/dealer/requests/{number}/decline',
      'post /api/dealer/requests/{number}/close',
      'post /api/dealer/requests/{number}/pass-code',
      'post /api/dealer/key-pass-codes',
      'get /api/dealer/staff',
      'post /api/dealer/staff',
      'post /api/dealer/staff/{staffId}/title',
      'post /api/dealer/staff/{staffId}/remove',
      'post /api/dealer/staff/{staffId}/password',
      'get /api/dealer/report',
      'get /api/dealer/export.csv',
    ]);
  });

  it('are documented with the faults only beside a car', () => {
    const all = DEALER_API_ROUTES.map(nameOf);
    expect(dealerDocumentation(false).map(nameOf)).toEqual(all);
    expect(dealerDocumentation(true).map(nameOf)).toEqual([
      ...all,
      'get /api/dealer/faults',
      'post /api/dealer/faults',
    ]);
  });

  it('have each a name of their own for what they answer, wherever they answer the same', () => {
    const names = new Map<string, unknown>();
    for (const { answer } of DEALER_API_ROUTES) {
      if (!('name' in answer)) continue;
      expect(names.get(answer.name) ?? answer.schema, answer.name).toBe(answer.schema);
      names.set(answer.name, answer.schema);
    }
  });
});
