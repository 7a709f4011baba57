import { describe, expect, it } from 'vitest';
import { CopyButton } from '../../../../../hil/browser/components/copy-button.tsx';
import { labelsOf, markup, textOf } from '../../../../support/markup.ts';

describe('a button that copies', () => {
  it('is named by what it copies', () => {
    const html = markup(CopyButton, { text: 'curl', label: 'Copy the line for a shell' });
    expect(labelsOf(html)).toEqual(['Copy the line for a shell']);
    expect(textOf(html)).toBe('Copy');
    expect(textOf(markup(CopyButton, { text: 'curl', label: 'x', children: 'as curl' }))).toBe('as curl');
  });
});
