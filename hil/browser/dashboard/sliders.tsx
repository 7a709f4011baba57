import type { VNode } from 'preact';
import { VEHICLE_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import type { CarView } from '../../view/car-view.ts';
import type { Act } from './act.ts';
import { powerCycle, setSpeed, setSupply } from './calls.ts';
import { Slider } from './slider.tsx';

/** As far as a driver goes; a tester may set more. */
const SPEED_KMH = 120;

/** Supply and speed as sliders, and a cut of the 12 V. */
export function Sliders({ view, act }: { readonly view: CarView; readonly act: Act | null }): VNode {
  const disabled = act === null;
  return (
    <div class="sliders">
      <label>
        <span>Supply</span>
        <Slider
          min={VEHICLE_LIMITS.supplyV.min}
          max={VEHICLE_LIMITS.supplyV.max}
          step={0.1}
          value={view.batteryV}
          text={(volts) => `${volts.toFixed(1)} V`}
          disabled={disabled}
          onChoose={(volts) => act?.perform(setSupply(volts))}
        />
      </label>
      <label>
        <span>Speed</span>
        <Slider
          min={0}
          max={SPEED_KMH}
          step={1}
          value={view.speedKmh}
          text={(speed) => `${speed} km/h`}
          disabled={disabled}
          onChoose={(speed) => act?.perform(setSpeed(speed))}
        />
      </label>
      <button type="button" disabled={disabled} onClick={() => act?.perform(powerCycle(100))}>
        Cut the 12 V for 100 ms
      </button>
    </div>
  );
}
