import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { TimelinePanel } from '../report/timeline-panel.ts';
import type { CarStory, ViewerState } from './viewer-state.ts';

const FIRST_WIDTH = 900;

interface TimelineProps {
  readonly state: ViewerState;
  readonly story: CarStory;
  /** Where nothing shows yet how wide it will be. */
  readonly width?: number;
}

/** The lanes of a car, drawn by d3, with the cursor and the measured range of the viewer. */
export function TimelineComponent({ state, story, width }: TimelineProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const panel = useRef<TimelinePanel | null>(null);
  const { timeline } = story.viewed;
  useLayoutEffect(() => {
    const { steps, cars } = state.data;
    const own = steps.filter(({ car }) => car === timeline.car || cars.length === 1);
    const made = new TimelinePanel(
      timeline,
      own,
      width ?? Math.max(place.current?.clientWidth ?? 0, FIRST_WIDTH),
      (timeUs) => state.seek(timeUs),
    );
    panel.current = made;
    place.current?.replaceChildren(made.element);
  }, [state, timeline, width]);
  const cursorUs = state.cursorUs.value;
  const measured = state.measured.value;
  useLayoutEffect(() => {
    panel.current?.mark({ cursorUs, rangeUs: measured === null ? null : [measured.fromUs, measured.toUs] });
  }, [cursorUs, measured, timeline]);
  return <div class="v-timeline" ref={place} />;
}
