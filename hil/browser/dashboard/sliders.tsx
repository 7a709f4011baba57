import type { VNode } from 'preact';
import { VEHICLE_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import type { CarView } from '../../view/car-view.ts';
import type { Act } from './act.ts';
import { powerCycle, setSpeed, setSupply } from './calls.ts';

/** As far as a driver goes; a tester may set more. */
const SPEED_KMH = 120;

/** Supply and speed as sliders, and a cut of the 12 V. */
export function Sliders({ view, act }: { readonly view: CarView; readonly act: Act | null }): VNode {
  const disabled = act === null;
  return (
    <div class="sliders">
      <label>
        <span>Supply</span>
        <input
          type="range"
          min={VEHICLE_LIMITS.supplyV.min}
          max={VEHICLE_LIMITS.supplyV.max}
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
          max={SPEED_KMH}
          step="1"
          value={view.speedKmh}
          disabled={disabled}
          onChange={(event) => act?.perform(setSpeed(Number(event.currentTarget.value)))}
        />
        <output class="number">{view.speedKmh} km/h</output>
      </label>
      <button type="button" disabled={disabled} onClick={() => act?.perform(powerCycle(100))}>
        Cut the 12 V for 100 ms
      </button>
    </div>
  );
}
