import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { EventDetail } from '../../../../../hil/browser/viewer/event-detail.tsx';
import { ViewerState } from '../../../../../hil/browser/viewer/viewer-state.ts';
import { STEPS, STORY } from './sample-story.ts';

describe('the event of the viewer', () => {
  it('has words, reason, bytes and duration', () => {
    const state = new ViewerState(STORY);
    state.showStep(STEPS[0]);
    const html = renderToString(h(EventDetail, { state }));
    expect(html).toContain('Smart Code Reset: arm: refused.</p>');
    expect(html).toContain('<code>7F 31 22</code>');
    expect(html).toContain('<dd>1.00\u00a0ms</dd>');
    expect(html).toContain('Frames meanwhile');
  });

  it('is empty before the first event', () => {
    const state = new ViewerState(STORY);
    state.showStart();
    expect(renderToString(h(EventDetail, { state }))).toContain('Nothing has happened up to here.');
  });
});
