import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import type { Act } from './act.ts';
import { powerCycle, setSpeed, setSupply } from './calls.ts';

/** Supply and speed as sliders, and the 12 V taken away. */
export function Sliders({ view, act }: { readonly view: CarView; readonly act: Act | null }): VNode {
  const disabled = act === null;
  return (
    <div class="sliders">
      <label>
        <span>Supply</span>
        <input
          type="range"
          min="6"
          max="18"
          step="0.1"
          value={view.batteryV}
          disabled={disabled}
          onChange={(event) => act?.perform(setSupply(Number(event.currentTarget.value)))}
        />
        <output class="number">{view.batteryV.toFixed(1)} V</output>
      </label>
      <label>
        <span>Speed</span>
        <input
          type="range"
          min="0"
          max="120"
          step="1"
          value={view.speedKmh}
          disabled={disabled}
          onChange={(event) => act?.perform(setSpeed(Number(event.currentTarget.value)))}
        />
        <output class="number">{view.speedKmh} km/h</output>
      </label>
      <button type="button" disabled={disabled} onClick={() => act?.perform(powerCycle(100))}>
        Take the 12 V away for 100 ms
      </button>
    </div>
  );
}
