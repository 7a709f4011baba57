import type { VNode } from 'preact';
import { VEHICLE_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import type { CarView } from '../../view/car-view.ts';
import type { Act } from './act.ts';
import { powerCycle, setSpeed, setSupply } from './calls.ts';
import { CarSlider } from './car-slider.tsx';

/** As far as a driver goes; a tester may set more. */
const SPEED_KMH = 120;

/** Supply and speed as sliders, and a cut of the 12 V. */
export function Sliders({ view, act }: { readonly view: CarView; readonly act: Act | null }): VNode {
  const { min, max } = VEHICLE_LIMITS.supplyV;
  const supply = { unit: 'V', min, max, step: 0.1, digits: 1, value: view.batteryV, field: 'batteryV' };
  const speed = { unit: 'km/h', min: 0, max: SPEED_KMH, step: 1, digits: 0, value: view.speedKmh, field: 'speedKmh' };
  return (
    <div class="sliders">
      <CarSlider title="Supply" {...supply} call={setSupply} act={act} />
      <CarSlider title="Speed" {...speed} call={setSpeed} act={act} />
      <button type="button" disabled={act === null} onClick={() => act?.perform(powerCycle(100))}>
        Cut the 12 V for 100 ms
      </button>
    </div>
  );
}
