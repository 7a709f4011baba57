import type { VNode } from 'preact';

/** In place of the panels that need a car. */
export function RecordingNote(): VNode {
  return (
    <section class="panel recording-note" aria-label="Recording">
      <h2>A recorded session</h2>
      <p>
        Pause it, play it faster, skip ahead, or go back with the slider above. “Restart” plays it from the beginning.
        Doors, keys, faults, scenarios and the dealer server need a car of your own. This starts one:
      </p>
      <p>
        <code>npx virtual-smart-key</code>
      </p>
    </section>
  );
}
