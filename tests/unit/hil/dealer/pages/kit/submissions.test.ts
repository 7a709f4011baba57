import { describe, expect, it } from 'vitest';
import type { DealerSession } from '../../../../../../hil/dealer/dealer-service.ts';
import { type SubmissionResult, Submissions } from '../../../../../../hil/dealer/pages/kit/submissions.ts';

function session(id: string): DealerSession {
  return {
    id,
    staff: { id: 'tara', name: 'Tara', title: 'Technician', dealerCode: '1' },
    dealer: { code: '1', name: 'One' },
    powers: { approves: false, administers: false },
    mustChangePassword: false,
    tabs: { 'immobilizer-reset': null, 'add-remove-key': null },
    csrfToken: 'token',
    endsAtMs: 0,
  };
}

const tara = session('one');
const done: SubmissionResult<string> = { path: '/dealer/results/1', shown: '073155' };

describe('a form that is sent twice', () => {
  it('is carried out once, and led to the same page twice', async () => {
    const submissions = new Submissions<string>(() => 0);
    let times = 0;
    const carryOut = (): SubmissionResult<string> => {
      times += 1;
      return done;
    };
    expect(await submissions.once(tara, 'a', carryOut)).toBe(done);
    expect(await submissions.once(tara, 'a', carryOut)).toBe(done);
    expect(times).toBe(1);
    expect(await submissions.shown(tara, 'a')).toBe('073155');
  });

  it('is carried out once even while the first is still being carried out', async () => {
    const submissions = new Submissions<string>(() => 0);
    const { promise, resolve } = Promise.withResolvers<SubmissionResult<string>>();
    let times = 0;
    const carryOut = async (): Promise<SubmissionResult<string>> => {
      times += 1;
      return promise;
    };
    const both = Promise.all([submissions.once(tara, 'a', carryOut), submissions.once(tara, 'a', carryOut)]);
    resolve(done);
    expect(await both).toEqual([done, done]);
    expect(times).toBe(1);
  });

  it('may be tried again when it was refused', async () => {
    const submissions = new Submissions<string>(() => 0);
    expect(await submissions.once(tara, 'a', () => null)).toBeNull();
    expect(await submissions.once(tara, 'b', async () => Promise.resolve(null))).toBeNull();
    expect(await submissions.once(tara, 'a', () => done)).toBe(done);
    expect(await submissions.once(tara, 'b', () => done)).toBe(done);
  });

  it('is a different form if its content, page or number differs', () => {
    const typed = { seedNumber: ['00'], toolVersion: ['13.10.019'] };
    const id = Submissions.idOf('number', '/dealer/keys', typed);
    expect(Submissions.idOf('number', '/dealer/keys', { toolVersion: ['13.10.019'], seedNumber: ['00'] })).toBe(id);
    expect(Submissions.idOf('number', '/dealer/keys', { ...typed, seedNumber: ['01'] })).not.toBe(id);
    expect(Submissions.idOf('number', '/dealer/reset', typed)).not.toBe(id);
    expect(Submissions.idOf('other', '/dealer/keys', typed)).not.toBe(id);
  });
});

describe('what came of a form', () => {
  it('is shown to the session that sent it and to no other', async () => {
    const submissions = new Submissions<string>(() => 0);
    await submissions.once(tara, 'a', () => done);
    expect(await submissions.shown(session('two'), 'a')).toBeNull();
  });

  it('is forgotten after 30 minutes', async () => {
    let nowMs = 0;
    const submissions = new Submissions<string>(() => nowMs);
    await submissions.once(tara, 'a', () => done);
    nowMs = 30 * 60_000 - 1;
    expect(await submissions.shown(tara, 'a')).toBe('073155');
    nowMs = 30 * 60_000;
    expect(await submissions.shown(tara, 'a')).toBeNull();
  });

  it('is kept for the last 4,000 forms', async () => {
    const submissions = new Submissions<string>(() => 0);
    for (let index = 0; index <= 4_000; index += 1) await submissions.once(tara, String(index), () => done);
    expect(await submissions.shown(tara, '0')).toBeNull();
    expect(await submissions.shown(tara, '1')).toBe('073155');
    expect(await submissions.shown(tara, '4000')).toBe('073155');
  });
});
