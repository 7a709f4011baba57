import { KeyError } from '../car/key-error.ts';
import type { Car } from '../car/car.ts';
import type { Stimulus, StimulusAnswer } from '../tester/command.ts';

/** Performs an action at a car in this process, and returns how the car reacted. */
export function performOnCar(car: Car, stimulus: Stimulus): StimulusAnswer {
  switch (stimulus.kind) {
    case 'touch-key':
      return touch(car, stimulus.keyId);
    case 'open-driver-door':
      return moveDriverDoor(car, true);
    case 'toggle-driver-door':
      return moveDriverDoor(car, !car.body.inputs.doors.driver);
  }
}

function touch(car: Car, keyId: number): StimulusAnswer {
  try {
    return { done: true, ...car.touchKey(keyId) };
  } catch (error) {
    if (error instanceof KeyError) return { done: false, message: error.message, hint: error.hint };
    throw error;
  }
}

function moveDriverDoor(car: Car, open: boolean): StimulusAnswer {
  car.setVehicle({ doors: { driver: open } });
  return { done: true, reaction: null, reason: null };
}
