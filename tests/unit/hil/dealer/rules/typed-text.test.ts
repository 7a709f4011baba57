import { describe, expect, it } from 'vitest';
import { findPasswordFault } from '../../../../../hil/dealer/accounts/password-rules.ts';
import type { DealerCommand } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import { createDealerRules } from '../../../../../hil/dealer/rules/dealer-rules.ts';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';
import { asTyped, hasUnseenCharacters } from '../../../../../hil/dealer/rules/typed-text.ts';
import { GOOD_KEYS, GOOD_REQUEST } from '../../../../support/bad-fields.ts';

const UNSEEN: readonly (readonly [what: string, character: string])[] = [
  ['a line feed', '\n'],
  ['an escape', '\u001b'],
  ['delete', '\u007f'],
  ['a control character of the second set', '\u0085'],
  ['a soft hyphen', '\u00ad'],
  ['a combining joiner', '\u034f'],
  ['an Arabic letter mark', '\u061c'],
  ['a filler of no width', '\u115f'],
  ['a space of no width', '\u200b'],
  ['a joiner', '\u200d'],
  ['a left-to-right mark', '\u200e'],
  ['a line separator', '\u2028'],
  ['a right-to-left override', '\u202e'],
  ['an isolate', '\u2066'],
  ['an empty Braille pattern', '\u2800'],
  ['a Hangul filler', '\u3164'],
  ['a variation selector', '\ufe0f'],
  ['a byte order mark', '\ufeff'],
  ['half a pair', '\ud800'],
  ['a code point for private use', '\ue000'],
  ['a code point of nothing', '\u{1fffe}'],
  ['a tag', '\u{e0041}'],
];

const rules = createDealerRules({ passcodeSecret: 'virtual-car-fleet-secret' });
const { state } = demoDealer();

function fieldRefused(command: DealerCommand): unknown {
  const { outcome } = rules.step(state, command, { epochMs: 1_561_968_000_000 });
  return outcome.kind === 'refused' ? [outcome.code, outcome.field] : outcome.kind;
}

describe('typed text', () => {
  it.each(UNSEEN)('DLR-3, DLR-7 with %s in it is refused, with the field named', (_what, character) => {
    const text = `Exa${character}mple`;
    const asked = { kind: 'request-reset', actorId: 'tara', ...GOOD_REQUEST } as const;
    const keys = { kind: 'issue-key-pass-code', actorId: 'tara', ...GOOD_KEYS } as const;
    expect(fieldRefused({ ...asked, repairOrder: text })).toEqual(['invalid-field', 'repairOrder']);
    expect(fieldRefused({ ...asked, customerLastName: text })).toEqual(['invalid-field', 'customerLastName']);
    expect(fieldRefused({ ...keys, repairOrder: text })).toEqual(['invalid-field', 'repairOrder']);
    expect(fieldRefused({ ...keys, customerLastName: text })).toEqual(['invalid-field', 'customerLastName']);
    const enrol = { kind: 'enrol', actorId: 'gwen', staffId: 'nora', name: 'Nora New', title: 'Technician' } as const;
    expect(fieldRefused({ ...enrol, name: text })).toEqual(['invalid-field', 'name']);
    expect(fieldRefused({ ...enrol, staffId: `no${character}ra` })).toEqual(['invalid-field', 'staffId']);
    expect(fieldRefused({ ...enrol, title: `Techni${character}cian` })).toEqual(['invalid-field', 'title']);
    expect(findPasswordFault('tara', 'the old password', `a good ${character} password`)).toMatchObject({
      code: 'invalid-field',
      field: 'newPassword',
    });
  });

  it('DLR-3 of any alphabet, with marks and spaces, is taken', () => {
    for (const text of ['Müller-Lüdenscheidt', "O'Brien", 'Nguyễn', 'Иванов', '山田', 'محمد', 'प्रिया', 'e\u0301']) {
      expect(hasUnseenCharacters(text), text).toBe(false);
    }
  });

  it('DLR-10 is repeated by a message in short, and with nothing that a terminal obeys', () => {
    expect(asTyped('13.x')).toBe('13.x');
    expect(asTyped('a\u001b[2J\u202eb')).toBe('a\\u{1b}[2J\\u{202e}b');
    expect(asTyped('x'.repeat(41))).toBe(`${'x'.repeat(40)}…`);
    const { outcome } = rules.step(
      state,
      { kind: 'close', actorId: 'tara', requestNumber: '\u001b[31m' },
      { epochMs: 0 },
    );
    expect(outcome).toMatchObject({ message: 'this dealer has no request \\u{1b}[31m' });
  });

  it('DLR-8 the old password in other letters of the same meaning is the old one', () => {
    expect(findPasswordFault('tara', 'the old password', 'ｔｈｅ old password')).toMatchObject({
      field: 'newPassword',
    });
  });
});
