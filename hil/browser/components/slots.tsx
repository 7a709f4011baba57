import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';

/** The slots of the ECU with the keys in them, and the keys that it has retired for good. */
export function Slots({ view }: { readonly view: CarView }): VNode {
  const { slots, retired, freeSlots, erasure } = view;
  return (
    <section class="panel slots" aria-labelledby="slots-title">
      <header>
        <h2 id="slots-title">Registered keys</h2>
        <span class="state">
          {slots.length - freeSlots} of {slots.length}
        </span>
      </header>
      <ol>
        {slots.map((id, index) => (
          <li key={index} class={id === null ? 'slot' : `slot slot-used ${isTouched(erasure, id) ? 'slot-kept' : ''}`}>
            <span class="slot-number">{index + 1}</span>
            <code>{id ?? 'free'}</code>
          </li>
        ))}
      </ol>
      {retired.length > 0 && (
        <details>
          <summary>
            {retired.length} retired {retired.length === 1 ? 'key' : 'keys'}, never usable again
          </summary>
          <ul class="retired">
            {retired.map((id) => (
              <li key={id}>
                <code>{id}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function isTouched({ touched }: CarView['erasure'], id: string): boolean {
  return touched.includes(id);
}
