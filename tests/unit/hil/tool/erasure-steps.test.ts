import { describe, expect, it } from 'vitest';
import {
  CAUTION,
  confirmCount,
  declare,
  deleteOthers,
  ERASED,
  openWindow,
  UNLOCK_SCREENS,
  WARNING,
} from '../../../../hil/tool/erasure-steps.ts';
import { failing, play, runUnderWay } from './scripted-vehicle.ts';

const TITLE = 'Undesignated Key Permanent Erasure';

describe('the screens of an erasure', () => {
  it('TEC-1: are those of the bulletin', () => {
    expect(WARNING).toEqual({
      number: null,
      title: TITLE,
      lines: ['Registered keys that are not present will be erased and can never be used again, on any vehicle.'],
      isWarning: true,
    });
    expect(confirmCount({ kept: 2, erased: 1 })).toEqual({
      number: 'SMRT-42-007',
      title: TITLE,
      lines: ['Keys present, to keep: 2', 'Keys to erase permanently: 1'],
    });
    expect(CAUTION).toEqual({
      number: 'SMRT-42-008',
      title: TITLE,
      lines: ['Only keys touched to the engine switch are kept. All others are erased and never work again.'],
      isWarning: true,
      agree: 'I agree',
    });
    expect(UNLOCK_SCREENS).toEqual({ title: TITLE, getNumber: 'SMRT-41-001', sendNumber: 'SMRT-41-011' });
    expect(ERASED.lines).toEqual(['The erasure is complete; the erased keys will never work on any vehicle.']);
  });
});

describe('the steps of an erasure', () => {
  it('ERA-1: declare the number of keys, from when on it is under way', () => {
    const run = runUnderWay();
    const { result, sent } = play(declare(run, 2, 3), { answers: { '31 01 02 03 01 02': '71 01 02 03 31 02 01' } });
    expect([result, sent, run.underWay]).toEqual([{ kept: 2, erased: 1 }, ['31 01 02 03 01 02'], 'erasure']);
  });

  it('ERA-1: a number the vehicle finds impossible is named, and nothing is under way', () => {
    const run = runUnderWay();
    const failure = failing(declare(run, 3, 3), { answers: { '31 01 02 03 01 03': '7F 31 31' } });
    expect(failure.details).toEqual({
      reason: 'out-of-range',
      what: '3 of 3 registered keys cannot be declared present (ERA-1): from 1 to 2 can be kept, and the others are erased',
      next: 'leave out at least one key: the keys that are left out are erased',
    });
    expect(run.underWay).toBeNull();
  });

  it.each([
    [0, 2, 'from 1 to 1 can be kept', 'name at least one key that is present'],
    [1, 1, 'there would be no key to erase', 'erase where two or more keys are registered'],
  ])('ERA-1: %i of %i registered keys are impossible', (present, registered, what, next) => {
    const answers = { [`31 01 02 03 01 0${present}`]: '7F 31 31' };
    const { details } = failing(declare(runUnderWay(), present, registered), { answers });
    expect([details.what, details.next]).toEqual([expect.stringContaining(what), expect.stringContaining(next)]);
  });

  it('ERA-1: a number that is refused for another reason has the message of that', () => {
    const { details } = failing(declare(runUnderWay(), 1, 2), { answers: { '31 01 02 03 01 01': '7F 31 7F' } });
    expect(details.reason).not.toBe('out-of-range');
  });

  it('ERA-1: a malformed answer leaves it under way, to be stopped', () => {
    const run = runUnderWay();
    const answers = { '31 01 02 03 01 02': '71 01 02 03 31' };
    expect(failing(declare(run, 2, 3), { answers }).details.reason).toBe('unexpected-response');
    expect(run.underWay).toBe('erasure');
  });

  it('ERA-2: open the window', () => {
    expect(play(openWindow(), { answers: { '31 01 02 03 02': '71 01 02 03 32' } }).sent).toEqual(['31 01 02 03 02']);
    expect(failing(openWindow(), { answers: { '31 01 02 03 02': '7F 31 33' } }).details.reason).toBe('not-authorised');
  });

  it('ERA-5: delete the others, with the retired keys counted before', () => {
    const run = runUnderWay({ underWay: 'erasure' });
    const answers = { '22 10 08': '62 10 08 00 04', '31 01 02 03 03': '71 01 02 03 00 02' };
    const { result, sent } = play(deleteOthers(run), { answers });
    expect([result, sent]).toEqual([2, ['22 10 08', '31 01 02 03 03']]);
    expect([run.underWay, run.erasing]).toEqual([null, { retiredBefore: 4 }]);
  });

  it('TEC-6: a second try keeps the count of before the first', () => {
    const run = runUnderWay({ underWay: 'erasure', erasing: { retiredBefore: 4 } });
    const { sent } = play(deleteOthers(run), { answers: { '31 01 02 03 03': '71 01 02 03 00 02' } });
    expect([sent, run.erasing]).toEqual([['31 01 02 03 03'], { retiredBefore: 4 }]);
  });

  it('TEC-6: a delete without an answer is still under way', () => {
    const run = runUnderWay({ underWay: 'erasure' });
    expect(failing(deleteOthers(run), { answers: {} }).details.reason).toBe('no-answer');
    expect([run.underWay, run.erasing]).toEqual(['erasure', { retiredBefore: null }]);
  });
});
