import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PasswordHasher } from '../../../../hil/dealer/accounts/accounts.ts';
import type { DealerSession, SignedIn } from '../../../../hil/dealer/dealer-service.ts';
import { demoDealer } from '../../../../hil/dealer/rules/demo-dealer.ts';
import { StoredDealer } from '../../../../hil/dealer/stored-dealer.ts';
import { NO_FAULTS } from '../../../../hil/dealer/rules/dealer-faults.ts';
import { APPROVAL, GOOD_KEYS, GOOD_REQUEST, GOOD_SEED } from '../../../support/bad-fields.ts';
import { CheapPasswords } from '../../../support/cheap-passwords.ts';
import { REAL_MS, START_MS, twoDealers } from '../../../support/dealer-bench.ts';
import { pathForEachTest, tamper } from '../../../support/dealer-database.ts';

const CALLER = { address: '127.0.0.1' };

/** A hasher that works only on command: between any two steps something else can be done. */
class SteppedHasher implements PasswordHasher {
  readonly #pending: (() => void)[] = [];
  checks = 0;

  get pending(): number {
    return this.#pending.length;
  }

  refusal(): null {
    return null;
  }

  async hash(password: string): Promise<string> {
    await this.#turn();
    return `hash of ${password}`;
  }

  async isPassword(hash: string, password: string): Promise<boolean> {
    this.checks++;
    await this.#turn();
    return hash === `hash of ${password}`;
  }

  async idle(): Promise<void> {
    await this.run();
  }

  /** Finishes the oldest work under way, and what follows from it at once. */
  async step(): Promise<void> {
    this.#pending.shift()?.();
    await settled();
  }

  /** Finishes all there is and all that follows. */
  async run(): Promise<void> {
    await settled();
    while (this.#pending.length > 0) await this.step();
  }

  async #turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<null>();
    this.#pending.push(() => resolve(null));
    await promise;
  }
}

/** All that needs no more than promises to be kept. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10_000; turn++) await Promise.resolve();
}

let dealer: StoredDealer | null = null;
afterEach(async () => {
  await dealer?.end();
  dealer = null;
});

async function opened(): Promise<{ readonly service: StoredDealer; readonly hasher: SteppedHasher }> {
  const hasher = new SteppedHasher();
  const service = new StoredDealer({
    ...{ path: ':memory:', passcodeSecret: 'a secret', founding: demoDealer().state, demo: true },
    ...{ calendar: () => ({ epochMs: 1_561_968_000_000 }), realNowMs: () => 1_800_000_000_000, hasher },
  });
  dealer = service;
  await hasher.run();
  return { service, hasher };
}

async function done<T>(hasher: SteppedHasher, work: Promise<T>): Promise<T> {
  await hasher.run();
  return work;
}

async function signIn(service: StoredDealer, hasher: SteppedHasher, account: string): Promise<DealerSession> {
  const input = { account, password: `demo-${account}` };
  const answer = await done(hasher, service.signIn(input, CALLER));
  if (answer.kind !== 'signed-in') throw new Error(answer.message);
  return answer.session;
}

async function kindOf(hasher: SteppedHasher, answer: Promise<SignedIn | { readonly kind: string }>): Promise<string> {
  return (await done(hasher, answer)).kind;
}

describe('between the check of a password and the write that follows', () => {
  it.each([0, 1, 2, 3, 4])(
    'DLR-8 a reset by the administrator is never undone by a change under way (%i)',
    async (steps) => {
      const { service, hasher } = await opened();
      const [gwen, tom] = [await signIn(service, hasher, 'gwen'), await signIn(service, hasher, 'tom')];
      const change = service.changePassword(tom, { password: 'demo-tom', newPassword: 'his own again' }, CALLER);
      await settled();
      for (let step = 0; step < steps; step++) await hasher.step();
      const given = await done(hasher, service.resetPassword(gwen, 'tom'));
      if (given.kind === 'refused') throw new Error(given.message);
      await change;
      const account = 'tom';
      const oneTime = service.signIn({ account, password: given.oneTimePassword }, CALLER);
      expect(await kindOf(hasher, oneTime)).toBe('signed-in');
      for (const password of ['demo-tom', 'his own again']) {
        expect(await kindOf(hasher, service.signIn({ account, password }, CALLER))).toBe('refused');
      }
    },
  );

  it('DLR-8 a session that ended meanwhile changes no password', async () => {
    const { service, hasher } = await opened();
    const tom = await signIn(service, hasher, 'tom');
    const change = service.changePassword(tom, { password: 'demo-tom', newPassword: 'his own again' }, CALLER);
    await settled();
    await hasher.step();
    service.signOut(tom);
    expect(await done(hasher, change)).toMatchObject({ kind: 'refused', code: 'not-signed-in' });
    const old = service.signIn({ account: 'tom', password: 'demo-tom' }, CALLER);
    expect(await kindOf(hasher, old)).toBe('signed-in');
  });

  it.each(['sign-in', 'tab', 'change'])('DLR-1 somebody removed meanwhile gets nothing: %s', async (what) => {
    const { service, hasher } = await opened();
    const [gwen, tom] = [await signIn(service, hasher, 'gwen'), await signIn(service, hasher, 'tom')];
    const work = {
      'sign-in': () => service.signIn({ account: 'tom', password: 'demo-tom' }, CALLER),
      tab: () => service.openTab(tom, 'add-remove-key', 'demo-tom', CALLER),
      change: () => service.changePassword(tom, { password: 'demo-tom', newPassword: 'his own again' }, CALLER),
    }[what];
    const answer = work?.();
    await settled();
    expect(service.remove(gwen, 'tom').kind).toBe('removed');
    await hasher.run();
    expect(await answer).toMatchObject({ kind: 'refused' });
  });

  it.each(['enrol', 'resetPassword'] as const)(
    'DLR-1 an administrator whose session ended meanwhile does nothing more: %s',
    async (what) => {
      const { service, hasher } = await opened();
      const gwen = await signIn(service, hasher, 'gwen');
      const form = { staffId: 'nora', name: 'Nora New', title: 'Team Leader' };
      const work = what === 'enrol' ? service.enrol(gwen, form) : service.resetPassword(gwen, 'tom');
      await settled();
      service.signOut(gwen);
      expect(await done(hasher, work)).toMatchObject({ kind: 'refused', code: 'not-signed-in' });
      const tom = service.signIn({ account: 'tom', password: 'demo-tom' }, CALLER);
      expect(await kindOf(hasher, tom)).toBe('signed-in');
    },
  );

  it('DLR-8 an ended session does nothing, whatever it was when a request began', async () => {
    const { service, hasher } = await opened();
    const [gwen, mona] = [await signIn(service, hasher, 'gwen'), await signIn(service, hasher, 'mona')];
    await done(hasher, service.resetPassword(gwen, 'mona'));
    expect(service.close(mona, '19070100001')).toMatchObject({ code: 'not-signed-in' });
    expect(service.submitRequest(mona, GOOD_REQUEST)).toMatchObject({ code: 'not-signed-in' });
  });

  it('DLR-1 an account name that is taken meanwhile is refused, and its password stays', async () => {
    const { service, hasher } = await opened();
    const gwen = await signIn(service, hasher, 'gwen');
    const enrol = async (): ReturnType<StoredDealer['enrol']> =>
      service.enrol(gwen, { staffId: 'nora', name: 'Nora New', title: 'Team Leader' });
    const [one, other] = await done(hasher, Promise.all([enrol(), enrol()]));
    expect(one).toMatchObject({ kind: 'one-time-password' });
    expect(other).toMatchObject({ kind: 'refused', code: 'staff-exists' });
    if (one.kind === 'refused') throw new Error(one.message);
    const first = service.signIn({ account: 'nora', password: one.oneTimePassword }, CALLER);
    expect(await kindOf(hasher, first)).toBe('signed-in');
  });
});

describe('many wrong passwords at once', () => {
  it('DLR-8 over many accounts from one address: no more are checked than the limit', async () => {
    const { service, hasher } = await opened();
    const before = hasher.checks;
    const attempts = Array.from({ length: 300 }, async (_, n) =>
      service.signIn({ account: `user${n}`, password: 'wrong' }, CALLER),
    );
    await settled();
    expect(hasher.pending).toBe(100);
    const answers = await done(hasher, Promise.all(attempts));
    expect(hasher.checks - before).toBe(100);
    const codes = answers.map((answer) => ('code' in answer ? answer.code : answer.kind));
    expect(codes.filter((code) => code === 'wrong-password')).toHaveLength(100);
    expect(codes.filter((code) => code === 'too-many-attempts')).toHaveLength(200);
  });

  it('DLR-8 right ones take no place for good: 300 at once from one address all sign in', async () => {
    const { service, hasher } = await opened();
    const attempts = Array.from({ length: 300 }, async (_, n) => {
      const account = ['tara', 'tom', 'mona'][n % 3] ?? 'tara';
      return service.signIn({ account, password: `demo-${account}` }, CALLER);
    });
    const answers = await done(hasher, Promise.all(attempts));
    expect(answers.filter(({ kind }) => kind !== 'signed-in')).toEqual([]);
  });

  it('DLR-8 at one account: a thousand wait for their turn at most, the others are asked to come again', async () => {
    const { service, hasher } = await opened();
    const attempts = Array.from({ length: 1_005 }, async () =>
      service.signIn({ account: 'tara', password: 'wrong' }, CALLER),
    );
    const answers = await done(hasher, Promise.all(attempts));
    const codes = answers.map((answer) => ('code' in answer ? answer.code : answer.kind));
    const count = (code: string): number => codes.filter((one) => one === code).length;
    expect([count('wrong-password'), count('locked'), count('busy')]).toEqual([5, 995, 5]);
  });

  it('DLR-8 an address that is stopped does not stop another', async () => {
    const { service, hasher } = await opened();
    const wrong = Array.from({ length: 100 }, async (_, n) =>
      service.signIn({ account: `user${n}`, password: 'wrong' }, CALLER),
    );
    await done(hasher, Promise.all(wrong));
    const input = { account: 'tara', password: 'demo-tara' };
    expect(await done(hasher, service.signIn(input, CALLER))).toMatchObject({ code: 'too-many-attempts' });
    expect(await kindOf(hasher, service.signIn(input, { address: '127.0.0.2' }))).toBe('signed-in');
  });
});

describe('a dealer over a database', () => {
  const path = pathForEachTest();
  let realMs = REAL_MS;

  /** A dealer with cheap passwords over the file of this test, again and again. */
  function over(change: Partial<ConstructorParameters<typeof StoredDealer>[0]> = {}): StoredDealer {
    dealer = new StoredDealer({
      ...{ path: path(), passcodeSecret: 'virtual-car-fleet-secret', founding: twoDealers(), demo: true },
      ...{ calendar: () => ({ epochMs: START_MS }), realNowMs: () => realMs, hasher: new CheapPasswords() },
      ...change,
    });
    return dealer;
  }

  async function sessionAt(service: StoredDealer, account: string, password = `demo-${account}`): Promise<SignedIn> {
    const answer = await service.signIn({ account, password }, CALLER);
    if (answer.kind === 'refused') throw new Error(answer.message);
    return answer;
  }

  beforeEach(() => {
    realMs = REAL_MS;
  });

  it('DLR-8: finds the session of a token, with its owner’s powers as they are now', async () => {
    const service = over();
    const { token, session } = await sessionAt(service, ' MONA ', 'demo-mona');
    expect(session).toMatchObject({
      staff: { id: 'mona', name: 'Mona Manager' },
      ...{ dealer: { code: '99001', name: 'Example Motors' }, powers: { approves: true, administers: false } },
      ...{ mustChangePassword: false, endsAtMs: REAL_MS + 12 * 3_600_000 },
    });
    expect(service.session(token)).toEqual(session);
    const { session: gwen } = await sessionAt(service, 'gwen');
    service.changeTitle(gwen, 'mona', 'Technician');
    expect(service.session(token)?.powers).toEqual({ approves: false, administers: false });
    service.signOut(session);
    expect([service.session(token), service.session('no token')]).toEqual([null, null]);
  });

  it('DLR-8: hands out first passwords once, and another for one that expired unused', async () => {
    const first = over({ demo: false });
    const given = first.firstPasswords;
    expect(given).toHaveLength(8);
    const tom = given.find(({ account }) => account === 'tom')?.password ?? '';
    const signedIn = await sessionAt(first, 'tom', tom);
    const own = { password: tom, newPassword: 'four walls and a roof' };
    expect((await first.changePassword(signedIn.session, own, CALLER)).kind).toBe('password-changed');
    await first.end();
    expect(over({ demo: false }).firstPasswords).toEqual([]);
    await dealer?.end();
    realMs += 72 * 3_600_000;
    const again = over({ demo: false }).firstPasswords.map(({ account }) => account);
    expect(again).toEqual(given.map(({ account }) => account).filter((account) => account !== 'tom'));
  });

  it('DLR-3: knows the requests of its dealer for a VIN, the newest first, and no other dealer’s', async () => {
    const service = over();
    const { session: tara } = await sessionAt(service, 'tara');
    const { session: olga } = await sessionAt(service, 'olga');
    service.submitRequest(tara, GOOD_REQUEST);
    service.close(tara, '19070100001');
    service.submitRequest(tara, GOOD_REQUEST);
    const numbers = service.requestsFor(tara, ` ${GOOD_REQUEST.vin.toLowerCase()} `).map(({ number }) => number);
    expect(numbers).toEqual(['19070100002', '19070100001']);
    expect(service.requestsFor(olga, GOOD_REQUEST.vin)).toEqual([]);
    expect(service.request(olga, '19070100001')).toMatchObject({ code: 'unknown-request' });
  });

  it('DLR-9: has everything that was answered after a restart, in state and log', async () => {
    const service = over();
    const { session: tara, token } = await sessionAt(service, 'tara');
    const { session: paul } = await sessionAt(service, 'paul');
    service.submitRequest(tara, GOOD_REQUEST);
    service.approve(paul, '19070100001', APPROVAL.tickedPolicies);
    expect(service.issueResetPassCode(tara, '19070100001', GOOD_SEED)).toMatchObject({ passCode: '294211' });
    expect(service.issueKeyPassCode(tara, GOOD_KEYS)).toMatchObject({ passCode: 'E6B810B8E679' });
    await service.end();
    const again = over();
    const session = again.session(token);
    if (session === null) throw new Error('the session has ended');
    expect(again.inbox(session).own).toMatchObject([{ number: '19070100001', status: 'approved' }]);
    const { session: gwen } = await sessionAt(again, 'gwen');
    const report = again.monthlyReport(gwen);
    expect(report).toMatchObject({
      ...{ month: '2019-07', months: ['2019-07'] },
      totals: { requested: 1, approved: 1, 'reset-pass-code': 1, 'key-pass-code': 1 },
    });
    expect(again.exportCsv(gwen, '2019-06')).toMatch(/^sequence,[^\n]*\r\n$/);
  });

  it('DLR-9: shows staff, report and export to an administrator only, and of a month only', async () => {
    const service = over();
    const { session: mona } = await sessionAt(service, 'mona');
    for (const answer of [service.staff(mona), service.monthlyReport(mona), service.exportCsv(mona)]) {
      expect(answer).toMatchObject({ kind: 'refused', code: 'not-allowed' });
    }
    const { session: gwen } = await sessionAt(service, 'gwen');
    for (const answer of [service.monthlyReport(gwen, 'July'), service.exportCsv(gwen, 'July')]) {
      expect(answer).toMatchObject({ kind: 'refused', code: 'invalid-field', field: 'month' });
    }
  });

  it('keeps faults that are not named, and has its clock ahead by one', () => {
    const service = over();
    service.orderFaults({ clockAheadMs: 1_000 });
    service.orderFaults({ wrongPassCodes: 1 });
    expect(service.faults).toEqual({ ...NO_FAULTS, clockAheadMs: 1_000, wrongPassCodes: 1 });
    expect(service.nowMs()).toBe(START_MS + 1_000);
  });

  it('DLR-9: changes nothing in a database that was changed outside it, gives no passwords, and says why', async () => {
    await over().end();
    tamper(
      path(),
      "UPDATE staff SET title = 'General Manager' WHERE id = 'tara'; DELETE FROM accounts WHERE staff_id = 'tom'",
    );
    const service = over();
    expect(service.firstPasswords).toEqual([]);
    expect(service.warning).toContain('the staff member tara was changed outside the server');
    const { session } = await sessionAt(service, 'tara');
    const refusal = expect.objectContaining({ kind: 'refused', code: 'database-changed' });
    expect(service.submitRequest(session, GOOD_REQUEST)).toEqual(refusal);
    expect(await service.enrol(session, { staffId: 'nora', name: 'N', title: 'Technician' })).toEqual(refusal);
    const change = { password: 'demo-tara', newPassword: 'four walls and a roof' };
    expect(await service.changePassword(session, change, CALLER)).toEqual(refusal);
  });
});
