import { describe, expect, it } from 'vitest';
import { damagedRefusal, NOT_ADMINISTRATOR, NOT_SIGNED_IN } from '../../../../hil/dealer/dealer-refusals.ts';
import { statusOf } from '../../../../hil/dealer/server/refusal-error.ts';

describe('a refusal around the rules', () => {
  it('DLR-9: of a damaged database names the damage and what to do; of a whole one there is none', () => {
    expect(damagedRefusal(null)).toBeNull();
    expect(damagedRefusal('the staff member tara was changed outside the server')).toEqual({
      ...{ kind: 'refused', code: 'database-changed' },
      message: "the dealer's database is damaged: the staff member tara was changed outside the server",
      hint: 'put a backup in its place, or keep it for the investigation and start with a new file',
    });
  });

  it('DLR-8 DLR-9: has over HTTP the status of somebody who is not signed in, or may not', () => {
    expect([statusOf(NOT_SIGNED_IN), statusOf(NOT_ADMINISTRATOR)]).toEqual([401, 403]);
  });
});
