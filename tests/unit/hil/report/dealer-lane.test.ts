import { describe, expect, it } from 'vitest';
import type { DealerEvent } from '../../../../hil/car/car-event.ts';
import { addDealing } from '../../../../hil/report/dealer-lane.ts';
import { LaneBuilder } from '../../../../hil/report/lane-builder.ts';

const ASKED: DealerEvent = {
  ...{ kind: 'dealer-asked', action: 'approve', by: 'mona', requestNumber: '19070100001' },
  ...{ outcome: 'approved', refusal: null },
};

function itemOf(event: DealerEvent): unknown {
  const lane = new LaneBuilder('dealer', 10);
  addDealing(7, event, lane);
  return lane.last();
}

describe('the lane of the dealer', () => {
  it('has who asked for what, and the request', () => {
    expect(itemOf(ASKED)).toEqual([7, 7, 'approved', 'by mona, request 19070100001', 2]);
  });

  it('waits after a request was declined', () => {
    expect(itemOf({ ...ASKED, action: 'decline' })).toEqual([7, 7, 'declined', 'by mona, request 19070100001', 3]);
  });

  it('is bad where the dealer refused, with the code', () => {
    expect(itemOf({ ...ASKED, requestNumber: null, outcome: null, refusal: 'not-allowed' })).toEqual([
      ...[7, 7, 'not approved: not-allowed', 'by mona', 4],
    ]);
  });

  it('has an unknown command by its own name', () => {
    expect(itemOf({ ...ASKED, action: 'enroll', requestNumber: null })).toEqual([7, 7, 'enroll', 'by mona', 2]);
  });
});
