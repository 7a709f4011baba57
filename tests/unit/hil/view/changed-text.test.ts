import { describe, expect, it } from 'vitest';
import { changedText, sentenceOf } from '../../../../hil/view/changed-text.ts';

describe('a change of the view in words', () => {
  it('has the names of what changed', () => {
    expect(changedText({ timers: [], seedLevel: 1 })).toBe('changed: timers, seedLevel');
  });

  it('is a sentence with a capital and a full stop', () => {
    expect(sentenceOf("driver's door open")).toBe("Driver's door open.");
  });
});
