import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { CarPanel, StatePanels } from '../../../../../hil/browser/viewer/car-panel.tsx';
import { ViewerState } from '../../../../../hil/browser/viewer/viewer-state.ts';
import { LOG, STORY } from './sample-story.ts';

describe('the car of the viewer', () => {
  it('is drawn at the cursor', () => {
    const state = new ViewerState(STORY);
    expect(renderToString(h(CarPanel, { state }))).toContain('door-open');
    state.seek(0);
    expect(renderToString(h(CarPanel, { state }))).not.toContain('door-open');
    expect(renderToString(h(StatePanels, { state }))).toContain('procedure');
  });

  it('says what nobody has reported', () => {
    const state = new ViewerState(LOG);
    expect(renderToString(h(CarPanel, { state }))).toContain('Not reported up to here, and not drawn: ');
    expect(renderToString(h(StatePanels, { state }))).toContain('Reported</h2>');
  });

  it('is not there without a car', () => {
    const state = new ViewerState({ ...STORY, cars: [] });
    expect([CarPanel({ state }), StatePanels({ state })]).toEqual([null, null]);
  });
});
