import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { StepsPanel } from '../../../../../hil/browser/viewer/steps-panel.tsx';
import { ViewerState } from '../../../../../hil/browser/viewer/viewer-state.ts';
import { STORY } from './sample-story.ts';

describe('the steps of the viewer', () => {
  it('are in words with their bytes folded, beside the source', () => {
    const html = renderToString(h(StepsPanel, { state: new ViewerState(STORY) }));
    expect(html).toContain('1. Smart Code Reset: arm');
    expect(html).toContain('<summary>bytes</summary><code>31 01 02 01 01</code>');
    expect(html).toContain('expected reaction kept, got reaction none');
    expect(html).toContain('<h3>a.yaml</h3>');
  });

  it('are not there where nothing was asked for', () => {
    expect(renderToString(h(StepsPanel, { state: new ViewerState({ ...STORY, steps: [] }) }))).toBe('');
  });
});
