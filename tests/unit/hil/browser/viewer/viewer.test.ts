import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { ViewerPage } from '../../../../../hil/browser/viewer/viewer.tsx';
import { ViewerState } from '../../../../../hil/browser/viewer/viewer-state.ts';
import { LOG, STEPS, STORY } from './sample-story.ts';

const page = (state: ViewerState): string => renderToString(h(ViewerPage, { state }));

describe('a page of the viewer', () => {
  it('has verdict, title, facts and notes', () => {
    const html = page(new ViewerState(STORY));
    expect(html).toContain('failed</span> A refusal</h1>');
    expect(html).toContain('<dt>seed</dt><dd><code>1</code></dd>');
    expect(html).toContain('Something is not shown.');
  });

  it('marks the step and the line of the source at the cursor, and says what a failing step saw', () => {
    const html = page(new ViewerState(STORY));
    expect(html).toMatch(/v-step-fail" aria-current="step"/);
    expect(html).toContain('expected reaction kept, got reaction none');
    expect(html).toMatch(/v-line v-line-fail" aria-current="step"><span class="v-number" aria-hidden="true">3/);
  });

  it('shows the event with its bytes, why it was refused, and its frames with the answer', () => {
    const state = new ViewerState(STORY);
    state.showStep(STEPS[0]);
    const [, detail = ''] = /(<section class="panel v-detail"[^]*?<\/section>)/.exec(page(state)) ?? [];
    expect(detail).toContain('<p class="v-words">Smart Code Reset: arm: refused.</p>');
    expect(detail).toContain('<strong>Why not?</strong> The door is closed. <code>RST-1</code>');
    expect(detail).toContain('<code>31 01 02 01 01</code>');
    expect(detail.match(/<code>75[08]<\/code>/g)).toEqual(['<code>750</code>', '<code>758</code>']);
  });

  it('measures to the microsecond', () => {
    const state = new ViewerState(STORY);
    state.seek(999_000);
    state.mark(0);
    expect(page(state)).toContain('A is at 0.999000 s; mark the other end.');
    state.seek(1_000_300);
    state.mark(1);
    expect(page(state)).toMatch(/v-span number">1,300 µs<.*1 frame,.* 1 exchange</);
  });

  it('finds words and bytes', () => {
    const state = new ViewerState(STORY);
    state.search.value = '7f 31';
    expect(page(state)).toContain('1 of 2');
    state.search.value = 'nothing of the kind';
    expect(page(state)).toContain('Nothing found.');
  });

  it('says of a log what nobody has reported, and proposes no next step', () => {
    const state = new ViewerState(LOG);
    const html = page(state);
    expect(html).toContain('Not reported up to here, and not drawn: driver&#39;s door'.replace('&#39;', "'"));
    expect(html).toContain('unknown-driver');
    expect(html).not.toContain('unknown-trunk');
    expect(html).not.toContain('bulletin step');
    expect(html).toContain('Nothing of the ECU');
  });

  it('says that there is nothing where there is no car', () => {
    expect(page(new ViewerState({ ...STORY, cars: [], steps: [] }))).toContain('<main></main>');
  });
});
