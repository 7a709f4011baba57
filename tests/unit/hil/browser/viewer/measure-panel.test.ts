import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { MeasurePanel } from '../../../../../hil/browser/viewer/measure-panel.tsx';
import { ViewerState } from '../../../../../hil/browser/viewer/viewer-state.ts';
import { STORY } from './sample-story.ts';

describe('the measurement of the viewer', () => {
  it('is between two marks, in either order', () => {
    const state = new ViewerState(STORY);
    expect(renderToString(h(MeasurePanel, { state }))).toContain('Go to an instant and mark it as A');
    state.seek(2_500_000);
    state.mark(1);
    expect(renderToString(h(MeasurePanel, { state }))).toContain('B is at 2.500000 s');
    state.seek(500_000);
    state.mark(0);
    const html = renderToString(h(MeasurePanel, { state }));
    expect(html).toContain('2.000000 s</dd>');
    expect(html).toContain('3 frames');
    expect(html).toContain('1 exchange<');
  });
});
