import { describe, expect, it } from 'vitest';
import { isRuleId, RULE_IDS, RULE_TITLES, whyUnseen } from '../../../../hil/scenario/rules.ts';

describe('the rules', () => {
  it('are numbered without a gap in each chapter', () => {
    const seen = new Map<string, number>();
    for (const id of RULE_IDS) {
      const [chapter = '', number = ''] = id.split('-');
      expect(Number(number)).toBe((seen.get(chapter) ?? 0) + 1);
      seen.set(chapter, Number(number));
    }
    expect([...seen.keys()]).toEqual(['KEY', 'AUT', 'RST', 'REG', 'ERA', 'VEH', 'DLR', 'TEC']);
  });

  it('have a title each, and no two the same', () => {
    expect(Object.keys(RULE_TITLES)).toEqual(RULE_IDS);
    expect(new Set(Object.values(RULE_TITLES)).size).toBe(RULE_IDS.length);
  });

  it('are known by their exact id', () => {
    expect(['RST-4', 'TEC-6'].every(isRuleId)).toBe(true);
    expect(['RST-99', 'rst-4', 'toString', ''].some(isRuleId)).toBe(false);
  });

  it('DLR-8 alone cannot be seen from outside', () => {
    expect(RULE_IDS.filter((id) => whyUnseen(id) !== null)).toEqual(['DLR-8']);
  });
});
