import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csrfTokenOf, LIFE_MS, Sessions } from '../../../../../hil/dealer/accounts/sessions.ts';
import { DealerStore } from '../../../../../hil/dealer/store/dealer-store.ts';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';
import { REAL_MS } from '../../../../support/dealer-bench.ts';

const MINUTE_MS = 60_000;

let store: DealerStore;
let sessions: Sessions;
let nowMs: number;

beforeEach(() => {
  nowMs = REAL_MS;
  store = new DealerStore(':memory:');
  store.found(demoDealer().state);
  sessions = new Sessions(store, () => nowMs);
});
afterEach(() => store.close());

/** After a restart of the server. */
function restarted(): Sessions {
  return new Sessions(store, () => nowMs);
}

function stored(): readonly unknown[] {
  return store.database.prepare('SELECT staff_id, seen_at_ms FROM sessions ORDER BY created_at_ms').all();
}

describe('a session', () => {
  it('DLR-8: is found by its token, of which only the hash is kept', () => {
    const { token, session } = sessions.begin('tara');
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(session).toEqual({
      ...{ tokenHash: createHash('sha256').update(token).digest('hex'), staffId: 'tara' },
      ...{ createdAtMs: REAL_MS, seenAtMs: REAL_MS, tabs: { 'immobilizer-reset': null, 'add-remove-key': null } },
    });
    expect(sessions.find(token)).toEqual(session);
    expect(sessions.find(session.tokenHash)).toBeNull();
    expect(JSON.stringify(store.database.prepare('SELECT * FROM sessions').all())).not.toContain(token);
  });

  it('DLR-8: ends after 30 minutes without a request, to the millisecond; each request begins them anew', () => {
    const { token } = sessions.begin('tara');
    nowMs += 30 * MINUTE_MS - 1;
    expect(sessions.find(token)?.seenAtMs).toBe(nowMs);
    nowMs += 30 * MINUTE_MS - 1;
    expect(sessions.find(token)?.seenAtMs).toBe(nowMs);
    nowMs += 30 * MINUTE_MS;
    expect(sessions.find(token)).toBeNull();
    expect(stored()).toEqual([]);
  });

  it('DLR-8: ends after 12 hours in any case', () => {
    expect(LIFE_MS).toBe(720 * MINUTE_MS);
    const { token } = sessions.begin('tara');
    for (let minutes = 20; minutes < 720; minutes += 20) {
      nowMs = REAL_MS + minutes * MINUTE_MS;
      expect(sessions.find(token)?.createdAtMs).toBe(REAL_MS);
    }
    nowMs = REAL_MS + 720 * MINUTE_MS - 1;
    expect(sessions.find(token)?.createdAtMs).toBe(REAL_MS);
    nowMs += 1;
    expect(sessions.find(token)).toBeNull();
  });

  it('DLR-8: is ended by name, and no other with it', () => {
    const [one, other] = [sessions.begin('tara'), sessions.begin('tara')];
    sessions.end(one.session.tokenHash);
    expect([sessions.has(one.session.tokenHash), sessions.has(other.session.tokenHash)]).toEqual([false, true]);
    expect([sessions.find(one.token), sessions.find(other.token)?.staffId]).toEqual([null, 'tara']);
  });

  it('outlives a restart of the server, with its tabs', () => {
    const { token, session } = sessions.begin('tara');
    sessions.openTab(session.tokenHash, 'add-remove-key');
    nowMs += MINUTE_MS;
    expect(restarted().find(token)).toEqual({
      ...{ ...session, seenAtMs: nowMs },
      tabs: { 'immobilizer-reset': null, 'add-remove-key': REAL_MS + 10 * MINUTE_MS },
    });
    nowMs = REAL_MS + 30 * MINUTE_MS + MINUTE_MS;
    expect(restarted().find(token)).toBeNull();
  });

  it('has the time of its last request stored once a minute at most', () => {
    const { token } = sessions.begin('tara');
    nowMs += MINUTE_MS - 1;
    sessions.find(token);
    expect(stored()).toEqual([{ staff_id: 'tara', seen_at_ms: REAL_MS }]);
    nowMs += 1;
    sessions.find(token);
    expect(stored()).toEqual([{ staff_id: 'tara', seen_at_ms: REAL_MS + MINUTE_MS }]);
  });
});

describe('a tab', () => {
  it('DLR-8: is open for ten minutes from the password on, the other stays as it is', () => {
    const { token, session } = sessions.begin('tara');
    expect(sessions.openTab(session.tokenHash, 'immobilizer-reset')).toBe(REAL_MS + 10 * MINUTE_MS);
    nowMs += 5 * MINUTE_MS;
    expect(sessions.openTab(session.tokenHash, 'add-remove-key')).toBe(REAL_MS + 15 * MINUTE_MS);
    expect(sessions.find(token)?.tabs).toEqual({
      'immobilizer-reset': REAL_MS + 10 * MINUTE_MS,
      'add-remove-key': REAL_MS + 15 * MINUTE_MS,
    });
  });

  it('DLR-8: of a session that has ended is not opened', () => {
    const { session } = sessions.begin('tara');
    sessions.end(session.tokenHash);
    expect(sessions.openTab(session.tokenHash, 'immobilizer-reset')).toBeNull();
    expect(stored()).toEqual([]);
  });
});

describe('all sessions of an account', () => {
  it('DLR-8: end with the transaction that is the reason for it, but for the one that is kept', () => {
    const [kept, ended, mona] = [sessions.begin('tara'), sessions.begin('tara'), sessions.begin('mona')];
    let committed = (): void => undefined;
    store.transaction(() => {
      committed = sessions.endAllOf('tara', kept.session.tokenHash);
    });
    expect(stored()).toHaveLength(2);
    expect(sessions.has(ended.session.tokenHash)).toBe(true);
    committed();
    const left = [kept, ended, mona].map(({ session }) => sessions.has(session.tokenHash));
    expect(left).toEqual([true, false, true]);
  });

  it('DLR-8: do not end where that transaction fails', () => {
    const { token, session } = sessions.begin('tara');
    const failing = (): void =>
      store.transaction(() => {
        sessions.endAllOf('tara');
        throw new Error('the disk is gone');
      });
    expect(failing).toThrow('the disk is gone');
    expect([sessions.has(session.tokenHash), restarted().find(token)?.staffId]).toEqual([true, 'tara']);
  });

  it('are twenty at most: the oldest goes', () => {
    const begun = Array.from({ length: 21 }, () => {
      nowMs += 1;
      return sessions.begin('tara');
    });
    const mona = sessions.begin('mona');
    expect(begun.filter(({ session }) => !sessions.has(session.tokenHash))).toEqual([begun[0]]);
    expect(sessions.has(mona.session.tokenHash)).toBe(true);
  });

  it('are deleted from the database after they expire, when the next one begins', () => {
    sessions.begin('tara');
    nowMs += 30 * MINUTE_MS;
    sessions.begin('mona');
    expect(stored()).toEqual([{ staff_id: 'mona', seen_at_ms: nowMs }]);
  });
});

it('DLR-8: the token of a session’s forms follows from its own, but not the other way round', () => {
  // printf 'csrf:a token' | openssl dgst -sha256 -binary | basenc --base64url, without the = at its end
  expect(csrfTokenOf('a token')).toBe('D_MC4ui-0G9DFj1hloSK1RiVP42P1KuL3rM5nO6Eoc4');
  expect(csrfTokenOf('another token')).not.toBe(csrfTokenOf('a token'));
});
