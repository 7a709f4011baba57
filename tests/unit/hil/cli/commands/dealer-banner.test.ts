import { describe, expect, it } from 'vitest';
import { describePasswords } from '../../../../../hil/cli/commands/dealer-banner.ts';

describe('the first passwords of a dealer', () => {
  it('are not printed if every account already has a password', () => {
    expect(describePasswords([])).toEqual([]);
  });

  it('are a table with the titles, and what a one-time password is', () => {
    expect(
      describePasswords([
        { account: 'tara', password: 'AAAA-BBBB-CCCC-DDDD', mustChange: true },
        { account: 'mona', password: 'EEEE-FFFF-GGGG-HHHH', mustChange: true },
        { account: 'nobody', password: 'JJJJ-KKKK-MMMM-NNNN', mustChange: true },
      ]),
    ).toEqual([
      'Dealer accounts with one-time passwords; change them at the first sign-in, within 72 hours (--demo sets fixed ones):',
      '  tara   Technician        AAAA-BBBB-CCCC-DDDD',
      '  mona   Service Manager   EEEE-FFFF-GGGG-HHHH',
      '  nobody                   JJJJ-KKKK-MMMM-NNNN',
    ]);
  });

  it('are the fixed ones of a demonstration', () => {
    expect(describePasswords([{ account: 'paul', password: 'demo-paul', mustChange: false }])).toEqual([
      'Dealer accounts with the fixed passwords of --demo:',
      '  paul   Parts Manager     demo-paul',
    ]);
  });
});
