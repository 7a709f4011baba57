import { DEFAULT_BODY_INPUTS } from '../../ecu-sim/body/body-inputs.ts';
import type { CarState } from '../view/car-view.ts';
import type { YamlValue } from './recorded-step.ts';

/** How a car differs from a new one: the fields of the `vehicle` step that sets it up. */
export function givenChange(state: CarState): Readonly<Record<string, YamlValue>> {
  const rest = DEFAULT_BODY_INPUTS;
  const doors = Object.fromEntries(Object.entries(state.doors).filter(([, isOpen]) => isOpen));
  return {
    ...(Object.keys(doors).length === 0 ? {} : { doors }),
    ...(state.powerMode === rest.powerMode || state.powerMode === 'running' ? {} : { powerMode: state.powerMode }),
    ...(state.batteryV * 1000 === rest.batteryMv ? {} : { batteryV: state.batteryV }),
    ...(state.brake === rest.brake ? {} : { brake: state.brake }),
    ...(state.shiftP === rest.shiftP ? {} : { shiftP: state.shiftP }),
    ...(state.speedKmh === rest.speedKmh ? {} : { speedKmh: state.speedKmh }),
  };
}

/**
 * What a scenario checks at the end: keys, procedure and beeps, which are the same in each run.
 *
 * @param initial the car at the beginning: a new car does not have what it brings from an earlier life
 */
export function finalExpectation(state: CarState, initial: CarState | null, nameOf: (id: string) => string): YamlValue {
  const { total, interior, answerBack } = state.beeps;
  const isNew =
    initial === null ||
    (initial.retired.length === 0 && initial.beeps.total + initial.beeps.interior + initial.beeps.answerBack === 0);
  return {
    procedure: state.procedure,
    state: state.state,
    registered: state.slots.filter((id) => id !== null).map(nameOf),
    ...(isNew ? { retired: state.retired.map(nameOf), beeps: { total, interior, answerBack } } : {}),
    immobilizer: state.immobilizer,
  };
}
