import { describe, expect, it } from 'vitest';
import { RecordingNote } from '../../../../../hil/browser/dashboard/recording-note.tsx';
import { markup, textOf } from '../../../../support/markup.ts';

describe('the note on a recording', () => {
  it('says what can be changed, and how to have a car', () => {
    const text = textOf(markup(RecordingNote, {}));
    expect(text).toContain('A recorded session Pause it, play it faster');
    expect(text).toContain('npx virtual-smart-key');
  });
});
