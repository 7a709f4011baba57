import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { EventList } from '../../../../../hil/browser/viewer/event-list.tsx';
import { ViewerState } from '../../../../../hil/browser/viewer/viewer-state.ts';
import { STORY } from './sample-story.ts';

describe('the events of the viewer', () => {
  it('are rows in the order of time, the current one marked', () => {
    const html = renderToString(h(EventList, { state: new ViewerState(STORY) }));
    expect(html).toContain('2 events');
    expect(html.match(/aria-current="true"/g)).toHaveLength(1);
    expect(html.indexOf('refused')).toBeLessThan(html.indexOf("Driver's door open."));
  });

  it('are found by words and by bytes', () => {
    const state = new ViewerState(STORY);
    state.search.value = 'DOOR OPEN';
    expect(renderToString(h(EventList, { state }))).toContain('1 of 2');
    state.search.value = '31 01 02';
    expect(renderToString(h(EventList, { state }))).toContain('1 of 2');
    state.search.value = 'nothing such';
    expect(renderToString(h(EventList, { state }))).toContain('Nothing found.');
  });
});
