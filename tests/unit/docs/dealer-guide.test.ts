import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refuse, type RefusalCode } from '../../../hil/dealer/rules/dealer-commands.ts';
import { statusOf } from '../../../hil/dealer/server/refusal-error.ts';

const guide = readFileSync(new URL('../../../docs/dealer.md', import.meta.url), 'utf8');

/** Each code once; one that is missing here does not compile. */
const CODES: Readonly<Record<RefusalCode, true>> = {
  'not-signed-in': true,
  'wrong-password': true,
  'one-time-password-expired': true,
  'unknown-actor': true,
  'not-allowed': true,
  'password-must-change': true,
  'password-again': true,
  csrf: true,
  'unknown-request': true,
  'unknown-staff': true,
  'request-pending': true,
  'already-settled': true,
  'not-approved': true,
  'approval-expired': true,
  'too-few-managers': true,
  'staff-exists': true,
  oneself: true,
  'numbers-exhausted': true,
  'invalid-field': true,
  'policy-not-accepted': true,
  'managers-not-chosen': true,
  'tool-too-old': true,
  locked: true,
  'too-many-attempts': true,
  busy: true,
  'database-changed': true,
  'no-answer': true,
};

/** `401 not-signed-in` of each code in the table, in its order. */
function documented(text: string): readonly string[] {
  return [...text.matchAll(/^\| (\d{3}) \| (.*) \|$/gm)].flatMap(([, status = '', codes = '']) =>
    [...codes.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => `${status} ${code}`),
  );
}

describe('the guide to the dealer server', () => {
  it('has each code of a refusal, with its status, and no other', () => {
    const codes = Object.keys(CODES) as readonly RefusalCode[];
    const actual = codes.map((code) => `${statusOf(refuse({ code, message: '', hint: '' }))} ${code}`);
    expect(documented(guide).toSorted()).toEqual(actual.toSorted());
  });
});
